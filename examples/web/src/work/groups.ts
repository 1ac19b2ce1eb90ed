/** The groups of my steps, the most urgent first. */
export const groups = ["overdue", "today", "week", "later", "undated"] as const;

const weekMs = 7 * 24 * 60 * 60_000;

/** Returns the group of a step by its due date. The day is that of the person's own calendar. */
export function groupOf(dueAt: string | null, now: Date): (typeof groups)[number] {
  if (dueAt === null) return "undated";
  const due = new Date(dueAt);
  if (due < now) return "overdue";
  if (due.toDateString() === now.toDateString()) return "today";
  return due.getTime() - now.getTime() < weekMs ? "week" : "later";
}
