import { z } from "zod";
import { query } from "../../engine/operation/definition.ts";
import { maxTokenLength } from "../../engine/operation/page-token.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { boardTopic } from "../../model/topic.ts";
import { limitSchema } from "../page.ts";

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
  .meta({
    id: "Event",
    description: "Something that a command did, as the log of a topic has it.",
  });

const history = query({
  name: "tasks.history",
  target: "task",
  permission: "member",
  summary: "List the events about a task that the caller was allowed to see, newest first.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/history" },
  input: z.strictObject({
    ...onTask,
    limit: limitSchema,
    before: z.string().max(maxTokenLength).optional(),
  }),
  output: z.object({ events: z.array(eventSchema), next: z.string().nullable() }),
  async run(context, { boardId, taskId, limit, before }) {
    const query = { subject: taskId, before, limit };
    const { events, next } = await context.history(boardTopic(boardId), query);
    return { events: events.map((event) => ({ ...event, data: { ...event.data } })), next };
  },
});

/** The operation that reads the log of one task. */
export const historyOperations = { "tasks.history": history };
