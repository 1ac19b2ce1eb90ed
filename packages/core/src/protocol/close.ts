/**
 * The close codes of a WebSocket. After 4000–4299 the client reconnects with its cursors. After
 * 4400–4499 it does not, because something must change first: after 4401 it needs another token.
 *
 * @example
 * ```ts
 * socket.close(closeCodes.goingAway);
 * ```
 */
export const closeCodes = {
  /**
   * The server stops or restarts, or it can't check the token or the account now. When it stops,
   * the reason contains `{"retryAfterMs":n}`.
   */
  goingAway: 4000,
  /**
   * The client read nothing for too long. It gets the missed events from the log when it comes
   * back.
   */
  slow: 4001,
  /** The client did not answer a ping. */
  timeout: 4002,
  /** The token has expired, or the app has ended the session. Come back with a new token. */
  tokenExpired: 4003,
  /**
   * The person has too many connections, or sent too many frames on this one. Come back later. (A
   * full server answers the upgrade with 503.)
   */
  tooMany: 4004,
  /** The client did not authenticate in time. Perhaps only the network was slow. */
  authenticationTimeout: 4005,
  /**
   * The client sent a frame that is not of this protocol: it is binary, not UTF-8 or not a JSON
   * object, or it is a second `authenticate` during the first. A frame of an unknown type is only
   * answered with an error.
   */
  badFrame: 4400,
  /** The token is missing or not valid. */
  unauthenticated: 4401,
  /** The account is unknown or disabled. */
  forbidden: 4403,
  /** The client sent a frame that is larger than `limits.frameBytes`. */
  tooLarge: 4413,
} as const;

/**
 * Whether a client reconnects by itself after this code. It does after all codes that are not of
 * taskwire (1006, 1001, 1012 …).
 *
 * @example
 * ```ts
 * comesBack(1006); // true: the network
 * comesBack(closeCodes.forbidden); // false
 * ```
 */
export const comesBack = (code: number): boolean => code < 4400 || code > 4499;
