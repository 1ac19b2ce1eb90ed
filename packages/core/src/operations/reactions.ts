import { z } from "zod";
import { builtIn } from "../engine/operation/context.ts";
import { command, query } from "../engine/operation/definition.ts";
import { TaskwireError } from "../errors.ts";
import { timestampSchema } from "../model/id.ts";
import { type Job, jobs } from "../model/job.ts";
import { text } from "../model/text.ts";
import { listPage, nextSchema, pageInput } from "./page.ts";

const failedReactionSchema = z
  .object({
    id: z.string(),
    reaction: z.string(),
    error: z.string().nullable(),
    attempts: z.int(),
    event: z.object({
      id: z.string(),
      topic: z.string(),
      type: z.string(),
      subject: z.string(),
      at: timestampSchema,
    }),
  })
  .meta({
    id: "FailedReaction",
    description: "A reaction that failed too often to be retried automatically.",
  });

const failed = query({
  name: "reactions.failed",
  target: "app",
  permission: "system",
  summary:
    "List the reactions that failed 20 times and are not retried automatically, each with the name of its last error. `onError` got the whole error.",
  route: { method: "GET", path: "/reactions/failed" },
  input: z.strictObject(pageInput),
  output: z.object({ reactions: z.array(failedReactionSchema), next: nextSchema }),
  async run(context, { limit, after }) {
    const query = { index: "due", equals: { status: "failed" }, limit, after };
    const { records, next } = await listPage(context, jobs, query);
    return { reactions: records.map(withoutData), next };
  },
});

/** Leaves out the event's data, which may have been deleted from the log since. */
function withoutData(job: Job): z.infer<typeof failedReactionSchema> {
  const { id, reaction, error, attempts, event } = job;
  const { id: eventId, topic, type, subject, at } = event;
  return { id, reaction, error, attempts, event: { id: eventId, topic, type, subject, at } };
}

const retry = command({
  name: "reactions.retry",
  target: "app",
  permission: "system",
  summary:
    "Retry a failed reaction as if its event had just happened, with 20 more attempts if needed.",
  route: { method: "POST", path: "/reactions/retry" },
  errors: ["not_found"],
  input: z.strictObject({ id: text(1_000) }),
  output: z.null(),
  async run(context, { id }) {
    const [job] = await context.get(jobs, [id]);
    if (job?.status !== "failed")
      throw new TaskwireError(
        "not_found",
        "There is no failed reaction with this id. `reactions.failed` lists them.",
      );
    const fields = { status: "waiting", attempts: 0, runAt: context.now };
    builtIn(context).derive({ collection: jobs.name, id, kind: "update", fields });
    return null;
  },
});

/** Operations on failed reactions. */
export const reactionOperations = { "reactions.failed": failed, "reactions.retry": retry };
