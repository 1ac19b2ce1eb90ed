import type { TaskwireError } from "@taskwire/core/protocol";
import type { CallOptions } from "../calls.ts";
import type { ClientCore } from "../client.ts";
import { retryDelay } from "../retry.ts";
import type { NewPostOptions, Post } from "./post.ts";

/** A text that isn't posted yet, as far as is known here. Never changed. */
export interface Entry {
  /** The command's key, kept through every attempt: so there is one post at most. */
  readonly key: string;
  readonly text: string;
  readonly options: NewPostOptions;
  /** ISO 8601. */
  readonly at: string;
  readonly state: "sending" | "failed";
  readonly error?: TaskwireError;
}

/** Texts on their way to the server: one after the other, so that they stand there in the order in which they were written. */
export interface Outbox<P extends Post> {
  /** Those to be drawn, in order. */
  readonly entries: readonly Entry[];
  /** Returns the entry's key. */
  add(text: string, options: NewPostOptions): string;
  /** Sends one that failed again, behind all others. */
  retry(key: string, change?: Pick<NewPostOptions, "confirm">): void;
  /** Forgets one. What is under way may be posted all the same. */
  discard(key: string): void;
  /** Begins to send. */
  start(): void;
  /** A post of one's own came in that wasn't known. When it may be the one under way, that is drawn no more: never both. */
  arrived(post: P): void;
  close(): void;
}

/** The entry whose turn it is, from its first attempt to its outcome. */
interface Head {
  readonly key: string;
  /** A post that came in and may be it: says the `same`, or was `changed` since. Its answer, which may be slower, says for sure. */
  twin: "same" | "changed" | undefined;
  giveUp(): void;
  /** Ends the wait before the next attempt. */
  endWait: (() => void) | undefined;
}

export function createOutbox<P extends Post>(
  client: ClientCore,
  send: (entry: Entry, options: CallOptions) => Promise<P>,
  posted: (post: P) => void,
  changed: () => void,
): Outbox<P> {
  let entries: readonly Entry[] = [];
  let head: Head | undefined;
  let isStarted = false;

  const find = (key: string) => entries.find((entry) => entry.key === key);
  const without = (key: string) => entries.filter((entry) => entry.key !== key);

  function sendNext() {
    const entry = entries.find(({ state }) => state === "sending");
    if (!isStarted || head || !entry) return;
    head = { key: entry.key, twin: undefined, giveUp() {}, endWait: undefined };
    void attempt(head, entry);
  }

  async function attempt(mine: Head, entry: Entry) {
    const asked = new AbortController();
    mine.endWait = undefined;
    mine.giveUp = () => asked.abort();
    try {
      const post = await send(entry, { key: entry.key, signal: asked.signal });
      if (asked.signal.aborted) return;
      head = undefined;
      entries = without(entry.key);
      posted(post);
    } catch (error) {
      if (asked.signal.aborted) return;
      failed(mine, entry, error as TaskwireError);
    }
    sendNext();
  }

  function failed(mine: Head, entry: Entry, error: TaskwireError) {
    const delay = client.closed ? undefined : retryDelay(error, client.runtime);
    const next: Entry = { ...entry, error, state: delay === undefined ? "failed" : "sending" };
    // Nobody will say for sure any more; what says the same is what was meant, else the text would be lost.
    const isPosted =
      delay === undefined && mine.twin === "same" && error.code === "unknown_outcome";
    entries = isPosted
      ? without(entry.key)
      : entries.map((one) => (one.key === entry.key ? next : one));
    if (delay === undefined) head = undefined;
    else {
      // The others wait behind it: else they would stand before it.
      mine.endWait = client.runtime.timer(delay, () => void attempt(mine, next));
      mine.giveUp = mine.endWait;
    }
    changed();
  }

  // Who waits to try again tries now: that says why it won't be.
  const stopHearing = client.onClose(() => {
    const entry = head && find(head.key);
    if (!head?.endWait || !entry) return;
    head.endWait();
    void attempt(head, entry);
  });

  return {
    get entries() {
      return head?.twin ? without(head.key) : entries;
    },
    add(text, options) {
      const key = client.runtime.id();
      const at = new Date(client.runtime.now()).toISOString();
      entries = [...entries, { key, text, options, at, state: "sending" }];
      changed();
      sendNext();
      return key;
    },
    retry(key, change) {
      const entry = find(key);
      if (entry?.state !== "failed") return;
      const { text, at } = entry;
      entries = [
        ...without(key),
        { key, text, at, options: { ...entry.options, ...change }, state: "sending" },
      ];
      changed();
      sendNext();
    },
    discard(key) {
      if (!find(key)) return;
      entries = without(key);
      if (head?.key === key) {
        head.giveUp();
        head = undefined;
      }
      changed();
      sendNext();
    },
    start() {
      isStarted = true;
      sendNext();
    },
    arrived({ text, editedAt, deletedAt }) {
      if (!head) return;
      if (find(head.key)?.text === text) head.twin = "same";
      // What was edited or taken back since may have said anything.
      else if (editedAt !== null || deletedAt !== null) head.twin ??= "changed";
    },
    close() {
      isStarted = false;
      head?.giveUp();
      stopHearing();
    },
  };
}
