/** Why a socket was closed. 4000–4299: come back (with the cursors); 4400–4499: don't, something has to change first. */
export const closeCodes = {
  /** The server stops or restarts, and the reason holds `{"retryAfterMs":n}`; or it can't judge the token or the account now. */
  goingAway: 4000,
  /** The client took nothing for too long. The log has what it missed. */
  slow: 4001,
  /** No answer to pings. */
  timeout: 4002,
  /** The token ran out. Come back with a new one. */
  tokenExpired: 4003,
  /** Too many connections of this person, or too many frames on this one. Come back later. (A full server answers the upgrade with 503.) */
  tooMany: 4004,
  /** A frame that is not of this protocol: binary, not UTF-8, no JSON object, a second `authenticate` during the first. One of an unknown type is only answered with an error. */
  badFrame: 4400,
  /** No token, or one that doesn't hold. */
  unauthenticated: 4401,
  /** The account is disabled. */
  forbidden: 4403,
  /** No authentication in time. Who did send it comes back: the line was slow. */
  authenticationTimeout: 4408,
  /** A frame larger than `limits.frameBytes`. */
  tooLarge: 4413,
} as const;

/** Whether a client reconnects by itself after this code. Codes of others (1006, 1001, 1012 …) mean: come back. */
export const comesBack = (code: number): boolean => code < 4400 || code > 4499;
