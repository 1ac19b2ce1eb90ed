import type { TaskwireError } from "@taskwire/core/protocol";
import type { CallOptions } from "../calls.ts";
import type { ClientCore } from "../client.ts";
import { retryDelay } from "../retry.ts";
import type { NewPostOptions, Post } from "./post.ts";

/**
 * A text that is not posted, as far as this client knows. The object never changes: if something
 * about the text changes, a new object takes its place.
 */
export interface OutboxEntry {
  /** The key of the command. Every attempt has the same key, so there is one post at most. */
  readonly key: string;
  readonly text: string;
  readonly options: NewPostOptions;
  /** ISO 8601. */
  readonly at: string;
  readonly state: "sending" | "failed";
  readonly error?: TaskwireError;
}

/**
 * Texts on their way to the server. They are sent one by one, so they are posted in the order in
 * which they were written.
 */
export interface Outbox<P extends Post> {
  /** The texts to draw, in their order. */
  readonly entries: readonly OutboxEntry[];
  /** Adds a text and returns its key. */
  add(text: string, options: NewPostOptions): string;
  /** Sends a failed text once more, after all others. */
  retry(key: string, change?: Pick<NewPostOptions, "confirm">): void;
  /** Forgets a text. If it is already being sent, it may still be posted. */
  discard(key: string): void;
  /** Starts sending. */
  start(): void;
  /**
   * Call this when a new post by this person arrives from the server. It may be the text that is
   * being sent. That text is not drawn then, so it never shows twice.
   */
  postArrived(post: P): void;
  /** Stops sending. The texts stay, and are sent after the next `start`. */
  stop(): void;
}

/** The text that is being sent, from its first attempt to its outcome. */
interface Sending {
  readonly key: string;
  /**
   * Set if a post has arrived that may be this text. `same`: its text is equal. `changed`: it was
   * edited or deleted, so its original text is unknown. Only the result of the command, which may
   * arrive later, says for sure.
   */
  match?: "same" | "changed";
  /** Gives up the attempt, or the wait before the next one. */
  cancel?(): void;
  /** Cancels the timer of the next attempt, if the text waits for that. */
  cancelWait?: (() => void) | undefined;
}

export function createOutbox<P extends Post>(
  client: ClientCore,
  send: (entry: OutboxEntry, options: CallOptions) => Promise<P>,
  posted: (post: P) => void,
  changed: () => void,
): Outbox<P> {
  let entries: readonly OutboxEntry[] = [];
  let sending: Sending | undefined;
  /** Defined from `start` to `stop`. */
  let stopListening: (() => unknown) | undefined;

  const find = (key: string) => entries.find((entry) => entry.key === key);
  const without = (key: string) => entries.filter((entry) => entry.key !== key);

  function sendNext() {
    const entry = entries.find(({ state }) => state === "sending");
    if (!stopListening || sending || !entry) return;
    sending = { key: entry.key };
    void attempt(sending, entry);
  }

  async function attempt(mine: Sending, entry: OutboxEntry) {
    const asked = new AbortController();
    mine.cancelWait = undefined;
    mine.cancel = () => asked.abort();
    try {
      const post = await send(entry, { key: entry.key, signal: asked.signal });
      if (asked.signal.aborted) return;
      sending = undefined;
      entries = without(entry.key);
      posted(post);
    } catch (error) {
      if (asked.signal.aborted) return;
      failed(mine, entry, error as TaskwireError);
    }
    sendNext();
  }

  function failed(mine: Sending, entry: OutboxEntry, error: TaskwireError) {
    const delay = client.closed ? undefined : retryDelay(error, client.runtime);
    const next: OutboxEntry = {
      ...entry,
      error,
      state: delay === undefined ? "failed" : "sending",
    };
    // If there is no next attempt, no result will arrive any more. If the outcome is unknown, and a
    // post with the same text has arrived, the text counts as posted. Otherwise it counts as
    // failed.
    const isPosted =
      delay === undefined && mine.match === "same" && error.code === "unknown_outcome";
    entries = isPosted
      ? without(entry.key)
      : entries.map((one) => (one.key === entry.key ? next : one));
    if (delay === undefined) sending = undefined;
    else {
      // The texts after it wait too, because they must be posted after it.
      mine.cancelWait = client.runtime.timer(delay, () => void attempt(mine, next));
      mine.cancel = mine.cancelWait;
    }
    changed();
  }

  function clientClosed() {
    const entry = sending && find(sending.key);
    if (!sending?.cancelWait || !entry) return;
    sending.cancelWait();
    void attempt(sending, entry);
  }

  return {
    get entries() {
      return sending?.match ? without(sending.key) : entries;
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
      const options = { ...entry.options, ...change };
      entries = [...without(key), { key, text, at, options, state: "sending" }];
      changed();
      sendNext();
    },
    discard(key) {
      if (!find(key)) return;
      entries = without(key);
      if (sending?.key === key) {
        sending.cancel?.();
        sending = undefined;
      }
      changed();
      sendNext();
    },
    start() {
      // When the client closes, a waiting text is attempted at once. The attempt fails, and its error
      // says why the text will never be posted.
      stopListening ??= client.onClose(clientClosed);
      sendNext();
    },
    postArrived({ text, editedAt, deletedAt }) {
      if (!sending) return;
      if (find(sending.key)?.text === text) sending.match = "same";
      // The original text of a post that was edited or deleted is unknown. It may be this one.
      else if (editedAt !== null || deletedAt !== null) sending.match ??= "changed";
    },
    stop() {
      sending?.cancel?.();
      sending = undefined;
      stopListening?.();
      stopListening = undefined;
    },
  };
}
