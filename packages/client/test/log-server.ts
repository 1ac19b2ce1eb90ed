import type { FakeSocket } from "./fake-socket.ts";

type Answer = { readonly result: unknown } | { readonly error: object };

/** A call as the server hears it. */
export interface Heard {
  readonly operation: string;
  readonly input: { readonly [name: string]: unknown };
  readonly key: string;
}

/**
 * A server with one topic, whose log the test moves, and others that it tells of by hand. Calls are read when the test
 * says so and answered when it says so, so that an answer may be as late as it likes.
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
    /** How far events were sent on this connection. */
    get sentTo() {
      return socket && following.get(socket);
    },
    get waiting() {
      return calls.length;
    },
    /** A call that waits. */
    callAt: (which: number): Heard | undefined => calls[which % (calls.length || 1)],
    /** The connection in use from here on; what was under way on the one before is lost. */
    use(next: FakeSocket) {
      socket = next;
      calls = [];
    },
    append(event: object) {
      events.push({ ...event, number: events.length + 1 });
    },
    /** Nothing that was said about it is sent any more. */
    redact(subject: string) {
      events = events.map((event) => (event.subject === subject ? { ...event, data: {} } : event));
    },
    /** Sends an event of another topic. */
    tell(name: string, event: object) {
      const number = (others.get(name) ?? 0) + 1;
      others.set(name, number);
      const events = [
        { number, id: `${name} ${number}`, at: "", actor: "bob", subject: "", data: {}, ...event },
      ];
      socket?.say({
        type: "events",
        topic: name,
        from: number,
        to: number,
        cursor: `1:${number}`,
        events,
      });
    },
    /** Another log takes this one's place. */
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
    /** Takes in what the client sent. */
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
    /** Works out an answer: its cursor is of when it was heard, the rest is of now. */
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
    /** Sends an answer that is worked out. */
    answer(which = 0) {
      const ready = calls.filter(({ answer }) => answer);
      const call = ready[which % (ready.length || 1)];
      if (!call) return;
      calls = calls.filter((one) => one !== call);
      socket?.say({ type: "result", id: call.id, ...call.answer });
    },
    /** Sends events, at most so many. */
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
