import { expect, test } from "vitest";
import { loggedEvent, ToldEvent } from "../src/engine/records/told-event.ts";
import type { Log } from "../src/log/log.ts";
import type { Watcher } from "../src/session/feed/feed.ts";
import type { Follower } from "../src/session/feed/followers.ts";
import { Hub } from "../src/session/feed/hub.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { memoryTransport } from "../src/transport/memory.ts";

const topic = "user:nok";
const ids = ["c.0", "c.1"];

/** Delivers two notifications to a watcher and to these followers. */
async function deliver(
  followers: readonly Follower[],
  { isAlone = false, transport = memoryTransport() } = {},
) {
  const runtime = fakeRuntime();
  const made: string[] = [];
  const events = ids.map((id, i) => {
    const head = { topic, id, type: "notification.created", subject: id, records: null };
    const at = "2026-11-30T00:00:00.000Z";
    const told = new ToldEvent({ ...head, at, actor: "dao" }, () => {
      made.push(id);
      return "{}";
    });
    return loggedEvent(told, i + 1);
  });
  const log = { heads: async () => [{ number: 0, id: "" }] } as Partial<Log> as Log;
  const fail = (error: unknown) => {
    throw error;
  };
  const hub = new Hub(log, transport, runtime, fail, undefined, isAlone);
  const feed = hub.use(topic);
  await feed.ready;
  const seen: string[] = [];
  const watcher: Watcher = { event: ({ id }) => seen.push(id), reset: () => seen.push("reset") };
  feed.watch(watcher);
  for (const one of followers) feed.join(one);
  hub.committed(events);
  await runtime.settle();
  hub.close();
  return { made, seen, position: feed.position.number };
}

function follower(): Follower & { readonly frames: string[] } {
  const frames: string[] = [];
  return {
    ...{ userId: "nok", name: "Nok", access: "all", isLive: true, sent: 0, frames },
    send: ({ text }) => frames.push(text),
    sendLossy() {},
    rightsChanged() {},
    reset() {},
  };
}

test("if nobody follows the inbox of a person, the JSON of the person's events is not made", async () => {
  expect(await deliver([])).toEqual({ made: [], seen: ids, position: 2 });
});

test.each([
  { isAlone: true, expected: [] },
  { isAlone: false, expected: ["2"] },
])(
  "hints about people are for other nodes only (alone: $isAlone)",
  async ({ isAlone, expected }) => {
    const transport = memoryTransport();
    const hints: string[] = [];
    await transport.subscribe(topic, (hint) => hints.push(hint));
    const [other, one] = [
      await deliver([follower()]),
      await deliver([follower()], { isAlone, transport }),
    ];
    expect(one).toEqual(other);
    expect(hints).toEqual(expected);
  },
);

test("somebody who follows gets the same events in a frame", async () => {
  const nok = follower();
  expect(await deliver([nok])).toEqual({ made: ids, seen: ids, position: 2 });
  expect(nok.frames).toHaveLength(1);
});
