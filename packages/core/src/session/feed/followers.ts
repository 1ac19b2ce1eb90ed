import type { LoggedEvent } from "../../log/log.ts";
import type { Access } from "../../model/access.ts";
import type { PreparedFrame } from "../link.ts";
import type { Batch } from "./batch.ts";
import { each, type Few, withOne, withoutOne } from "./few.ts";
import { endsTopic } from "./rights.ts";

/** One connection that follows a topic live. */
export interface Follower {
  readonly userId: string;
  /** The person's current name. */
  readonly name: string;
  readonly access: Access;
  /** Whether it has joined the feed. */
  readonly isLive: boolean;
  /** The number of the last event that was sent, or that a ping has reported. */
  sent: number;
  /** With `hasMore`, other frames follow at once. */
  send(frame: PreparedFrame, hasMore?: boolean): void;
  /** Sends a frame that may be lost: it is dropped if the connection is busy. */
  sendLossy(frame: PreparedFrame): void;
  /** Called after an event of the topic that changed this person's own membership. */
  rightsChanged(event: LoggedEvent): void;
  /**
   * Called when the feed can't continue from its position, because the log was replaced or trimmed.
   */
  reset(): void;
}

/** The live followers of one topic. */
export class Followers {
  #all: Few<Follower>;
  // By person, so that an event that concerns one of a thousand people is only offered to that
  // person. Created for the first follower who does not see everything.
  #involved: Map<string, Few<Follower>> | undefined;

  add(follower: Follower): void {
    const { access, userId } = follower;
    if (access === "all") {
      this.#all = withOne(this.#all, follower);
      return;
    }
    this.#involved ??= new Map();
    this.#involved.set(userId, withOne(this.#involved.get(userId), follower));
  }

  delete(follower: Follower): void {
    this.#all = withoutOne(this.#all, follower);
    const { userId } = follower;
    const own = withoutOne(this.#involved?.get(userId), follower);
    if (own === undefined) this.#involved?.delete(userId);
    else this.#involved?.set(userId, own);
  }

  /**
   * Yields the followers. If `people` is given, followers with `involved` access are limited to
   * these people.
   */
  *select(people: Iterable<string> | null): Generator<Follower, undefined> {
    yield* each(this.#all);
    const involved = this.#involved;
    if (involved) for (const userId of people ?? involved.keys()) yield* each(involved.get(userId));
  }

  /**
   * Sends each follower the events of a batch that it may see and does not have yet. With
   * `hasMore`, the next batch follows at once.
   */
  deliver(batch: Batch, hasMore: boolean): void {
    for (const follower of each(this.#all))
      send(follower, batch.frameFor("all", "", follower.sent + 1), batch, hasMore);
    const involved = this.#involved;
    if (!involved || involved.size === 0) return;
    for (const userId of batch.concernedPeople() ?? involved.keys())
      for (const follower of each(involved.get(userId)))
        send(follower, batch.frameFor("involved", userId, follower.sent + 1), batch, hasMore);
  }

  /**
   * Call it after an event that has changed a person's membership. It tells all followers
   * (connections) of this person. If the event ends the topic, it tells all followers.
   */
  applyRights(event: LoggedEvent): void {
    if (endsTopic(event)) {
      for (const follower of [...this.select(null)]) follower.rightsChanged(event);
      return;
    }
    const own = [...each(this.#all)].filter(({ userId }) => userId === event.subject);
    for (const follower of [...own, ...each(this.#involved?.get(event.subject))])
      follower.rightsChanged(event);
  }

  reset(): void {
    for (const follower of [...this.select(null)]) follower.reset();
  }
}

function send(
  follower: Follower,
  frame: PreparedFrame | undefined,
  { last }: Batch,
  hasMore: boolean,
): void {
  if (!frame) return;
  follower.sent = last.number;
  follower.send(frame, hasMore);
}
