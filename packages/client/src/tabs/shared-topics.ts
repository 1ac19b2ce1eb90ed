import type { Down, Inbox, Ping, Presence, Rooms, Up } from "@taskwire/core/protocol";

/** A tab, as topics see it. */
export interface Line {
  deliver(frame: Down): void;
}

/** A position in a topic, and its number. */
interface Position {
  readonly cursor: string;
  readonly number: number;
}

interface Topic {
  /** The tabs that get its events. */
  readonly following: Set<Line>;
  /** The tabs that wait for the server's answer to the request that is on its way. */
  pending: Set<Line>;
  /** The cursor of that request. Null: none is on its way. */
  asked: { readonly after: string | undefined } | null;
  /** The tabs whose request comes after that one, with their cursors. */
  readonly queue: Map<Line, string | undefined>;
  /** The position up to which the tabs that follow have everything. */
  position: Position | undefined;
  /** The number of answers to `unsubscribe` that are on their way. Frames before them are of an older subscription. */
  endings: number;
  readonly watching: Set<Line>;
  presence: Presence | undefined;
}

type TopicFrame = Extract<
  Down,
  { type: "subscribed" | "events" | "reload" | "unsubscribed" | "presence" | "typing" }
>;

/** The topics that tabs follow over one connection. */
export interface SharedTopics {
  subscribe(line: Line, name: string, after: string | undefined): void;
  unsubscribe(line: Line, name: string): void;
  /** Turns the presence frames of a topic on or off for a tab. */
  watch(line: Line, name: string, on: boolean): void;
  leave(line: Line): void;
  receive(frame: TopicFrame): void;
  /** Takes a frame for those who follow their person's own topic. */
  receiveOwn(frame: Inbox | Rooms): void;
  ping(frame: Ping): void;
}

/**
 * Lets several tabs follow the same topics over one connection, which has one subscription for a topic. A
 * tab that comes later with another cursor makes the server go back to that cursor. The other tabs then get
 * some events again, and skip them by their numbers.
 */
