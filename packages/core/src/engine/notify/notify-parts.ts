import type { ReactionEvent } from "../../model/job.ts";
import { userTopic } from "../../model/topic.ts";
import type { Storage, Write } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";
import type { MembersCache } from "./members-cache.ts";

/** The parts of a node that the notify pipeline uses. */
export interface NotifyParts {
  readonly storage: Storage;
  /** False: nobody is notified, but existing notifications are still resolved. */
  readonly notifies: boolean;
  readonly members: MembersCache;
  /** Returns the people who follow a topic now, as far as this node knows. */
  readonly present: (topic: string) => Iterable<string>;
  /** Returns the write that adds a job to the commit. The job runs after the commit. */
  readonly job: (name: string, event: ReactionEvent) => Write;
  readonly onError: (error: unknown) => void;
}

/** Makes the event that a job of the notify pipeline gets as its input. The event is in no log. */
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
