import type { Subtask } from "../model/subtask.ts";

/**
 * Moves a subtask to another position. Returns all subtasks that have another position now; the others
 * make room.
 */
export function moveSubtask(all: readonly Subtask[], id: string, position: number): Subtask[] {
  const ordered = [...all].sort((a, b) => a.position - b.position);
  const moving = ordered.filter((one) => one.id === id);
  const others = ordered.filter((one) => one.id !== id);
  const next = [...others.slice(0, position), ...moving, ...others.slice(position)];
  return next.flatMap((one, i) => (one.position === i ? [] : { ...one, position: i }));
}

/** Whether a subtask would have to be done before itself if it depended on these. */
export function isCircular(
  all: readonly Subtask[],
  id: string,
  dependsOn: readonly string[],
): boolean {
  const before = new Set(dependsOn);
  for (const one of before)
    for (const earlier of all.find((other) => other.id === one)?.dependsOn ?? [])
      before.add(earlier);
  return before.has(id);
}