export function createSharedTopics(send: (frame: Up) => void): SharedTopics {
  const topics = new Map<string, Topic>();
  /** The last frames about the person's own topic, for tabs that follow it later. */
  let inbox: Inbox | undefined;
  let heads: Rooms["heads"] = {};

  function request(name: string, topic: Topic, after: string | undefined) {
    if (topic.asked || topic.position) {
      topic.endings++;
      send({ type: "unsubscribe", topic: name });
    }
    topic.asked = { after };
    // JSON leaves out a cursor that is undefined.
    send({ type: "subscribe", topic: name, after: after as string });
    if (topic.watching.size > 0) send({ type: "presence", topic: name, on: true });
  }

  function follow(line: Line, name: string, topic: Topic) {
    topic.following.add(line);
    if (!name.startsWith("user:")) return;
    if (inbox) line.deliver(inbox);
    line.deliver({ type: "rooms", heads });
  }

  /** Sends the next request that waits. Those with the position of the subscription need none. */
  function next(name: string, topic: Topic) {
    if (topic.asked) return;
    const { position } = topic;
    for (const [line, after] of topic.queue) {
      if (!position || (after !== undefined && after !== position.cursor)) continue;
      topic.queue.delete(line);
      const { cursor, number } = position;
      line.deliver({ type: "subscribed", topic: name, cursor, number, head: number });
      follow(line, name, topic);
    }
    const [first] = topic.queue;
    if (!first) return;
    const [, after] = first;
    topic.pending = new Set();
    for (const [line, other] of topic.queue)
      if (other === after) {
        topic.queue.delete(line);
        topic.pending.add(line);
      }
    request(name, topic, after);
  }

  function drop(line: Line, name: string, topic: Topic) {
    watch(line, name, false);
    topic.following.delete(line);
    topic.pending.delete(line);
    topic.queue.delete(line);
    if (topic.following.size + topic.pending.size + topic.queue.size > 0) return;
    if (topic.asked || topic.position) {
      topic.endings++;
      send({ type: "unsubscribe", topic: name });
    }
    topic.asked = null;
    topic.position = undefined;
    if (name.startsWith("user:")) {
      inbox = undefined;
      heads = {};
    }
    if (topic.endings === 0) topics.delete(name);
  }

  function watch(line: Line, name: string, on: boolean) {
    const topic = topics.get(name);
    if (!topic) return;
    const before = topic.watching.size;
    if (on) topic.watching.add(line);
    else topic.watching.delete(line);
    const isOther = before === 0 || topic.watching.size === 0;
    if (before !== topic.watching.size && isOther) send({ type: "presence", topic: name, on });
    else if (on && topic.presence) line.deliver(topic.presence);
    if (topic.watching.size === 0) topic.presence = undefined;
  }

  function all(frame: Down, lines: Iterable<Line>) {
    for (const line of [...lines]) line.deliver(frame);
  }

  function subscribed(frame: Extract<Down, { type: "subscribed" }>, name: string, topic: Topic) {
    const { position: before, pending } = topic;
    const { cursor, number } = frame;
    topic.asked = null;
    topic.pending = new Set();
    topic.position = { cursor, number };
    for (const line of pending) {
      line.deliver(frame);
      follow(line, name, topic);
    }
    // The other tabs have not got that far.
    if (before && number > before.number) request(name, topic, before.cursor);
    else next(name, topic);
  }

  function reload(frame: Extract<Down, { type: "reload" }>, name: string, topic: Topic) {
    const { asked, pending, position } = topic;
    topic.asked = null;
    topic.pending = new Set();
    topic.position = undefined;
    // Only the tabs that came with this cursor have to read again. The others go on from theirs.
    const isOfPending = asked && pending.size > 0;
    const lost = isOfPending ? pending : new Set(topic.following);
    for (const line of lost) topic.following.delete(line);
    // Before the lost ones ask again: their request then waits for the answer to this one.
    if (topic.following.size > 0) request(name, topic, position?.cursor);
    all(frame, lost);
    next(name, topic);
  }

  return {
    subscribe(line, name, after) {
      const topic = topics.get(name) ?? {
        following: new Set(),
        pending: new Set(),
        asked: null,
        queue: new Map(),
        position: undefined,
        endings: 0,
        watching: new Set(),
        presence: undefined,
      };
      topics.set(name, topic);
      topic.queue.set(line, after);
      next(name, topic);
    },
    unsubscribe(line, name) {
      const topic = topics.get(name);
      if (topic) drop(line, name, topic);
    },
    watch,
    leave(line) {
      for (const [name, topic] of [...topics]) drop(line, name, topic);
    },
    receive(frame) {
      const { topic: name } = frame;
      const topic = topics.get(name);
      if (!topic) return;
      if (frame.type === "typing") return all(frame, topic.following);
      if (frame.type === "presence") {
        topic.presence = frame;
        return all(frame, topic.watching);
      }
      if (frame.type === "events" && (topic.endings > 0 || topic.position)) {
        if (topic.endings === 0) topic.position = { cursor: frame.cursor, number: frame.to };
        return all(frame, topic.following);
      }
      if (topic.endings > 0) {
        if (frame.type !== "unsubscribed" || frame.error) return;
        topic.endings--;
        const isUnused = !topic.asked && !topic.position && topic.queue.size === 0;
        if (topic.endings === 0 && isUnused) topics.delete(name);
        return;
      }
      if (frame.type === "subscribed") return subscribed(frame, name, topic);
      if (frame.type === "reload") return reload(frame, name, topic);
      topics.delete(name);
      all(frame, [...topic.following, ...topic.pending, ...topic.queue.keys()]);
    },
    receiveOwn(frame) {
      if (frame.type === "inbox") inbox = !inbox || frame.at >= inbox.at ? frame : inbox;
      else heads = { ...heads, ...frame.heads };
      for (const [name, { following, pending }] of topics)
        if (name.startsWith("user:")) all(frame, [...following, ...pending]);
    },
    ping({ heads: numbers }) {
      for (const [name, topic] of topics) {
        const head = numbers[name];
        if (head && topic.position && !topic.asked && head.to > topic.position.number)
          topic.position = { cursor: head.cursor, number: head.to };
      }
    },
  };
}
