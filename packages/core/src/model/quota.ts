/**
 * Limits on how much one person, one room and one board may have. So nobody can fill the database,
 * or use up the rooms and boards of the others. A quota of null limits nothing. The app's own code
 * (`taskwire.system`) is not limited, unless `system` is true.
 */
export interface Quotas {
  /** Rooms of one board that one person has created. Default: 150. */
  readonly roomsCreated: number | null;
  /** Rooms of one board. Default: 2,000. */
  readonly roomsPerBoard: number | null;
  /** Members of one room. Default: 1,000. */
  readonly membersPerRoom: number | null;
  /** Members of one board. Default: 5,000. */
  readonly membersPerBoard: number | null;
  /** Tasks of one board that one person has requested and that are waiting or working. Default: 1,000. */
  readonly openRequests: number | null;
  /** Tasks of one board. Default: 200,000. */
  readonly tasksPerBoard: number | null;
  /**
   * Subtasks of one task. If a task has this many, nobody can add one. Subtasks from a template are
   * never refused. At most 100. Default: 100.
   */
  readonly subtasksPerTask: number | null;
  /**
   * Bytes of the events that one person's calls cause in a day. Only calls over WebSocket and HTTP count.
   * Default: 128 MiB.
   */
  readonly bytesPerDay: number | null;
  /**
   * Messages and comments of one person in an hour. Only calls over WebSocket and HTTP count. Default:
   * 3,600.
   */
  readonly postsPerHour: number | null;
  /**
   * Notifications that one person causes in an hour, for all recipients together. Only calls over
   * WebSocket and HTTP count. Default: 10,000.
   */
  readonly notificationsPerHour: number | null;
  /**
   * Notifications that one person causes in an hour for one recipient. Only calls over WebSocket and HTTP count.
   * Default: 500.
   */
  readonly notificationsToOnePerHour: number | null;
  /** Whether the app's own code is limited too, by the quotas of rooms, boards and tasks. Default: false. */
  readonly system: boolean;
}

/** The name of a quota. */
export type QuotaName = Exclude<keyof Quotas, "system">;

/** The quotas that limit an amount per hour or per day. All others limit the number of records. */
export const rateNames = [
  "bytesPerDay",
  "postsPerHour",
  "notificationsPerHour",
  "notificationsToOnePerHour",
] as const satisfies readonly QuotaName[];

export type RateName = (typeof rateNames)[number];

/**
 * The quotas that an app gets if it sets none.
 *
 * @example
 * ```ts
 * createTaskwire({ quotas: { openRequests: 50, roomsCreated: defaultQuotas.roomsPerBoard } });
 * ```
 */
export const defaultQuotas: Quotas & { readonly [N in QuotaName]: number } = {
  roomsCreated: 150,
  roomsPerBoard: 2_000,
  membersPerRoom: 1_000,
  membersPerBoard: 5_000,
  openRequests: 1_000,
  tasksPerBoard: 200_000,
  subtasksPerTask: 100,
  bytesPerDay: 128 * 1024 * 1024,
  postsPerHour: 3_600,
  notificationsPerHour: 10_000,
  notificationsToOnePerHour: 500,
  system: false,
};
