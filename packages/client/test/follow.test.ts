import { fc, test as property } from "@fast-check/vitest";
import { TaskwireError } from "@taskwire/core/protocol";
import { expect, test } from "vitest";
import type { ClientCore } from "../src/client.ts";
import { type Arrival, type Following, follow } from "../src/follow.ts";
import { settled } from "./fake-runtime.ts";
import { setUp } from "./fake-socket.ts";
import { createLogServer } from "./log-server.ts";

const topic = "board:b";
type State = { readonly cursor: string; readonly marks: readonly string[] };

/** A follower that holds the server's state: the mark of every event of its log. */
function createHolder() {
  const held = new Set<string>();
  const told: string[] = [];
  return {
    told,
    get held() {
      return [...held].sort();
    },
    replace({ marks }: State) {
      told.push("state");
      held.clear();
      for (const mark of marks) held.add(mark);
    },
    apply(events: Arrival) {
      told.push(`events ${events.map(({ number }) => number).join()}`);
      for (const event of events) held.add(event.subject);
    },
    failed: (error?: TaskwireError) => void (error && told.push(`failed ${error.code}`)),
    gone: (error: TaskwireError) => void told.push(`gone ${error.code}`),
  };
}

async function start() {
  const { greet, runtime, socket, sockets, ...ground } = setUp();
  let marks: string[] = [];
  const server = createLogServer(topic, () => ({ marks: [...marks] }));
  server.use(await greet());
  const client: ClientCore = ground.client;
  return {
    greet,
    runtime,
    socket,
    sockets,
    client,
    server,
    get marks() {
      return [...marks].sort();
    },
    append() {
      const mark = `${server.epoch}:${server.head + 1}`;
      marks.push(mark);
      server.append({ type: "marked", id: mark, subject: mark, at: "", actor: "bob", data: {} });
    },
    reset() {
      marks = [];
      server.reset();
    },
    /** Without a cursor the state doesn't say where to follow from. */
    join(hasCursor = true) {
      const holder = createHolder();
      const following = follow<State>(client, topic, {
        open: (ending) => client.call("read", {}, ending) as Promise<State>,
        ...(hasCursor && { cursorOf: ({ cursor }: State) => cursor }),
        ...holder,
      });
      return Object.assign(holder, following) as typeof holder & Following;
    },
    /** Lets everything in flight arrive. */
    async calm() {
      for (let i = 0; i < 6; i++) {
        server.hear();
        while (server.waiting > 0) {
          server.read();
          server.answer();
        }
        server.deliver();
        await settled();
      }
    },
  };
}

test("the first follower reads and subscribes from its state; later ones read while it is followed and do not subscribe", async () => {
  const { join, server, append, calm, socket } = await start();
  append();
  const first = join();
  const second = join();
  await settled();
  expect(socket().of("call")).toHaveLength(1);
  expect(socket().of("subscribe")).toEqual([]);
  server.hear();
  server.read();
  server.answer();
  await settled();
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic, after: "1:1" }]);
  expect(socket().of("call")).toHaveLength(2);
  await calm();
  const third = join();
  await calm();
  append();
  await calm();
  expect(socket().of("subscribe")).toHaveLength(1);
  for (const { held } of [first, second, third]) expect(held).toEqual(["1:1", "1:2"]);
});

test("events that arrive while a later follower reads are applied after its answer, however late that is", async () => {
  const { join, server, append, calm } = await start();
  const first = join();
  await calm();
  const second = join();
  server.hear();
  append();
  server.read();
  append();
  server.deliver();
  append();
  server.deliver();
  expect(first.told).toEqual(["state", "events 1,2", "events 3"]);
  expect(second.told).toEqual([]);
  server.answer();
  await settled();
  expect(second.told).toEqual(["state", "events 1,2", "events 3"]);
  expect(second.held).toEqual(["1:1", "1:2", "1:3"]);
});

