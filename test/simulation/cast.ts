export const boardId = "sales";
export const boardTopic = `board:${boardId}`;

/** Who may be there, with the role they begin with. The chief is always there, and is never removed. */
export const people = {
  chief: "ADMIN",
  ann: "ADMIN_LIMITED",
  boss: "ADMIN",
  ben: "ADMIN_LIMITED",
  cat: "ADMIN_LIMITED",
} as const;

export const everybody: readonly (keyof typeof people)[] = ["chief", "ann", "boss", "ben", "cat"];
