/**
 * The number of unread notifications, for connections that follow their person's own topic.
 * Messages may arrive in another order than they were counted in: the one with the highest `at` is
 * valid.
 */
export interface Inbox {
  readonly type: "inbox";
  /** Counted up to 1000. */
  readonly unread: number;
  /** The number that the person's own topic had when it was counted. */
  readonly at: number;
}
