import type { LoggedEvent } from "../../log/log.ts";
import type { Access } from "../../model/access.ts";
import type { PreparedFrame } from "../link.ts";
import type { Batch } from "./batch.ts";
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
  send(frame: PreparedFrame): void;
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
  readonly #all = new Set<Follower>();
  // By person, so that an event that concerns one of a thousand people is only offered to that
  // person.
  readonly #involved = new Map<string, Set<Follower>>();

  add(follower: Follower): void {
    const { access, userId } = follower;
    if (access === "all") this.#all.add(follower);
    else this.#involved.set(userId, (this.#involved.get(userId) ?? new Set()).add(follower));
  }

  delete(follower: Follower): void {
    this.#all.delete(follower);
    const own = this.#involved.get(follower.userId);
    if (own?.delete(follower) && own.size === 0) this.#involved.delete(follower.userId);
  }

  /**
   * Yields the followers. If `people` is given, followers with `involved` access are limited to
   * these people.
   */
  *select(people: Iterable<string> | null): Generator<Follower, undefined> {
    yield* this.#all;
    for (const userId of people ?? this.#involved.keys()) yield* this.#involved.get(userId) ?? [];
  }

  /** Sends each follower the part of a batch that it may see and has not been sent. */
  deliver(batch: Batch): void {
    for (const follower of this.#all)
      send(follower, batch.frameFor("all", "", follower.sent + 1), batch);
    if (this.#involved.size === 0) return;
    for (const userId of batch.concernedPeople() ?? this.#involved.keys())
      for (const follower of this.#involved.get(userId) ?? [])
        send(follower, batch.frameFor("involved", userId, follower.sent + 1), batch);
  }

  /**
   * Tells the followers of the person whose membership an event changed. If the event ends the
   * topic, it tells all followers.
   */
  applyRights(event: LoggedEvent): void {
    if (endsTopic(event)) {
      for (const follower of [...this.select(null)]) follower.rightsChanged(event);
      return;
    }
    const own = [...this.#all].filter(({ userId }) => userId === event.subject);
    for (const follower of [...own, ...(this.#involved.get(event.subject) ?? [])])
      follower.rightsChanged(event);
  }

  reset(): void {
    for (const follower of [...this.select(null)]) follower.reset();
  }
}

function send(follower: Follower, frame: PreparedFrame | undefined, { last }: Batch): void {
  if (!frame) return;
  follower.sent = last.number;
  follower.send(frame);
}
