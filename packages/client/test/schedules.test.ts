import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { settled } from "./fake-runtime.ts";
import { type FakeSocket, setUp } from "./fake-socket.ts";

const topic = "board:b";

/**
 * A server with a log and idempotency keys that loses connections, repeats frames and skips some.
 */
function createServer() {
  let head = 0;
  const effects = new Map<string, number>();
  const following = new WeakMap<FakeSocket, number>();
  const read = new WeakMap<FakeSocket, number>();
  const frame = (from: number, to: number) => {
    const events = [];
    // Every third event is for others.
    for (let number = from; number <= to; number++)
      if (number % 3 > 0) events.push({ number, type: "hidden", subject: "" });
    return { type: "events", topic, from, to, cursor: `${to}`, events };
  };
  return {
    get head() {
      return head;
    },
    effects,
    append: () => void head++,
    /** Handles everything that the client sent. With `isDeaf` the answers are lost on the way. */
    handle(socket: FakeSocket, isDeaf = false) {
      for (const sent of socket.sent.slice(read.get(socket) ?? 0)) {
        if (sent.type === "subscribe") {
          const number = sent.after === undefined ? head : Number(sent.after);
          following.set(socket, number);
          if (!isDeaf) socket.say({ type: "subscribed", topic, cursor: `${number}`, number, head });
        } else if (sent.type === "unsubscribe") {
          following.delete(socket);
          if (!isDeaf) socket.say({ type: "unsubscribed", topic });
        } else if (sent.type === "call") {
          const key = sent.key as string;
          if (!effects.has(key)) effects.set(key, effects.size);
          if (!isDeaf) socket.say({ type: "result", id: sent.id, result: effects.get(key) });
        }
      }
      read.set(socket, socket.sent.length);
    },
    deliver(socket: FakeSocket, kind: "all" | "one" | "again" | "skip" | "ping") {
      const at = following.get(socket);
      if (at === undefined) return;
      const to = kind === "one" ? Math.min(at + 1, head) : head;
      if (kind === "again" && at > 0) return socket.say(frame(Math.max(1, at - 2), at));
      if (kind === "skip") {
        // A bug of the server: it counts events as sent that never arrived.
        if (at + 1 < head) socket.say(frame(at + 2, head));
        else return;
      } else if (to > at) socket.say(frame(at + 1, to));
      following.set(socket, to);
      if (kind === "ping")
        socket.say({ type: "ping", heads: { [topic]: { to, cursor: `${to}` } } });
    },
  };
}

type Step =
  | "append"
  | "handle"
  | "lose"
  | "drop"
  | "call"
  | "all"
  | "one"
  | "again"
  | "skip"
  | "ping";
const steps = fc.array(
  fc.constantFrom<Step>(
    "append",
    "append",
    "handle",
    "handle",
    "lose",
    "drop",
    "call",
    "all",
    "one",
    "again",
    "skip",
    "ping",
  ),
  { minLength: 5, maxLength: 60, size: "max" },
);

test.prop([steps], { numRuns: 150 })(
  "each event arrives once and in order and each call has one effect, whatever is lost, repeated or skipped",
  async (schedule) => {
    const server = createServer();
    const { client, greet, runtime, socket, sockets } = setUp();
    const seen: number[] = [];
    client.subscribe(
      topic,
      { onEvents: (list) => void seen.push(...list.map(({ number }) => number)), onReload() {} },
      "0",
    );
    await greet();
    const results: Promise<unknown>[] = [];
    const reconnect = async () => {
      const before = sockets.length;
      socket().drop();
      if (sockets.length === before) await runtime.advance(runtime.waits[0] ?? 0);
      await greet();
    };
    for (const step of schedule) {
      if (step === "append") server.append();
      else if (step === "handle") server.handle(socket());
      else if (step === "call") results.push(client.tasks.create({ title: "x" }));
      else if (step === "drop") await reconnect();
      else if (step === "lose") {
        server.handle(socket(), true);
        await reconnect();
      } else server.deliver(socket(), step);
    }
    // Calm: everything in flight arrives, and so does whatever the client asks for then.
    server.append();
    await reconnect();
    for (let i = 0; i < 4; i++) {
      server.handle(socket());
      server.deliver(socket(), "ping");
      await settled();
    }
    expect(client.status).toBe("live");
    expect(seen).toEqual(
      Array.from({ length: server.head }, (_, i) => i + 1).filter((number) => number % 3 > 0),
    );
    expect(new Set(await Promise.all(results)).size).toBe(results.length);
    expect(server.effects.size).toBe(results.length);
    client.close();
  },
);
