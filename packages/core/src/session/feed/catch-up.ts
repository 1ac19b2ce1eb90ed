import type { Reached } from "../../log/cursor.ts";
import type { Position } from "../../log/log.ts";
import type { Batch } from "./batch.ts";
import type { Feed } from "./feed.ts";

/** A subscription that reads the log before it follows live. */
export interface CatchingUp {
  readonly feed: Feed;
  readonly isOver: boolean;
  /** Tells the client that it gets everything after this position. */
  begin(position: Reached): void;
  /** Sends a batch as soon as the connection has space for it. */
  replay(batch: Batch): Promise<void>;
  /** Joins the feed. Everything up to this position was read, and the feed has no later events. */
  caughtUp(position: Reached): void;
  /** Ends the subscription, because the log can't be read any further. */
  reset(): void;
}

/**
 * Sends the events after a position from the log. When the subscription has reached the feed's
 * position, it joins the feed at once: there is no `await` between the comparison of the positions
 * and the join. So no event is lost or sent twice.
 */
export async function catchUp(subscription: CatchingUp, after: Reached): Promise<void> {
  let position = after;
  // This read is needed even if the client is at the head. Only it shows whether the log still has
  // the event at this position.
  let page = await nextPage(subscription, position);
  // When the client read the log, `after.head` was the head of the log. So the log must still have
  // the event of that head too.
  if (page && after.head && !(await nextPage(subscription, after.head))) return;
  if (page) subscription.begin(position);
  while (page) {
    for (const batch of page) {
      await subscription.replay(batch);
      if (subscription.isOver) return;
      position = batch.end;
    }
    // The cursor of a live frame does not contain the head that the log had when these events were read
    // (see `Reached`). So before the subscription joins the feed, it reads everything up to that head.
    const isAtHead = page.length === 0 || position.head === undefined;
    if (isAtHead && position.number >= subscription.feed.position.number)
      return subscription.caughtUp(position);
    page = await nextPage(subscription, position);
  }
}

/**
 * Reads the log from the feed's position on until it finds the event with this number. Returns the
 * position of the last event in that event's batch. So the returned position can be a few events
 * after this number. Returns undefined if the subscription has ended.
 */
export async function positionAt(
  subscription: CatchingUp,
  number: number,
): Promise<Reached | undefined> {
  let { position } = subscription.feed;
  while (position.number < number) {
    const page = await nextPage(subscription, position);
    if (!page) return undefined;
    const batch = page.find(({ last }) => last.number >= number) ?? page.at(-1);
    if (!batch) return void subscription.reset();
    position = batch.end;
  }
  return position;
}

/** Returns the next page of the log, or undefined if the subscription has ended. */
async function nextPage(
  subscription: CatchingUp,
  position: Position,
): Promise<readonly Batch[] | undefined> {
  const { feed } = subscription;
  const goal = feed.position.number;
  const page = await feed.pageAfter(position);
  if (subscription.isOver) return undefined;
  const end = page === "gone" ? undefined : page.at(-1)?.last.number;
  // A page without events is only correct if the feed is at this position too. If the feed is ahead
  // and this function returned the empty page, the callers would read the page again and again.
  if (page !== "gone" && (end === undefined ? position.number >= goal : end > position.number))
    return page;
  // The log has lost events that the feed has delivered. The feed must notice that too.
  feed.checkLog();
  subscription.reset();
  return undefined;
}
