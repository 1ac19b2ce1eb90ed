import { z } from "zod";
import { query } from "../../engine/operation/definition.ts";
import { boardTopic } from "../../model/topic.ts";
import { limitSchema, onTask } from "../input.ts";

/** The collections of an event's records, by the field of `data` that holds them. */
const collectionsSchema = z.record(z.string(), z.string());

const eventSchema = z
  .object({
    number: z.int(),
    id: z.string(),
    type: z.string(),
    subject: z.string(),
    at: z.string(),
    actor: z.string(),
    data: z.record(z.string(), z.unknown()),
    put: collectionsSchema.exactOptional(),
    drop: collectionsSchema.exactOptional(),
    show: collectionsSchema.exactOptional(),
  })
  .meta({ id: "Event", description: "One fact that a command caused." });

const history = query({
  name: "tasks.history",
  target: "task",
  permission: "member",
  summary:
    "What happened to a task, newest first: the events of the board's log that are about it, as far as the person was to see them.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/history" },
  input: z.strictObject({ ...onTask, limit: limitSchema, before: z.string().max(256).optional() }),
  output: z.object({ events: z.array(eventSchema), next: z.string().nullable() }),
  async run(context, { boardId, taskId, limit, before }) {
    const { events, next } = await context.history(boardTopic(boardId), {
      subject: taskId,
      before,
      limit,
    });
    return { events: events.map((event) => ({ ...event, data: { ...event.data } })), next };
  },
});

/** Reading the log of one task. */
export const historyOperations = { "tasks.history": history };
