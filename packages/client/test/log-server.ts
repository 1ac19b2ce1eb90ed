import type { FakeSocket } from "./fake-socket.ts";

type Answer = { readonly result: unknown } | { readonly error: object };

/**
 * A server with one topic, whose log the test moves. Calls are read when the test says so and answered when it says so,
 * so that an answer may be as late as it likes.
 */
export function createLogServer(topic: string, read: (operation: string, input: unknown) => unknown) {
  let epoch = 1;
  let events: { readonly number: number }[] = [];
  const following = new WeakMap<FakeSocket, number>();
  const position = new WeakMap<FakeSocket, number>();
  let socket: FakeSocket | undefined;
  let calls: { id: unknown; operation: string; input: unknown; cursor: string; answer?: Answer }[] = [];
  const cursorAt = (number: number) => `${epoch}:${number}`;

  function subscribe(after: string | undefined) {
    const [of, number] = (after ?? cursorAt(events.length)).split(":").map(Number) as [number, number];
    if (of !== epoch) return socket?.say({ type: "reload", topic, reason: "gone" });
    following.set(socket as FakeSocket, number);
    socket?.say({ type: "subscribed", topic, cursor: cursorAt(number), number, head: events.length });
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
    get waiting() {
      return calls.length;
    },
    /** The connection in use from here on; what was under way on the one before is lost. */
    use(next: FakeSocket) {
      socket = next;
      calls = [];
    },
    append(event: object) {
      events.push({ ...event, number: events.length + 1 });
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
        if (sent.type === "subscribe") subscribe(sent.after as string | undefined);
        else if (sent.type === "unsubscribe") {
          following.delete(socket);
          socket.say({ type: "unsubscribed", topic });
        } else if (sent.type === "call") {
          const { id, operation, input } = sent as { id?: unknown; operation?: string; input?: unknown };
          calls.push({ id, operation: operation as string, input, cursor: cursorAt(events.length) });
        }
      }
    },
    /** Works out an answer: its cursor is of when it was heard, the rest is of now. */
    read(which = 0, error?: object) {
      const call = calls[which % (calls.length || 1)];
      if (!call || call.answer) return;
      if (error) call.answer = { error };
      else call.answer = { result: { ...(read(call.operation, call.input) as object), cursor: call.cursor } };
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
      socket.say({ type: "events", topic, from: at + 1, to, cursor: cursorAt(to), events: events.slice(at, to) });
    },
  };
}
