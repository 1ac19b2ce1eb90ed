import type { PresentMessage } from "./signal-message.ts";

/** How often a node tells who follows a topic on it, in ms. */
export const tellMs = 10_000;
// Two messages may get lost. With the second in which it is noticed, and the one in which it is shown, 30 s.
const silentMs = 28_000;
// How long what comes late is known as late.
const rememberMs = 90_000;
// Bounds what forged messages fill memory with.
const nodesAtMost = 64;

interface Heard {
  readonly n: number;
  /** Names by id. */
  readonly users: ReadonlyMap<string, string>;
  /** When it was heard, by this node's own clock. */
  readonly at: number;
}

const nobody: ReadonlyMap<string, string> = new Map();

/** What other nodes told of who follows a topic. It is hearsay: good for showing people, never for letting them do something. */
export class Presence {
  readonly #nodes = new Map<string, Heard>();

  /** Takes what a node told, if it is newer than what is known of it; whether anything is different now. */
  hear({ from, n, users }: Pick<PresentMessage, "from" | "n" | "users">, now: number): boolean {
    const before = this.#nodes.get(from);
    if (before ? n <= before.n : this.#nodes.size >= nodesAtMost) return false;
    const after = users.length > 0 ? new Map(users) : nobody;
    this.#nodes.set(from, { n, users: after, at: now });
    return !isSame(before?.users ?? nobody, after);
  }

  /** Forgets the people of nodes that have been silent for too long; whether there were any. */
  expire(now: number): boolean {
    let isDifferent = false;
    for (const [node, { n, users, at }] of this.#nodes) {
      // A clock that was set back must not keep anybody for longer.
      if (at > now) this.#nodes.set(node, { n, users, at: now });
      if (now - at >= rememberMs) this.#nodes.delete(node);
      // The number stays: a message that was under way when the node died brings nobody back.
      else if (now - at >= silentMs && users.size > 0) {
        this.#nodes.set(node, { n, users: nobody, at });
        isDifferent = true;
      }
    }
    return isDifferent;
  }

  /** Adds the others' users to one's own, each once. */
  addTo(users: Map<string, string>): void {
    for (const { users: theirs } of this.#nodes.values())
      for (const [id, name] of theirs) if (!users.has(id)) users.set(id, name);
  }
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  if (one.size !== other.size) return false;
  for (const [id, name] of one) if (other.get(id) !== name) return false;
  return true;
}
