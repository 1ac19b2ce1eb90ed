import { TaskwireError } from "../errors.ts";
import type { LoggedEvent } from "../log/log.ts";
import { isUserId } from "../model/ids.ts";
import { sessionsTopic } from "../model/topic.ts";
import type { Feed, Watcher } from "./feed/feed.ts";
import type { Hub } from "./feed/hub.ts";

/** The sessions to end: all of a person, or all with one id. */
export type EndedSessions = { readonly userId: string } | { readonly sessionId: string };

/**
 * Checks what the app asks to end.
 *
 * @throws {TaskwireError} `invalid` unless it names one person or one session.
 */
export function checkEnded(ended: EndedSessions): void {
  const given = Object.entries(ended ?? {}) as [string, unknown][];
  const [[name = "", id] = []] = given;
  const isNamed = given.length === 1 && ["userId", "sessionId"].includes(name);
  if (isNamed && typeof id === "string" && isUserId(id)) return;
  throw new TaskwireError(
    "invalid",
    "Say which sessions to end: `sessions.end({ userId })` or `sessions.end({ sessionId })`.",
  );
}

/** The event that ends sessions on every node. It is in the log, so that no node can miss it. */
export const endedEvent = (ended: EndedSessions) => ({
  topic: sessionsTopic,
  type: "session.ended",
  subject: "userId" in ended ? ended.userId : ended.sessionId,
  audience: null,
  data: ended,
});

interface Handlers {
  /** Sessions were ended, on any node. */
  readonly ended: (which: EndedSessions) => void;
  /** Ends may have been missed, because the log was replaced or trimmed. */
  readonly missed: () => void;
}

/** Follows the sessions that are ended on any node, for as long as this node has sessions. */
export class SessionEnds implements Watcher {
  readonly #hub: Hub;
  readonly #handlers: Handlers;
  #feed: Feed | undefined;

  constructor(hub: Hub, handlers: Handlers) {
    this.#hub = hub;
    this.#handlers = handlers;
  }

  /**
   * Resolves when this node will notice every session that is ended from now on. Check a token only
   * after that.
   */
  follow(): Promise<void> {
    if (this.#feed) return this.#feed.ready;
    const feed = this.#hub.use(sessionsTopic);
    this.#feed = feed;
    feed.watch(this);
    // A feed that has failed can't be used again, so the next session opens another one.
    feed.ready.catch(() => {
      if (this.#feed === feed) this.#feed = undefined;
    });
    return feed.ready;
  }

  stop(): void {
    const feed = this.#feed;
    this.#feed = undefined;
    feed?.unwatch(this);
    if (feed) this.#hub.release(feed);
  }

  event({ type, data }: LoggedEvent): void {
    if (type === "session.ended") this.#handlers.ended(JSON.parse(data) as EndedSessions);
  }

  reset(): void {
    this.#handlers.missed();
  }
}