test("on a reload all followers read again, the first one first, and older answers are ignored", async () => {
  const { join, server, append, calm, socket } = await start();
  const first = join();
  await calm();
  const second = join();
  server.hear();
  server.read();
  append();
  server.reload("rights");
  server.answer();
  await settled();
  expect(second.told).toEqual([]);
  expect(socket().of("call")).toHaveLength(3);
  await calm();
  expect(socket().of("call")).toHaveLength(4);
  expect(first.told).toEqual(["state", "state"]);
  expect(second.held).toEqual(["1:1"]);
});

test("a follower that fails to open delays nobody, and is retried on a reload", async () => {
  const { join, server, calm, append } = await start();
  const first = join();
  const second = join();
  server.hear();
  server.read(0, { code: "internal", message: "Oh." });
  server.answer();
  await calm();
  expect(first.told).toEqual(["failed internal"]);
  expect(second.told).toEqual(["state"]);
  append();
  server.reload("rights");
  await calm();
  expect(first.held).toEqual(["1:1"]);
  expect(second.held).toEqual(["1:1"]);
});

test("a follower without the right to open is gone, and the next one opens", async () => {
  const { join, server, calm } = await start();
  const first = join();
  const second = join();
  server.hear();
  server.read(0, { code: "not_found", message: "No." });
  server.answer();
  await calm();
  expect(first.told).toEqual(["gone not_found"]);
  expect(second.told).toEqual(["state"]);
  expect(server.isFollowed).toBe(true);
});

test("an unavailable server is asked again by the first follower, and the others wait for it", async () => {
  const { join, server, calm, runtime, socket } = await start();
  const first = join();
  const second = join();
  server.hear();
  server.read(0, { code: "unavailable", message: "Soon.", details: { retryAfterMs: 300 } });
  server.answer();
  await calm();
  expect(first.told).toEqual(["failed unavailable"]);
  expect(socket().of("call")).toHaveLength(1);
  await runtime.advance(300);
  await calm();
  expect(first.told).toEqual(["failed unavailable", "state"]);
  expect(second.told).toEqual(["state"]);
});

test("when the topic ends all followers are gone, and a new one follows it again", async () => {
  const world = await start();
  const { client, join, server, calm } = world;
  let late: ReturnType<typeof createHolder> | undefined;
  const first = createHolder();
  follow<State>(client, topic, {
    open: (ending) => client.call("read", {}, ending) as Promise<State>,
    cursorOf: ({ cursor }) => cursor,
    ...first,
    gone(error) {
      first.gone(error);
      late = join();
    },
  });
  const second = join();
  await calm();
  server.end({ code: "not_found", message: "No." });
  expect(first.told.at(-1)).toBe("gone not_found");
  expect(second.told.at(-1)).toBe("gone not_found");
  await calm();
  world.append();
  await calm();
  expect(late?.held).toEqual(["1:1"]);
  expect(second.held).toEqual([]);
});

test("the subscription ends with its last follower, even if an answer is still on its way", async () => {
  const { join, server, calm, socket, runtime } = await start();
  const first = join();
  const second = join();
  await calm();
  first.leave();
  first.leave();
  await calm();
  expect(server.isFollowed).toBe(true);
  second.reopen();
  server.hear();
  second.leave();
  expect(socket().of("unsubscribe")).toHaveLength(1);
  await calm();
  expect(second.told).toEqual(["state"]);
  const third = join();
  third.leave();
  await calm();
  expect(third.told).toEqual([]);
  expect(socket().of("subscribe")).toHaveLength(1);
  expect(runtime.waits.filter((wait) => wait < 5_000)).toEqual([]);
});

test("a follower that leaves when it gets its state gets no events of the meantime", async () => {
  const { client, join, server, append, calm } = await start();
  join();
  await calm();
  const holder = createHolder();
  const following = follow<State>(client, topic, {
    ...holder,
    open: (ending) => client.call("read", {}, ending) as Promise<State>,
    replace(state) {
      holder.replace(state);
      following.leave();
    },
  });
  server.hear();
  append();
  await calm();
  expect(holder.told).toEqual(["state"]);
});

