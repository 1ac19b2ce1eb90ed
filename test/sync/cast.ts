export const boardId = "sales";

/** Who is there, with the role they begin with. The chief is never removed. */
export const people = {
  chief: "ADMIN",
  boss: "ADMIN",
  ann: "ADMIN_LIMITED",
  ben: "ADMIN_LIMITED",
  cat: "ADMIN_LIMITED",
};

export const userIds: readonly string[] = Object.keys(people);
