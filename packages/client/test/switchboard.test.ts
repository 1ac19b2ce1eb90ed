import { fc, test as property } from "@fast-check/vitest";
import type { Down, Up } from "@taskwire/core/protocol";
import { expect, test } from "vitest";
import { createSubscriptions } from "../src/subscriptions.ts";
import { createSwitchboard, type Extension } from "../src/tabs/switchboard.ts";
import { createFakeRuntime } from "./fake-runtime.ts";
import { welcome } from "./fake-socket.ts";

const topic = "board:b";

/** One connection of a server to one topic. Its frames wait until they are let through. */
function createLine() {
  const up: Up[] = [];
  const down: Down[] = [];
  let head = 0;
  let isFollowed = false;
  /** The log has no events up to this one any more. */
  let trimmed = 0;
  const events = (from: number, to: number): Down => ({
    ...{ type: "events", topic, from, to, cursor: String(to) },
    events: Array.from({ length: to - from + 1 }, (_, i) => ({ number: from + i }) as never),
  });
  return {
    up,
    get head() {
      return head;
    },
    add() {
      head++;
      if (isFollowed) down.push(events(head, head));
    },
    ping() {
      const heads = isFollowed ? { [topic]: { to: head, cursor: String(head) } } : {};
      down.push({ type: "ping", heads });
    },
    trim() {
      trimmed = Math.max(trimmed, head - 2);
    },
    reload() {
      if (!isFollowed) return;
      isFollowed = false;
      down.push({ type: "reload", topic, reason: "rights" });
    },
    /** The server takes the next frame. Returns false if there is none. */
    take(): boolean {
      const frame = up.shift();
      if (frame?.type === "unsubscribe") {
        isFollowed = false;
        down.push({ type: "unsubscribed", topic });
      }
      if (frame?.type === "subscribe") {
        const number = frame.after === undefined ? head : Number(frame.after);
        isFollowed = number >= trimmed;
        if (!isFollowed) return down.push({ type: "reload", topic, reason: "gone" }) > 0;
        down.push({ type: "subscribed", topic, cursor: String(number), number, head });
        if (number < head) down.push(events(number + 1, head));
      }
      return frame !== undefined;
    },
    next: () => down.shift(),
  };
}

/** A tab with the real subscriptions of a client. Frames to it and from it wait too. */
function createTab(line: ReturnType<typeof createLine>) {
  const inbox: Down[] = [];
  const outbox: Up[] = [];
  let extension: Extension | undefined;
  const subscriptions = createSubscriptions(
    createFakeRuntime(),
    (frame) => void outbox.push(frame),
    () => {},
  );
  subscriptions.receive(welcome());
  let subscription: ReturnType<typeof subscriptions.subscribe> | undefined;
  /** The number after which events are expected. Undefined: the server says it. */
  let from: number | undefined;
  let got: number[] = [];

  function begin(cursor: number | undefined) {
    from = cursor;
    got = [];
  }

  return {
    inbox,
    attach(board: ReturnType<typeof createSwitchboard>, isOwner: boolean) {
      extension = board.join((frame) => void inbox.push(frame), isOwner);
    },
    follow(back: number | undefined) {
      if (subscription) return;
      const cursor = back === undefined ? undefined : Math.max(0, line.head - back);
      begin(cursor);
      subscription = subscriptions.subscribe(
        topic,
        {
          onEvents: (events) => void got.push(...events.map(({ number }) => number)),
          onSubscribed: (at) => {
            from ??= Number(at);
          },
          onReload() {
            begin(line.head);
            subscription?.resume(String(line.head));
          },
        },
        cursor === undefined ? undefined : String(cursor),
      );
    },
    stop() {
      subscription?.unsubscribe();
      subscription = undefined;
    },
    /** Moves one frame out and one in. Returns whether there was any. */
    move(): boolean {
      const out = outbox.shift();
      if (out) extension?.take(out);
      const frame = inbox.shift();
      if (frame) subscriptions.receive(frame);
      return Boolean(out ?? frame);
    },
    check() {
      if (!subscription) return;
      const first = (from ?? 0) + 1;
      const wanted = Array.from({ length: line.head - first + 1 }, (_, i) => first + i);
      expect(got).toEqual(wanted);
    },
  };
}

const step = fc.tuple(
  fc.constantFrom(
    ...["add", "add", "server", "server", "deliver", "deliver", "move", "move", "move"],
    ...["follow", "follow back", "stop", "ping", "reload", "trim"],
  ),
  fc.nat({ max: 2 }),
  fc.nat({ max: 5 }),
);

