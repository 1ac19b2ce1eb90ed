import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { type MessageView, roomStore } from "../src/room/index.ts";
import { settled } from "./fake-runtime.ts";
import { place, startRoom } from "./room-server.ts";

type World = Awaited<ReturnType<typeof startRoom>>;

/** Checks that must hold for the shown messages at every moment. */
function checkScreen(
  shown: readonly MessageView[],
  { byKey, messages, numbers, server }: World,
): void {
  const sent = shown.filter(({ state }) => state === "sent").map(({ id }) => id);
  const own = shown.filter(({ state }) => state !== "sent");
  expect(sent).toEqual([...new Set(sent)].sort());
  expect(shown.slice(sent.length)).toEqual(own);
  // A text and the message that it became are never shown together.
  for (const { id } of own) expect(sent).not.toContain(byKey.get(id));
  // There is no gap from the oldest message on, as far as events have arrived.
  const from = sent[0];
  const { sentTo } = server;
  if (from === undefined || sentTo === undefined) return;
  const due = messages.filter(({ id }) => id >= from && (numbers.get(id) as number) <= sentTo);
  expect(sent).toEqual(expect.arrayContaining(due.map(({ id }) => id)));
}

/** Unchanged messages stay the same objects. */
function checkIdentity(before: readonly MessageView[], after: readonly MessageView[]): void {
  for (const view of after) {
    const held = before.find(({ id, version }) => id === view.id && version === view.version);
    if (held?.state === view.state && held.error === view.error && held.author === view.author)
      expect(view).toBe(held);
  }
}

const names = [
  ...([
    "post",
    "post",
    "post",
    "other",
    "other",
    "tab",
    "edit",
    "remove",
    "older",
    "older",
    "drop",
  ] as const),
  ...([
    "reload",
    "retry",
    "discard",
    "refuse",
    "later",
    "wait",
    "one",
    "all",
    "hear",
    "hear",
    "hear",
  ] as const),
  ...(["read", "read", "read", "answer", "answer", "answer"] as const),
];
const steps = fc.array(fc.tuple(fc.constantFrom(...names), fc.nat({ max: 5 })), {
  minLength: 10,
  maxLength: 80,
  size: "max",
});

/**
 * A text is posted and deleted before its answer arrives. The room, read again, has only what is
 * left of it.
 */
const takenBack: [(typeof names)[number], number][] = [
  ["hear", 0],
  ["hear", 0],
  ["read", 0],
  ["answer", 0],
  ["post", 0],
  ["hear", 0],
  ["reload", 0],
  ["read", 0],
  ["remove", 0],
  ["hear", 0],
  ["read", 1],
  ["answer", 1],
];

test.prop([steps, fc.nat({ max: 9 })], { numRuns: 60, examples: [[takenBack, 0]] })(
  "shows the server's list and no text twice, in whatever order answers, events, reloads and older pages arrive",
  async (schedule, messages) => {
    const world = await startRoom({ messages });
    const { server, runtime, byKey } = world;
    const store = roomStore(world.client, place);
    const keys: string[] = [];
    const discarded = new Set<string>();
    const retried = new Set<string>();
    let shown = store.getSnapshot().messages;
    let isReplaced = true;
    const watch = () => {
      const before = shown;
      shown = store.getSnapshot().messages;
      checkScreen(shown, world);
      if (!isReplaced) checkIdentity(before, shown);
    };
    store.subscribe(watch);
    // So few words that another tab often posts the same.
    const words = (which: number) => ["hi", "ok"][which % 2] as string;
    const pick = (which: number) => world.messages[which % (world.messages.length || 1)]?.id;

    for (const [step, which] of schedule) {
      const id = pick(which);
      // A loaded state replaces everything.
      isReplaced = step === "answer" && server.answerOf(which) === "rooms.open";
      const key = keys[which % (keys.length || 1)];
      if (step === "post") keys.push(store.post(words(which)));
      else if (step === "other") world.post("bob", words(which));
      else if (step === "tab") world.post("ann", words(which));
      else if (step === "edit" && id) world.edit(id, `edited at ${server.head}`);
      else if (step === "remove" && id) world.remove(id);
      else if (step === "older") store.loadOlder().catch(() => {});
      else if (step === "drop") await world.reconnect();
      else if (step === "reload") server.reload("rights");
      else if (step === "retry" && key) {
        store.retry(key);
        retried.add(key);
      } else if (step === "discard" && key) {
        store.discard(key);
        discarded.add(key);
      } else if (step === "refuse") {
        // A refused room is read again only on a reload. A command that took effect is not refused
        // afterwards.
        const call = server.callAt(which);
        if (call?.operation === "messages.post" && !byKey.has(call.key))
          server.read(which, { code: "refused", message: "No." });
      } else if (step === "later")
        server.read(which, {
          code: "unavailable",
          message: "Soon.",
          details: { retryAfterMs: 100 },
        });
      else if (step === "wait") await runtime.advance(100);
      else if (step === "one") server.deliver(1);
      else if (step === "all") server.deliver();
      else if (step === "hear") server.hear();
      else if (step === "read") server.read(which);
      else if (step === "answer") server.answer(which);
      await settled();
      watch();
    }

    isReplaced = true;
    // Calm: everything in flight arrives.
    for (let i = 0; i < 3; i++) {
      await world.calm();
      await runtime.advance(100);
    }
    await world.calm();
    while (store.getSnapshot().hasOlder) {
      const older = store.loadOlder();
      await world.calm();
      await older;
    }
    const { status } = store.getSnapshot();
    expect(status).toBe("ready");
    const sent = shown.filter(({ state }) => state === "sent");
    expect(sent.map(({ id, text, version }) => ({ id, text, version }))).toEqual(
      world.messages.map(({ id, text, version }) => ({ id, text, version })),
    );
    // Each text is posted or shown as failed. A discarded one may be either.
    const failed = new Set(shown.filter(({ state }) => state === "failed").map(({ id }) => id));
    expect(shown).toHaveLength(sent.length + failed.size);
    for (const key of keys) if (!discarded.has(key)) expect(byKey.has(key)).toBe(!failed.has(key));
    // In the order in which they were written, except for texts that failed on the way or were
    // discarded in flight.
    const kept = keys.filter((key) => byKey.has(key) && !retried.has(key) && !discarded.has(key));
    const inOrder = kept.map((key) => byKey.get(key) as string);
    expect(inOrder).toEqual([...inOrder].sort());
    store.close();
    world.client.close();
    expect(runtime.waits).toEqual([]);
  },
);
