import { carried } from "./carried.ts";
import type { FakeSocket } from "./fake-socket.ts";

type Answer = { readonly result: unknown } | { readonly error: object };

/** A call that the server received. */
export interface Heard {
  readonly operation: string;
  readonly input: { readonly [name: string]: unknown };
  readonly key: string;
}

/**
 * A server with one topic, whose log the test controls, and other topics that the test sends events
 * of. It computes and sends answers only on request, so that an answer can be as late as needed.
 */
export function createLogServer(topic: string, read: (call: Heard) => unknown) {
  let epoch = 1;
  let events: { readonly number: number; readonly subject?: string }[] = [];
  const following = new WeakMap<FakeSocket, number>();
  const position = new WeakMap<FakeSocket, number>();
  let socket: FakeSocket | undefined;
  let calls: (Heard & { id: unknown; cursor: string; answer?: Answer })[] = [];
  const others = new Map<string, number>();
  const cursorAt = (number: number) => `${epoch}:${number}`;

  function subscribe(name: string, after: string | undefined) {
    if (name !== topic) {
      others.set(name, others.get(name) ?? 0);
      return socket?.say({ type: "subscribed", topic: name, cursor: "1:0", number: 0, head: 0 });
    }
    const [of, number] = (after ?? cursorAt(events.length)).split(":").map(Number) as [
      number,
      number,
    ];
    if (of !== epoch) return socket?.say({ type: "reload", topic, reason: "gone" });
    following.set(socket as FakeSocket, number);
    socket?.say({
      type: "subscribed",
      topic,
      cursor: cursorAt(number),
      number,
      head: events.length,
    });
  }

  return {
    get head() {
      return events.length;
    },
    get epoch() {
      return epoch;
    },
    get isFollowed() {
      return socket !== undefined && following.has(socket);
    },
    /** Number of the last event sent on this connection. */
    get sentTo() {
      return socket && following.get(socket);
    },
    get waiting() {
      return calls.length;
    },
    /** A call that waits. */
    callAt: (which: number): Heard | undefined => calls[which % (calls.length || 1)],
    /** Switches to another connection. Everything in flight on the old one is lost. */
    use(next: FakeSocket) {
      socket = next;
      calls = [];
    },
    append(event: object) {
      events.push({ ...event, number: events.length + 1 });
    },
    /** Removes the data of every event about this subject. */
    redact(subject: string) {
      const nothing = { data: {}, put: undefined, drop: undefined, show: undefined };
      events = events.map((event) =>
        event.subject === subject ? { ...event, ...nothing } : event,
      );
    },
    /** Sends an event of another topic. */
    tell(
      name: string,
      event: { readonly type: string; readonly data?: { [name: string]: unknown } },
    ) {
      const number = (others.get(name) ?? 0) + 1;
      others.set(name, number);
      const { type, data = {} } = event;
      const whole = { number, id: `${name} ${number}`, at: "", actor: "bob", subject: "", data };
      const events = [{ ...whole, ...event, ...carried(type, data) }];
      socket?.say({
        type: "events",
        topic: name,
        from: number,
        to: number,
        cursor: `1:${number}`,
        events,
      });
    },
    /** Replaces the log with another one. */
    reset() {
      epoch++;
      events = [];
      this.reload("gone");
    },
    reload(reason: "gone" | "rights" | "too_old") {
      if (socket && following.delete(socket)) socket.say({ type: "reload", topic, reason });
    },
    end(error: object) {
      if (socket && following.delete(socket)) socket.say({ type: "unsubscribed", topic, error });
    },
    /** Receives everything that the client has sent. */
    hear() {
      if (!socket) return;
      const fresh = socket.sent.slice(position.get(socket) ?? 0);
      // An answer may make the client send more at once.
      position.set(socket, socket.sent.length);
      for (const sent of fresh) {
        if (sent.type === "subscribe")
          subscribe(sent.topic as string, sent.after as string | undefined);
        else if (sent.type === "unsubscribe") {
          if (sent.topic === topic) following.delete(socket);
          socket.say({ type: "unsubscribed", topic: sent.topic });
        } else if (sent.type === "call") {
          const { id, operation, input, key } = sent as unknown as Heard & { id: unknown };
          calls.push({ id, operation, input, key, cursor: cursorAt(events.length) });
        }
      }
    },
    /** Computes an answer. Its cursor is from when the call was received, the rest is current. */
    read(which = 0, error?: object) {
      const call = calls[which % (calls.length || 1)];
      if (!call || call.answer) return;
      if (error) call.answer = { error };
      else call.answer = { result: { ...(read(call) as object), cursor: call.cursor } };
    },
    /** The operation of the call that `answer` would answer. */
    answerOf(which: number) {
      const ready = calls.filter(({ answer }) => answer);
      return ready[which % (ready.length || 1)]?.operation;
    },
    /** Sends a computed answer. */
    answer(which = 0) {
      const ready = calls.filter(({ answer }) => answer);
      const call = ready[which % (ready.length || 1)];
      if (!call) return;
      calls = calls.filter((one) => one !== call);
      socket?.say({ type: "result", id: call.id, ...call.answer });
    },
    /** Sends at most `limit` events. */
    deliver(limit = Number.POSITIVE_INFINITY) {
      const at = socket && following.get(socket);
      if (socket === undefined || at === undefined || at >= events.length) return;
      const to = Math.min(at + limit, events.length);
      following.set(socket, to);
      socket.say({
        type: "events",
        topic,
        from: at + 1,
        to,
        cursor: cursorAt(to),
        events: events.slice(at, to),
      });
    },
  };
}
