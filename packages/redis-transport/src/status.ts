/** State of a connection or of a group: not connected yet, working, or unreachable. */
export type Status = "starting" | "up" | "down";

/** The status of a group: `down` if one member is down, `up` if all are up. */
export function combinedStatus(statuses: readonly Status[]): Status {
  if (statuses.includes("down")) return "down";
  return statuses.length > 0 && statuses.every((status) => status === "up") ? "up" : "starting";
}
