import { z } from "zod";
import { builtIn } from "../../engine/operation/context.ts";
import { writeDatesTimer } from "../../engine/operation/dates-timer.ts";
import { command, type Operation } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { datesTimer, timers } from "../../model/timer.ts";
import { boardTopic } from "../../model/topic.ts";
import { datesOf, dueNow, dueSettings, nextInstant, toldOf } from "../../workflow/due-dates.ts";

/** If people are told of a date more than this long after its time, the event says so. */
const lateMs = 60_000;

/**
 * Tells people of the due dates of a task. The timer says from which time on nobody has looked yet; the
 * dates come from the task and its subtasks.
 */
const checkDates = command({
  name: "tasks.checkDates",
  target: "task",
  permission: "system",
  summary:
    "Tell people of due dates of a task that are near or have passed. Servers call it by themselves; a second call does nothing.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/check-dates" },
  input: z.strictObject(onTask),
  output: z.object({}),
  async run(context) {
    const task = context.task();
    const { id, boardId, involved } = task;
    const settings = dueSettings(context.definitions);
    if (!settings) return {};
    const timerId = datesTimer(id);
    const [timer] = await context.get(timers, [timerId]);
    if (!timer || timer.at > context.now) return {};
    const dates = datesOf(task, await context.siblings());
    const now = dueNow(dates, timer.at, context.now, timer.told ?? {}, settings);
    for (const one of now) {
      const { type, due, at, subtaskId, title, people } = one;
      const isLate = Date.parse(context.now) - Date.parse(at) > lateMs;
      // A person has one notification about the dates of a task: the latest.
      context.resolve({
        about: `task:${id}`,
        reasons: ["due.near", "due.passed"],
        userIds: [...people],
        resolution: "superseded",
      });
      context.emit({
        topic: boardTopic(boardId),
        type,
        subject: id,
        audience: { before: involved, after: involved },
        data: { due, ...(subtaskId !== null && { subtaskId }), ...(isLate && { late: true }) },
        notify: {
          about: `task:${id}`,
          boardId,
          taskId: id,
          excerpt: title,
          candidates: people.map((to) => ({ to, reason: type })),
        },
      });
    }
    const told = toldOf(timer.told ?? {}, now, context.now);
    writeDatesTimer(builtIn(context), { id: timerId, boardId }, timer, {
      ...{ at: nextInstant(dates, context.now, told, settings), told },
    });
    return {};
  },
});

/** The operation that looks at due dates. */
export const dateOperations: {
  readonly "tasks.checkDates": Operation<
    "tasks.checkDates",
    { boardId: string; taskId: string },
    Record<never, never>
  >;
} = { "tasks.checkDates": checkDates };
