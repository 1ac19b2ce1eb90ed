/** What the server holds a connection to; sent in `welcome`. */
export interface Limits {
  /** Largest frame to the server, in bytes. */
  readonly frameBytes: number;
  /** Subscriptions of one connection. */
  readonly topics: number;
  /** Calls of one connection that wait for their result. An eighth of them is worked on at a time. */
  readonly callsInFlight: number;
  /** Calls a second of one connection, on average; frames of any type may be five times as many. Over HTTP: of one person. */
  readonly callsPerSecond: number;
  /** Calls that one connection may begin at once after a pause. Over HTTP: one person. */
  readonly callBurst: number;
  /** Signals (`typing`) a second of one connection; what is more is dropped. */
  readonly signalsPerSecond: number;
  /** Connections of one person on one server. */
  readonly connectionsPerUser: number;
  /** All connections of one server. */
  readonly connections: number;
  /** How long a connection may stay silent before it has authenticated, in ms. */
  readonly authenticationMs: number;
  /** Between the server's pings, ± 10 %, in ms. */
  readonly pingMs: number;
  /** How long a ping may stay unanswered, in ms. */
  readonly pongMs: number;
  /** Bytes that may wait in a socket before it counts as slow. */
  readonly bufferedBytes: number;
  /** How long a socket may take nothing, in ms. */
  readonly stalledMs: number;
  /** Missed events beyond which a client reloads instead of catching up. */
  readonly backlogEvents: number;
}

/** The limits of a `createTaskwire` that names none. */
export const defaultLimits: Limits = {
  frameBytes: 64 * 1024,
  topics: 128,
  callsInFlight: 32,
  callsPerSecond: 20,
  callBurst: 40,
  signalsPerSecond: 10,
  connectionsPerUser: 10,
  connections: 10_000,
  authenticationMs: 5_000,
  pingMs: 25_000,
  pongMs: 8_000,
  bufferedBytes: 1024 * 1024,
  stalledMs: 15_000,
  backlogEvents: 5_000,
};
