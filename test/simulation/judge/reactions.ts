import type { ReactionEvent } from "@taskwire/core";
import { count, type RunContext } from "../run-context.ts";
import { marksOf } from "./words.ts";

/** A handler gets what was read just before. The storage may be slow or silent in between. */
const staleMs = 5_000;

/** Reports words that a reaction gets although they were deleted, or withheld from their recipient. */
export function judgeReaction({ type, data }: ReactionEvent, context: RunContext): string[] {
  count(context, "reactions");
  const { past, times, runtime } = context;
  const { now } = past;
  const since = times.findLastIndex((time) => time <= runtime.now() - staleMs) + 1;
  const { notification } = data as { readonly notification?: { readonly userId: string } };
  return [...marksOf(JSON.stringify(data))].flatMap((mark) => {
    const isAllowed = notification
      ? now.isReadable(notification.userId, mark, since, now.moment)
      : !now.wasDeletedBy(mark, since);
    return isAllowed ? [] : [`a reaction to ${type} got ${mark}, which was gone`];
  });
}
