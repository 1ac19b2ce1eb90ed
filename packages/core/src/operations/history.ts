import { z } from "zod";
import { query } from "../engine/operation.ts";
import { TaskwireError } from "../errors.ts";
import { decodeCursor, encodeCursor } from "../log/cursor.ts";
import { audienceOf, toEvent } from "../log/encode.ts";
import { viewOf } from "../model/access.ts";
import type { Event } from "../model/event.ts";
import { boardTopic } from "../model/topic.ts";
import { limitSchema, onTask } from "./input.ts";

const eventSchema = z
  .object({
    number: z.int(),
    id: z.string(),
    type: z.string(),
    subject: z.string(),
    at: z.string(),
    actor: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Event", description: "One fact that a command caused." });

const history = query({
  name: "tasks.history",
  target: "task",
  permission: "member",
  summary: "What happened to a task, newest first: the events of the board's log that are about it, as far as the person was to see them.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/history" },
  input: z.strictObject({ ...onTask, limit: limitSchema, before: z.string().max(256).optional() }),
  output: z.object({ events: z.array(eventSchema), next: z.string().nullable() }),
  async run(context, { boardId, taskId, limit, before }) {
    const cursor = before === undefined ? undefined : decodeCursor(before);
    if (before !== undefined && !cursor) throw new TaskwireError("invalid", "`before` is not the `next` of a page before.");
    const position = cursor ?? ("end" as const);
    const page = await context.events({ topic: boardTopic(boardId), before: position, subject: taskId, limit });
    if (page.status === "gone") throw new TaskwireError("invalid", "This place in the history is gone. Begin again without `before`.");
    const { userId } = context.actor;
    const access = context.access ?? "involved";
    const seen = page.events.filter((event) => viewOf(audienceOf(event), access, userId) === "whole");
    const last = page.events.at(-1);
    const next = last && page.events.length === limit ? encodeCursor(last, access) : null;
    return { events: seen.map(toEvent) as (Event & { data: Record<string, unknown> })[], next };
  },
});

/** Reading the log of one task. */
export const historyOperations = { "tasks.history": history };
