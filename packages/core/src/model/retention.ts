/**
 * How long old data is kept, in days. With null, the data is kept forever. Tasks, messages,
 * comments, and the logs of boards and rooms are always kept.
 */
export interface Retention {
  /**
   * Idempotency keys. If a command is repeated later than that, it has a second effect. Also decision links, from
   * their end on. Default: 7.
   */
  readonly keys: number | null;
  /** Notifications that were read, done or resolved, counted from their events. Default: 90. */
  readonly notifications: number | null;
  /** Unread notifications. Default: 365. */
  readonly unread: number | null;
  /**
   * The outcomes of people who were not notified, and of notifications that channels have sent, for
   * `notifications.explain`. Default: 30.
   */
  readonly outcomes: number | null;
  /** Reactions that failed, and are not retried automatically; and events that webhooks have skipped. Default: 90. */
  readonly failedReactions: number | null;
  /**
   * The logs of people's own topics. A client that was away for longer loads its inbox and its rooms
   * again. Default: 90.
   */
  readonly personLogs: number | null;
}

/**
 * The retention that an app gets if it sets none.
 *
 * @example
 * ```ts
 * createTaskwire({ retention: { ...defaultRetention, notifications: 30 } });
 * ```
 */
export const defaultRetention: Retention = {
  keys: 7,
  notifications: 90,
  unread: 365,
  outcomes: 30,
  failedReactions: 90,
  personLogs: 90,
};