test("a follower that leaves while another one is notified gets nothing", async () => {
  for (const end of [false, true]) {
    const { client, join, server, append, calm } = await start();
    const first = createHolder();
    let second: ReturnType<typeof join> | undefined;
    const leaving = (tell: () => void) => {
      tell();
      second?.leave();
    };
    follow<State>(client, topic, {
      ...first,
      open: (ending) => client.call("read", {}, ending) as Promise<State>,
      cursorOf: ({ cursor }) => cursor,
      apply: (events) => leaving(() => first.apply(events)),
      gone: (error) => leaving(() => first.gone(error)),
    });
    second = join();
    await calm();
    if (end) server.end({ code: "not_found", message: "No." });
    else append();
    await calm();
    expect(first.told).toEqual(["state", end ? "gone not_found" : "events 1"]);
    expect(second.told).toEqual(["state"]);
  }
});

test("if a follower leaves while the first state loads, the next follower loads it", async () => {
  const { join, calm, socket } = await start();
  const first = join();
  const second = join();
  first.leave();
  await calm();
  expect(first.told).toEqual([]);
  expect(second.told).toEqual(["state"]);
  expect(socket().of("subscribe")).toHaveLength(1);
});

test("a follower whose state has no cursor subscribes first, from now on, and then reads", async () => {
  const { join, server, append, calm, socket } = await start();
  append();
  const first = join(false);
  const second = join(false);
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic }]);
  expect(socket().of("call")).toEqual([]);
  append();
  server.hear();
  append();
  server.deliver();
  await calm();
  expect(first.held).toEqual(["1:1", "1:2", "1:3"]);
  expect(second.held).toEqual(first.held);
  const third = join();
  append();
  await calm();
  expect(third.held).toEqual(["1:1", "1:2", "1:3", "1:4"]);
  expect(socket().of("subscribe")).toHaveLength(1);
  server.reload("too_old");
  append();
  await calm();
  expect(first.held).toHaveLength(5);
  expect(socket().of("subscribe").at(-1)).toEqual({ type: "subscribe", topic, after: "1:5" });
});

test("a follower whose state has no cursor waits for one that opens, and takes over when that one leaves", async () => {
  const { join, append, calm, socket } = await start();
  const first = join();
  const second = join(false);
  expect(socket().of("subscribe")).toEqual([]);
  first.leave();
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic }]);
  await calm();
  append();
  await calm();
  expect(second.told).toEqual(["state", "events 1"]);
});

test("a follower can read its state again while events still arrive, at once and again after the answer", async () => {
  const { join, server, append, calm } = await start();
  const first = join();
  const second = join();
  await calm();
  second.reopen();
  server.hear();
  append();
  server.deliver();
  await calm();
  expect(first.told).toEqual(["state", "events 1"]);
  expect(second.told).toEqual(["state", "events 1", "state", "events 1"]);
});

test("a follower whose first read failed for good reads its state when it reopens", async () => {
  const { join, server, append, calm } = await start();
  const first = join();
  server.hear();
  server.read(0, { code: "internal", message: "Oh." });
  server.answer();
  await calm();
  append();
  await calm();
  expect(first.told).toEqual(["failed internal"]);
  first.reopen();
  await calm();
  append();
  await calm();
  expect(first.told).toEqual(["failed internal", "state", "events 2"]);
});

test("a follower that reopens while another one reads the first state misses no event", async () => {
  const { join, server, append, calm } = await start();
  const first = join();
  server.hear();
  server.read(0, { code: "internal", message: "Oh." });
  server.answer();
  await calm();
  const second = join();
  await settled();
  server.hear();
  server.read();
  append();
  first.reopen();
  await settled();
  server.hear();
  server.read(1);
  // The answer to the second call, if there is one, arrives before the answer to the first call.
  server.answer(1);
  await settled();
  await calm();
  expect([first.held, second.held]).toEqual([["1:1"], ["1:1"]]);
});

