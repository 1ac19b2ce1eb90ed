import type { Resolution } from "../model/reason.ts";
import { type Subtask, subtasks } from "../model/subtask.ts";
import { type Task, tasks } from "../model/task.ts";
import { datesTimer, timers } from "../model/timer.ts";
import {
  type DueSettings,
  datesOf,
  dueSettings,
  nextInstant,
  toldBy,
  toldOf,
} from "../workflow/due-dates.ts";
import type { EngineContext } from "./context.ts";
import { writeDatesTimer } from "./operation/dates-timer.ts";

type Change<S> = readonly [before: S | null, after: S];

const isDated = ([before, after]: Change<{
  readonly dueAt?: string | null | undefined;
}>): boolean => (before?.dueAt ?? after.dueAt ?? null) !== null;

/**
 * Keeps the timers of due dates up to date with the changes of a command, and resolves the notifications
 * about dates that nobody has to keep any more. Without the option `due`, it does nothing.
 */
export async function keepDueDates(context: EngineContext): Promise<void> {
  const settings = dueSettings(context.definitions);
  if (!settings) return;
  const parts = context.changesOf(subtasks);
  for (const change of context.changesOf(tasks)) {
    const [, { id }] = change;
    const changed = parts.filter(([, part]) => part.taskId === id);
    if (isDated(change) || changed.some(isDated))
      await keepDates(context, change, changed, settings);
  }
}

async function keepDates(
  context: EngineContext,
  [before, after]: Change<Task>,
  changed: readonly Change<Subtask>[],
  settings: DueSettings,
): Promise<void> {
  const { now } = context;
  const { id, boardId } = after;
  const query = { index: "task", equals: { taskId: id } };
  const stored = before ? await context.listAll(subtasks, query) : [];
  const changes = new Map(changed.map(([, part]) => [part.id, part]));
  const created = changed.flatMap(([earlier, part]) => (earlier ? [] : part));
  const current = [...stored.map((part) => changes.get(part.id) ?? part), ...created];
  const dates = datesOf(after, current);
  const timerId = datesTimer(id);
  const [timer] = await context.get(timers, [timerId]);
  // If something is due already and no server has looked yet, it stays due.
  const from = timer && timer.at < now ? timer.at : now;
  const told = toldOf(timer?.told ?? {}, [], now);
  writeDatesTimer(context, { id: timerId, boardId }, timer, {
    ...{ at: nextInstant(dates, from, told, settings), told },
  });
  const earlier = before ? toldBy(datesOf(before, stored), now, told, settings) : new Set<string>();
  const still = toldBy(dates, now, told, settings);
  for (const userId of earlier)
    if (!still.has(userId))
      context.resolve({
        about: `task:${id}`,
        reasons: ["due.near", "due.passed"],
        userIds: [userId],
        resolution: resolutionFor(userId, after, changed),
      });
}

/** The resolution of a notification about a date that its recipient no longer has to keep. */
function resolutionFor(
  userId: string,
  { kind }: Task,
  changed: readonly Change<Subtask>[],
): Resolution {
  const theirs = changed.find(([before]) => before?.assigneeId === userId)?.[1];
  if (kind === "done" || theirs?.state === "done") return "completed";
  return kind === "dropped" || theirs?.state === "cancelled" ? "cancelled" : "superseded";
}
