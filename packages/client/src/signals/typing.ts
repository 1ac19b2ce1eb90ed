import type { Person } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";

const repeatMs = 3_000;
const forgetMs = 6_000;

/** Tells other people that this person is typing. */
export interface TypingSender {
  /** Call it at each change of the text. It sends a signal every 3 s. */
  typed(): void;
  /**
   * Call it when the text was sent. For the other people, the message itself ends the typing. The
   * next change sends a signal at once.
   */
  sent(): void;
}

/**
 * Makes a sender for the text field of a room, or for the field of comments on a task.
 *
 * @param subject the id of the task. Undefined in a room.
 * @example
 * ```ts
 * const typing = sendTyping(client, "board:sales", task.id);
 * field.addEventListener("input", typing.typed);
 * ```
 */
export function sendTyping(client: ClientCore, topic: string, subject?: string): TypingSender {
  let sentAt = Number.NEGATIVE_INFINITY;
  return {
    typed() {
      const now = client.runtime.now();
      // The absolute value is used because the clock may be set back.
      if (Math.abs(now - sentAt) < repeatMs) return;
      sentAt = now;
      // JSON leaves out a subject that is undefined.
      client.signal({ type: "typing", topic, subject: subject as string });
    },
    sent() {
      sentAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** A person who is typing. `subject` is the id of the task that they comment on. */
export interface Typist {
  readonly user: Person;
  readonly subject: string | undefined;
}

/** The people who are typing in a topic. */
export interface TypingWatch {
  /** Call it when a message or comment of a person has arrived: they are not typing it any more. */
  said(userId: string, subject?: string): void;
  stop(): void;
}

/**
 * Calls a listener with the people who are typing in a topic, whenever they change. The client has to
 * follow the topic. A person is forgotten 6 s after their last signal.
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
  const typing = new Map<string, Typist & { readonly cancel: () => void }>();
  const keyOf = (userId: string, subject = "") => `${userId} ${subject}`;
  const tell = () => listener([...typing.values()].map(({ user, subject }) => ({ user, subject })));

  function forget(key: string) {
    typing.get(key)?.cancel();
    if (typing.delete(key)) tell();
  }

  const stop = client.onFrame("typing", (frame) => {
    if (frame.topic !== topic) return;
    const { user, subject } = frame;
    const key = keyOf(user.id, subject);
    const known = typing.get(key);
    known?.cancel();
    typing.set(key, { user, subject, cancel: client.runtime.timer(forgetMs, () => forget(key)) });
    if (known?.user.name !== user.name) tell();
  });
  return {
    said: (userId, subject) => forget(keyOf(userId, subject)),
    stop() {
      stop();
      for (const { cancel } of typing.values()) cancel();
      typing.clear();
    },
  };
}
