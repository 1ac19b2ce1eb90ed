export const boardId = "sales";
export const boardTopic = `board:${boardId}`;

/**
 * The people a run may have, with the role each begins with. The chief is always there and never
 * removed.
 */
export const people = {
  chief: "ADMIN",
  ann: "ADMIN_LIMITED",
  boss: "ADMIN",
  ben: "ADMIN_LIMITED",
  cat: "ADMIN_LIMITED",
} as const;

export const everybody: readonly (keyof typeof people)[] = ["chief", "ann", "boss", "ben", "cat"];

/**
 * How long data is kept, in days: less than the clocks go on when data grows old. Keys are kept for longer,
 * so that commands stay done.
 */
export const retention = { keys: 365, notifications: 90, unread: 95, outcomes: 30, personLogs: 90 };
