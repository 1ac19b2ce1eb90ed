/** How a connection, or several together, are: not tried yet, working, or away. */
export type Status = "starting" | "up" | "down";

/** Several together: away when one is, working when all are. */
export function together(statuses: readonly Status[]): Status {
  if (statuses.includes("down")) return "down";
  return statuses.length > 0 && statuses.every((status) => status === "up") ? "up" : "starting";
}
