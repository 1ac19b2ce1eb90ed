import type { EngineParts } from "../engine/attempt.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { TaskwireError } from "../errors.ts";
import { systemId } from "../model/actor.ts";
import type { ReactionEvent } from "../model/job.ts";
import { safeParse } from "../model/safe-parse.ts";
import { label } from "../model/text.ts";
import { userTopic } from "../model/topic.ts";
import { runFor } from "../reactions/deletion/run-deletion.ts";
import type { Write } from "../storage/storage.ts";
import { eraseUser, readUser } from "./erase-user.ts";
import type { ErasureCalls, ErasurePosition } from "./erasure.ts";
import { exportUser } from "./export-user.ts";
import type { UserData } from "./person-data.ts";
import type { TextErasure } from "./texts.ts";

/** The name of the job that continues an erasure after a crash. */
export const erasureJob = "taskwire.erasure";
const goOnAfterMs = 60_000;

/** Continues an erasure as a job, from the position at which the last run had no more time. */
export const goOnErasing = (
  { id, data }: ReactionEvent,
  calls: ErasureCalls,
  parts: EngineParts,
): Promise<"done" | { readonly from: ErasurePosition }> => {
  const { from, ...how } = data as unknown as TextErasure & { readonly from?: ErasurePosition };
  return runFor(eraseUser(how, `${id}/${erasureJob}`, calls, parts, from), parts);
};

/** Makes the methods on a person's data. */
export const userData = (
  calls: ErasureCalls,
  job: (name: string, event: ErasureEvent) => Write,
  parts: EngineParts,
): UserData => ({
  async erase(userId, { texts = "keep", as = "Former member", everywhere = false } = {}) {
    if (!safeParse(label(), as).success)
      throw new TaskwireError("invalid", "`as` has to be a name of one line, and not empty.");
    // Otherwise a wrong word, such as "remove", would keep the texts.
    if (texts !== "keep" && texts !== "delete")
      throw new TaskwireError("invalid", '`texts` has to be "keep" or "delete".');
    const user = await readUser(userId, parts);
    if (!user) throw new TaskwireError("not_found", "There is no such person.");
    const names = [user.name, user.handle].filter((name) => name !== null && name !== as);
    const how: TextErasure = { userId, names: names as string[], as, everywhere, texts };
    const jobId = await commitAsSystem(async (context) => {
      const write = job(erasureJob, {
        ...{ id: `${context.command}.0`, topic: userTopic(userId), type: "user.erasing" },
        at: new Date(parts.runtime.now() + goOnAfterMs).toISOString(),
        ...{ subject: userId, actor: systemId, data: { ...how } },
      });
      context.derive(write);
      return write.id;
    }, parts);
    for await (const _ of eraseUser(how, jobId, calls, parts));
  },
  export: (userId) => exportUser(userId, parts),
});

/** The event of the job. Its data says how to erase; it is deleted with the job. */
interface ErasureEvent {
  readonly id: string;
  readonly topic: string;
  readonly type: string;
  readonly subject: string;
  readonly at: string;
  readonly actor: string;
  readonly data: { readonly [field: string]: unknown };
}