test("a follower whose second read is delayed keeps its state, until another log replaces it", async () => {
  const { join, server, append, reset, calm, runtime } = await start();
  join();
  const second = join();
  await calm();
  second.reopen();
  server.hear();
  server.read(0, { code: "unavailable", message: "Later.", details: { retryAfterMs: 300 } });
  server.answer();
  await calm();
  append();
  await calm();
  expect(second.told).toEqual(["state", "failed unavailable", "events 1"]);
  await runtime.advance(300);
  await calm();
  expect(second.told.slice(3)).toEqual(["state"]);
  second.reopen();
  reset();
  append();
  await calm();
  expect(second.told.slice(4)).toEqual(["state"]);
});

test("closing the client tells every follower once, also those who join later", async () => {
  const { join, client, calm, runtime } = await start();
  const first = join();
  await calm();
  const second = join();
  client.close();
  await settled();
  expect(first.told).toEqual(["state", "failed unavailable"]);
  expect(second.told).toEqual(["failed unavailable"]);
  const third = join();
  await settled();
  expect(third.told).toEqual(["failed unavailable"]);
  expect(runtime.waits).toEqual([]);
});

test("a topic subscribed by the app itself can't be shared, and the follower gets an error", async () => {
  const { client, join, calm } = await start();
  client.subscribe(topic, { onEvents() {}, onReload() {} });
  const first = join(false);
  const second = join();
  await calm();
  expect(second.told).toEqual([`failed ${new TaskwireError("conflict", "").code}`]);
  expect(first.told).toEqual([`failed ${new TaskwireError("conflict", "").code}`]);
});

const number = fc.nat({ max: 7 });
const steps = fc.array(
  fc.tuple(
    fc.constantFrom(
      ...([
        "append",
        "append",
        "append",
        "join",
        "join",
        "come",
        "leave",
        "reopen",
        "hear",
        "hear",
        "hear",
        "read",
        "read",
      ] as const),
      ...([
        "fail",
        "break",
        "answer",
        "answer",
        "answer",
        "one",
        "all",
        "drop",
        "reload",
        "reset",
        "wait",
      ] as const),
    ),
    number,
  ),
  { minLength: 10, maxLength: 80, size: "max" },
);

property.prop([steps, fc.boolean()], { numRuns: 400 })(
  "all followers end with the server's state over one subscription, in whatever order they join and leave and answers arrive",
  async (schedule, isFirst) => {
    const world = await start();
    const { server, runtime, sockets, socket, greet, client } = world;
    const holders = [world.join(isFirst)];
    const reconnect = async () => {
      const before = sockets.length;
      socket().drop();
      while (sockets.length === before) await runtime.advance(runtime.waits[0] ?? 0);
      server.use(await greet());
    };
    for (const [step, which] of schedule) {
      const holder = holders[which % (holders.length || 1)];
      if (step === "append") world.append();
      else if (step === "join") holders.push(world.join());
      else if (step === "come") holders.push(world.join(false));
      else if (step === "leave" && holder) {
        holders.splice(holders.indexOf(holder), 1);
        holder.leave();
      } else if (step === "reopen") holder?.reopen();
      else if (step === "hear") server.hear();
      else if (step === "read") server.read(which);
      else if (step === "fail")
        server.read(which, {
          code: "unavailable",
          message: "Soon.",
          details: { retryAfterMs: 100 },
        });
      else if (step === "break") server.read(which, { code: "internal", message: "Oh." });
      else if (step === "answer") server.answer(which);
      else if (step === "one") server.deliver(1);
      else if (step === "all") server.deliver();
      else if (step === "drop") await reconnect();
      else if (step === "reload") server.reload("rights");
      else if (step === "reset") world.reset();
      else await runtime.advance(100);
      await settled();
    }
    await world.calm();
    for (const holder of holders) if (holder.told.at(-1) === "failed internal") holder.reopen();
    for (let i = 0; i < 3; i++) {
      await runtime.advance(100);
      await world.calm();
    }
    for (const { held } of holders) expect(held).toEqual(world.marks);
    expect(server.isFollowed).toBe(holders.length > 0);
    for (const holder of holders) holder.leave();
    server.hear();
    expect(server.isFollowed).toBe(false);
    client.close();
    expect(runtime.waits).toEqual([]);
  },
);