/** Steps of one tab, with the cursor at the head. */
const stepsOf = (tab: number, ...names: string[]) =>
  names.map((name): [string, number, number] => [name, tab, 0]);
// The server ends the subscription twice. Then the first tab comes back with a newer cursor than the
// second one, which still waits for the event between the two cursors.
const newerCursor = [
  ...stepsOf(0, "follow", "move", "server", "reload", "deliver", "deliver"),
  ...stepsOf(1, "follow back", "move", "server", "reload", "add"),
  ...stepsOf(0, "move", "move"),
];

property.prop([fc.array(step, { minLength: 30, maxLength: 250, size: "max" })], {
  numRuns: 400,
  examples: [[newerCursor]],
})("each tab gets each event once and in order, whatever the other tabs do", (steps) => {
  const line = createLine();
  const board = createSwitchboard(welcome(), (frame) => void line.up.push(frame));
  const tabs = [createTab(line), createTab(line), createTab(line)] as const;
  for (const [i, tab] of tabs.entries()) tab.attach(board, i === 0);
  const deliver = () => {
    const frame = line.next();
    if (frame) board.receive(frame);
    return frame !== undefined;
  };
  const actions: { readonly [name: string]: (i: number, back: number) => unknown } = {
    add: line.add,
    server: line.take,
    deliver,
    ping: line.ping,
    reload: line.reload,
    trim: line.trim,
    move: (i) => tabs[i]?.move(),
    follow: (i) => tabs[i]?.follow(undefined),
    "follow back": (i, back) => tabs[i]?.follow(back),
    stop: (i) => tabs[i]?.stop(),
  };
  for (const [name, i, back] of steps) actions[name]?.(i, back);
  // Everything arrives.
  let isBusy = true;
  for (let round = 0; isBusy; round++) {
    if (round > 10_000) throw new Error("It never ends.");
    isBusy = [line.take(), deliver(), ...tabs.map((tab) => tab.move())].includes(true);
  }
  for (const tab of tabs) tab.check();
});

test("calls of several tabs keep their ids, and no more are in flight than the server allows", () => {
  const sent: Up[] = [];
  const board = createSwitchboard(welcome({ callsInFlight: 2 }), (frame) => void sent.push(frame));
  const got: Down[][] = [[], []];
  const [first, second] = got.map((frames, i) =>
    board.join((frame) => void frames.push(frame), i === 0),
  );
  const call = (id: number, operation: string): Up => ({
    ...{ type: "call", id, operation, input: {}, key: `key-${operation}` },
  });
  first?.take(call(7, "boards.list"));
  second?.take(call(7, "users.me"));
  second?.take(call(8, "inbox.open"));
  const ids = () => sent.map((frame) => (frame as { id: number }).id);
  expect(ids()).toHaveLength(2);
  const [a = 0, b = 0] = ids();
  board.receive({ type: "result", id: b, result: "me" });
  expect(sent.map((frame) => (frame as { operation: string }).operation)).toEqual([
    ...["boards.list", "users.me", "inbox.open"],
  ]);
  board.receive({ type: "result", id: a, result: "boards" });
  expect(got).toEqual([
    [{ type: "result", id: 7, result: "boards" }],
    [{ type: "result", id: 7, result: "me" }],
  ]);
  // The answer to a tab that is gone goes nowhere, and its calls that wait are not made.
  second?.take(call(9, "boards.list"));
  second?.take(call(10, "boards.list"));
  second?.leave();
  board.receive({ type: "result", id: ids().at(-1) ?? 0, result: "inbox" });
  expect(sent).toHaveLength(4);
  expect(got[1]).toHaveLength(1);
});

test("only the tab with the connection answers the server's pings and renews the token", () => {
  const sent: Up[] = [];
  const board = createSwitchboard(welcome(), (frame) => void sent.push(frame));
  const got: Down[][] = [[], []];
  const [owner, guest] = got.map((frames, i) =>
    board.join((frame) => void frames.push(frame), i === 0),
  );
  board.receive({ type: "refresh", before: "2026-01-01T00:00:00.000Z" });
  board.receive({ type: "ping", heads: {} });
  for (const tab of [owner, guest]) {
    tab?.take({ type: "pong" });
    tab?.take({ type: "ping" });
    tab?.take({ type: "authenticate", token: "t" });
  }
  expect(sent.map(({ type }) => type)).toEqual(["pong", "ping", "authenticate", "ping"]);
  expect(got.map((frames) => frames.map(({ type }) => type))).toEqual([
    ["refresh", "ping"],
    ["ping"],
  ]);
});
