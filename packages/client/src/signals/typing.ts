import type { Person } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";

const repeatMs = 3_000;
const forgetMs = 6_000;

/** Tells the others that one is typing. */
export interface TypingSender {
  /** To be called for each change of the text; it tells every 3 s. */
  typed(): void;
  /** The text was sent, and ends it for the others by itself: what is typed next is told at once. */
  sent(): void;
}

/**
 * For the field in which a message to a room, or a comment on a task of a board, is written.
 *
 * @param subject the task's id; none in a room.
 * @example
 * ```ts
 * const typing = sendTyping(client, "board:sales", task.id);
 * field.addEventListener("input", typing.typed);
 * ```
 */
export function sendTyping(client: ClientCore, topic: string, subject?: string): TypingSender {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    typed() {
      const now = client.runtime.now();
      // Either way: a clock may be set back.
      if (Math.abs(now - toldAt) < repeatMs) return;
      toldAt = now;
      client.signal(
        subject === undefined ? { type: "typing", topic } : { type: "typing", topic, subject },
      );
    },
    sent() {
      toldAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** Somebody who is typing; `subject` is the task that they comment on. */
export interface Typist {
  readonly user: Person;
  readonly subject: string | undefined;
}

/** Knows who is typing in a topic. */
export interface TypingWatch {
  /** A message or comment of this person has arrived: they aren't typing it any more. */
  said(userId: string, subject?: string): void;
  stop(): void;
}

/**
 * Tells who is typing in a topic that the client follows, whenever that changes: forgotten after 6 s unless repeated.
 *
 * @example
 * ```ts
 * const watch = watchTyping(client, "board:sales", (typists) => show(typists.map(({ user }) => user.name)));
 * ```
 */
export function watchTyping(
  client: ClientCore,
  topic: string,
  listener: (typists: readonly Typist[]) => void,
): TypingWatch {
  const typing = new Map<string, Typist & { readonly endWait: () => void }>();
  const keyOf = (userId: string, subject = "") => `${userId} ${subject}`;
  const tell = () => listener([...typing.values()].map(({ user, subject }) => ({ user, subject })));

  function forget(key: string) {
    typing.get(key)?.endWait();
    if (typing.delete(key)) tell();
  }

  const stop = client.onFrame("typing", (frame) => {
    if (frame.topic !== topic) return;
    const { user, subject } = frame;
    const key = keyOf(user.id, subject);
    const known = typing.get(key);
    known?.endWait();
    typing.set(key, { user, subject, endWait: client.runtime.timer(forgetMs, () => forget(key)) });
    if (known?.user.name !== user.name) tell();
  });
  return {
    said: (userId, subject) => forget(keyOf(userId, subject)),
    stop() {
      stop();
      for (const { endWait } of typing.values()) endWait();
      typing.clear();
    },
  };
}
