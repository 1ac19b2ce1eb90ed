import type { ReactionEvent } from "../../model/job.ts";
import { userTopic } from "../../model/topic.ts";
import type { Storage, Write } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";
import type { MembersCache } from "./members-cache.ts";

/** What telling people needs around it. */
export interface NotifyParts {
  readonly storage: Storage;
  readonly members: MembersCache;
  /** Who is connected and looking at a topic, as far as this node knows. */
  readonly present: (topic: string) => Iterable<string>;
  /** Work that is left to do after the commit, kept in it. */
  readonly job: (name: string, event: ReactionEvent) => Write;
  readonly onError: (error: unknown) => void;
}

/** What a job of the pipeline's own gets. */
export const jobEvent = (
  context: EngineContext,
  id: string,
  data: ReactionEvent["data"],
): ReactionEvent => ({
  id,
  topic: userTopic(context.actor.userId),
  type: "notifications.left",
  subject: id,
  at: context.now,
  actor: context.actor.userId,
  data,
});
