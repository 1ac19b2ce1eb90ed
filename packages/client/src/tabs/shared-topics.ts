import type { Down, Inbox, Ping, Presence, Rooms, Up } from "@taskwire/core/protocol";

/** One tab. It gets the frames of the topics that it follows. */
export interface Tab {
  deliver(frame: Down): void;
}

/** A position in a topic, and its number. */
interface Position {
  readonly cursor: string;
  readonly number: number;
}

interface Topic {
  /** The tabs that get its events. */
  readonly following: Set<Tab>;
  /** The tabs that wait for the server's answer to the request that is on its way. */
  pending: Set<Tab>;
  /** The cursor of that request. Null if no request is on its way. */
  asked: { readonly after: string | undefined } | null;
  /**
   * The tabs whose requests wait until the request that is on its way is answered, with their
   * cursors.
   */
  readonly queue: Map<Tab, string | undefined>;
  /** The tabs in `following` have received all events up to this position. */
  position: Position | undefined;
  /**
   * The number of answers to `unsubscribe` that are on their way. Frames that arrive before these
   * answers belong to an older subscription.
   */
  endings: number;
  readonly watching: Set<Tab>;
  presence: Presence | undefined;
}

type TopicFrame = Extract<
  Down,
  { type: "subscribed" | "events" | "reload" | "unsubscribed" | "presence" | "typing" }
>;

/** The topics that tabs follow over one connection. */
export interface SharedTopics {
  subscribe(tab: Tab, name: string, after: string | undefined): void;
  unsubscribe(tab: Tab, name: string): void;
  /** Turns the presence frames of a topic on or off for a tab. */
  watch(tab: Tab, name: string, on: boolean): void;
  leave(tab: Tab): void;
  receive(frame: TopicFrame): void;
  /** Passes a frame to the tabs that follow the topic `user:<id>` of their person. */
  receiveOwn(frame: Inbox | Rooms): void;
  ping(frame: Ping): void;
}

/**
 * Lets several tabs follow the same topics over one connection, which has one subscription for each topic.
 * If a tab comes later with another cursor, the server is asked to send the events from that cursor on. The
 * other tabs then get some events again, and skip them by their numbers.
 */
export function createSharedTopics(send: (frame: Up) => void): SharedTopics {
  const topics = new Map<string, Topic>();
  /** The last frames about the person's own topic, for tabs that follow it later. */
  let inbox: Inbox | undefined;
  let heads: Rooms["heads"] = {};

  function endSubscription(name: string, topic: Topic) {
    if (!topic.asked && !topic.position) return;
    topic.endings++;
    send({ type: "unsubscribe", topic: name });
  }

  function request(name: string, topic: Topic, after: string | undefined) {
    endSubscription(name, topic);
    topic.asked = { after };
    // JSON leaves out a cursor that is undefined.
    send({ type: "subscribe", topic: name, after: after as string });
    if (topic.watching.size > 0) send({ type: "presence", topic: name, on: true });
  }

  function follow(tab: Tab, name: string, topic: Topic) {
    topic.following.add(tab);
    if (!name.startsWith("user:")) return;
    if (inbox) tab.deliver(inbox);
    tab.deliver({ type: "rooms", heads });
  }

  /**
   * Sends the next waiting request. A waiting tab without a cursor, or with the cursor that the
   * subscription has now, follows at once and needs no request.
   */
  function next(name: string, topic: Topic) {
    if (topic.asked) return;
    const { position } = topic;
    for (const [tab, after] of topic.queue) {
      if (!position || (after !== undefined && after !== position.cursor)) continue;
      topic.queue.delete(tab);
      const { cursor, number } = position;
      tab.deliver({ type: "subscribed", topic: name, cursor, number, head: number });
      follow(tab, name, topic);
    }
    const [first] = topic.queue;
    if (!first) return;
    const [, after] = first;
    topic.pending = new Set();
    for (const [tab, other] of topic.queue)
      if (other === after) {
        topic.queue.delete(tab);
        topic.pending.add(tab);
      }
    request(name, topic, after);
  }

  function drop(tab: Tab, name: string, topic: Topic) {
    watch(tab, name, false);
    topic.following.delete(tab);
    topic.pending.delete(tab);
    topic.queue.delete(tab);
    if (topic.following.size + topic.pending.size + topic.queue.size > 0) return;
    endSubscription(name, topic);
    topic.asked = null;
    topic.position = undefined;
    if (name.startsWith("user:")) {
      inbox = undefined;
      heads = {};
    }
    if (topic.endings === 0) topics.delete(name);
  }

  function watch(tab: Tab, name: string, on: boolean) {
    const topic = topics.get(name);
    if (!topic) return;
    const before = topic.watching.size;
    if (on) topic.watching.add(tab);
    else topic.watching.delete(tab);
    const isOther = before === 0 || topic.watching.size === 0;
    if (before !== topic.watching.size && isOther) send({ type: "presence", topic: name, on });
    else if (on && topic.presence) tab.deliver(topic.presence);
    if (topic.watching.size === 0) topic.presence = undefined;
  }

  function all(frame: Down, tabs: Iterable<Tab>) {
    for (const tab of [...tabs]) tab.deliver(frame);
  }

  function subscribed(frame: Extract<Down, { type: "subscribed" }>, name: string, topic: Topic) {
    const { position: before, pending } = topic;
    const { cursor, number } = frame;
    topic.asked = null;
    topic.pending = new Set();
    topic.position = { cursor, number };
    for (const tab of pending) {
      tab.deliver(frame);
      follow(tab, name, topic);
    }
    // The new subscription begins later than the position of the tabs that followed before. They would
    // miss events, so this asks again from their position.
    if (before && number > before.number) request(name, topic, before.cursor);
    else next(name, topic);
  }

  function reload(frame: Extract<Down, { type: "reload" }>, name: string, topic: Topic) {
    const { asked, pending, position } = topic;
    topic.asked = null;
    topic.pending = new Set();
    topic.position = undefined;
    // If tabs asked for the cursor of this request, only these tabs have to read their state again.
    // The other tabs continue from their own position.
    const isOfPending = asked && pending.size > 0;
    const lost = isOfPending ? pending : new Set(topic.following);
    for (const tab of lost) topic.following.delete(tab);
    // This request is sent before the lost tabs get the frame. When they subscribe again, their request
    // waits until this one is answered.
    if (topic.following.size > 0) request(name, topic, position?.cursor);
    all(frame, lost);
    next(name, topic);
  }

  return {
    subscribe(tab, name, after) {
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
      topic.queue.set(tab, after);
      next(name, topic);
    },
    unsubscribe(tab, name) {
      const topic = topics.get(name);
      if (topic) drop(tab, name, topic);
    },
    watch,
    leave(tab) {
      for (const [name, topic] of [...topics]) drop(tab, name, topic);
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
