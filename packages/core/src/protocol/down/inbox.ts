/** How many rows of the person's inbox are unread, for a connection that follows their own topic. Of several frames the one with the highest `at` holds. */
export interface Inbox {
  readonly type: "inbox";
  /** Counted up to 1000. */
  readonly unread: number;
  /** The number of the person's own topic that it was counted at. */
  readonly at: number;
}
