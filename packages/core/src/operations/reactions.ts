import { z } from "zod";
import { builtIn } from "../engine/operation/context.ts";
import { command, query } from "../engine/operation/definition.ts";
import { TaskwireError } from "../errors.ts";
import { idSchema, timestampSchema } from "../model/id.ts";
import { type Job, jobs } from "../model/job.ts";
import { text } from "../model/text.ts";
import { afterSchema, decodeAfter, encodeNext, limitSchema } from "./input.ts";

const failedSchema = z
  .object({
    id: z.string(),
    reaction: z.string(),
    error: z.string().nullable(),
    attempts: z.int(),
    event: z.object({
      id: z.string(),
      topic: z.string(),
      type: z.string(),
      subject: idSchema,
      at: timestampSchema,
    }),
  })
  .meta({
    id: "FailedReaction",
    description: "A reaction that failed too often to be called again by itself.",
  });

const failed = query({
  name: "reactions.failed",
  target: "app",
  permission: "system",
  summary:
    "Reactions that failed 20 times and are not called again by themselves, each with its last error.",
  route: { method: "GET", path: "/reactions/failed" },
  input: z.strictObject({ limit: limitSchema, after: afterSchema }),
  output: z.object({ reactions: z.array(failedSchema), next: z.string().nullable() }),
  async run(context, { limit, after }) {
    const from = decodeAfter(after);
    const equals = { status: "failed" };
    const page = await context.list(jobs, {
      index: "due",
      equals,
      limit,
      ...(from && { after: from }),
    });
    return { reactions: page.records.map(shown), next: encodeNext(page.next) };
  },
});

// The event's data may be what somebody deleted since; the log has the rest of it.
function shown({ id, reaction, error, attempts, event }: Job): z.infer<typeof failedSchema> {
  const { id: eventId, topic, type, subject, at } = event;
  return { id, reaction, error, attempts, event: { id: eventId, topic, type, subject, at } };
}

const retry = command({
  name: "reactions.retry",
  target: "app",
  permission: "system",
  summary: "Call a failed reaction again, as if its event had just happened: 20 tries more.",
  route: { method: "POST", path: "/reactions/retry" },
  input: z.strictObject({ id: text(300) }),
  output: z.null(),
  async run(context, { id }) {
    const [job] = await context.get(jobs, [id]);
    if (job?.status !== "failed")
      throw new TaskwireError(
        "not_found",
        "No reaction failed under this id; reactions.failed lists those that did.",
      );
    const fields = { status: "waiting", attempts: 0, runAt: context.now };
    builtIn(context).derive({ collection: jobs.name, id, kind: "update", fields });
    return null;
  },
});

/** Reactions that went wrong. */
export const reactionOperations = { "reactions.failed": failed, "reactions.retry": retry };
