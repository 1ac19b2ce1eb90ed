import type { PresentMessage } from "./signal-message.ts";

/** How often a node announces who follows a topic on it, in ms. */
export const announceMs = 10_000;
// Two announcements may be lost. Then it takes up to one second to notice the silence, and one to
// send the change: 30 s together.
const maxSilenceMs = 28_000;
// How long a silent node's last number is remembered, to recognise messages that arrive late.
const rememberMs = 90_000;
// Forged messages can't fill the memory with more nodes than this.
const maxNodes = 64;

interface NodePresence {
  /** The number of the node's last message. */
  readonly n: number;
  /** Names by id. */
  readonly users: ReadonlyMap<string, string>;
  /** When the message arrived, by this node's own clock. */
  readonly at: number;
  readonly bytes: number;
}

/**
 * Limits the memory on this node for the people who are present on other nodes, over all topics.
 */
export class PresenceSpace {
  #left = 32 * 1024 * 1024;

  /**
   * Reserves this many bytes, or frees them if the number is negative. Returns false if there is
   * not enough space.
   */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

// Maximum number of bytes for one topic.
const maxBytesOfTopic = 2 * 1024 * 1024;
const bytesOf = (users: PresentMessage["users"]): number =>
  users.reduce((sum, [id, name]) => sum + 100 + 2 * (id.length + name.length), 200);

const nobody: ReadonlyMap<string, string> = new Map();

/**
 * The people who follow one topic on other nodes, as these nodes announced them. Messages may be
 * forged. So only show these people, and never use them to decide about permissions.
 */
export class Presence {
  readonly #nodes = new Map<string, NodePresence>();
  readonly #space: PresenceSpace;
  #bytes = 0;

  constructor(space: PresenceSpace) {
    this.#space = space;
  }

  /**
   * Takes a node's message if it is newer than the last one, and if there is space for its people.
   * Returns whether the node's people have changed.
   */
  update({ from, n, users }: Pick<PresentMessage, "from" | "n" | "users">, now: number): boolean {
    const before = this.#nodes.get(from);
    if (before ? n <= before.n : this.#nodes.size >= maxNodes) return false;
    const bytes = bytesOf(users);
    if (!this.#take(bytes - (before?.bytes ?? 0))) return false;
    const after = users.length > 0 ? new Map(users) : nobody;
    this.#nodes.set(from, { n, users: after, at: now, bytes });
    return !isSame(before?.users ?? nobody, after);
  }

  /** Forgets everybody. */
  clear(): void {
    this.#take(-this.#bytes);
    this.#nodes.clear();
  }

  #take(bytes: number): boolean {
    if (bytes > 0 && this.#bytes + bytes > maxBytesOfTopic) return false;
    if (!this.#space.take(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  /**
   * Forgets the people of nodes that have been silent for too long. Returns whether there were any.
   */
  expire(now: number): boolean {
    let hasChanged = false;
    for (const [node, { n, users, at, bytes }] of this.#nodes) {
      // If the clock was set back, people must not be shown for longer because of it.
      if (at > now) this.#nodes.set(node, { n, users, at: now, bytes });
      if (now - at >= rememberMs) {
        this.#nodes.delete(node);
        this.#take(-bytes);
      }
      // The number stays, so that a late message of a dead node does not bring its people back.
      else if (now - at >= maxSilenceMs && users.size > 0) {
        this.#nodes.set(node, { n, users: nobody, at, bytes: bytesOf([]) });
        this.#take(bytesOf([]) - bytes);
        hasChanged = true;
      }
    }
    return hasChanged;
  }

  /** Adds the people of the other nodes to those of this node. */
  addTo(users: Map<string, string>): void {
    for (const { users: others } of this.#nodes.values())
      for (const [id, name] of others) if (!users.has(id)) users.set(id, name);
  }
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  if (one.size !== other.size) return false;
  for (const [id, name] of one) if (other.get(id) !== name) return false;
  return true;
}
