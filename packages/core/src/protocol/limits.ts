/** The limits of a connection. The server sends them in `welcome`. */
export interface Limits {
  /** The largest frame that a client may send, in bytes. */
  readonly frameBytes: number;
  /** How many topics one connection may follow. */
  readonly topics: number;
  /** How long a call may take, in ms. A call that takes longer fails. */
  readonly callMs: number;
  /**
   * How many calls of one connection may wait for their result. An eighth of them runs at a time.
   */
  readonly callsInFlight: number;
  /**
   * How many calls one person may make in a second, on average, over all connections and HTTP
   * together. Of all frames together the person may send five times as many.
   */
  readonly callsPerSecond: number;
  /** How many calls one person may make at once after a pause. */
  readonly callBurst: number;
  /** An answer costs one more call for each part of this many bytes. */
  readonly bytesPerCall: number;
  /**
   * A call costs one more call each time it has read or written this number of records and events.
   */
  readonly rowsPerCall: number;
  /**
   * How many bytes an answer may have. Lists end their pages before that, and `next` goes on. A page
   * has at least one entry, so it can be as large as that. Over WebSocket it is an eighth: on a slow
   * line, nothing else arrives while an answer does. It bounds the memory that a call can take.
   */
  readonly answerBytes: number;
  /** How many signals (`typing`) a connection may send in a second. More are dropped. */
  readonly signalsPerSecond: number;
  /** How many connections one person may have on one server. */
  readonly connectionsPerUser: number;
  /** How many authenticated connections one server may have. */
  readonly connections: number;
  /**
   * How many connections of one server may be unauthenticated at a time. They don't count towards
   * `connections`.
   */
  readonly unauthenticated: number;
  /**
   * How often clients of one address may fail to authenticate in a second, on average, over
   * WebSocket and HTTP together. IPv6 addresses are counted by their first 64 bits.
   */
  readonly failuresPerSecond: number;
  /** How often they may fail at once. */
  readonly failureBurst: number;
  /** How long a connection may take to authenticate, in ms. */
  readonly authenticationMs: number;
  /** The time between two pings of the server, ± 10 %, in ms. */
  readonly pingMs: number;
  /** How long a ping may stay unanswered, in ms. */
  readonly pongMs: number;
  /** How many bytes may wait in a socket before the client counts as slow. */
  readonly bufferedBytes: number;
  /** How long a client may read nothing while bytes wait, in ms. */
  readonly stalledMs: number;
  /** A client that has missed more events than this must reload instead of catching up. */
  readonly backlogEvents: number;
}

/**
 * The limits if the option `limits` does not set others.
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({
 *   limits: { callsPerSecond: defaultLimits.callsPerSecond * 2 },
 * });
 * ```
 */
export const defaultLimits: Limits = {
  frameBytes: 64 * 1024,
  topics: 128,
  callMs: 30_000,
  callsInFlight: 32,
  callsPerSecond: 20,
  callBurst: 40,
  bytesPerCall: 16 * 1024,
  rowsPerCall: 100,
  answerBytes: 256 * 1024,
  signalsPerSecond: 10,
  connectionsPerUser: 10,
  connections: 10_000,
  unauthenticated: 5_000,
  failuresPerSecond: 10,
  failureBurst: 200,
  authenticationMs: 5_000,
  pingMs: 25_000,
  pongMs: 8_000,
  bufferedBytes: 1024 * 1024,
  stalledMs: 15_000,
  backlogEvents: 5_000,
};
