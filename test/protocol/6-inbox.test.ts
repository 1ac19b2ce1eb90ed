import { expect } from "vitest";
import { eventsOf, section } from "./section.ts";
import type { Stranger } from "./stranger.ts";

const doc = section(6);
const { clause, connect, onBoard, submit } = doc;

interface Row {
  readonly id: string;
  readonly reason: string;
  readonly state: string;
}
interface Opened {
  readonly notifications: readonly Row[];
  readonly unread: number;
  readonly at: number;
  readonly cursor: string;
}

async function opened(userId: string): Promise<{ stranger: Stranger; inbox: Opened }> {
  const stranger = await connect(userId);
  const inbox = (await stranger.call("inbox.open", {})).result as Opened;
  await stranger.subscribe(`user:${userId}`, inbox.cursor);
  return { stranger, inbox };
}

/** The next frame of a person's own topic, with its rows. */
async function nextRows(stranger: Stranger): Promise<Row[]> {
  const frame = await stranger.next("events");
  return eventsOf(frame).flatMap(({ data }) => (data.notification as Row | undefined) ?? []);
}

/** Waits for a count that is as new as that. */
async function countAt(stranger: Stranger, at: number): Promise<number> {
  for (;;) {
    const count = (await stranger.next("inbox")) as { unread?: number; at?: number };
    if ((count.at ?? 0) >= at) return count.unread ?? -1;
  }
}

clause("6.1 the inbox is opened, and followed from its cursor on", async () => {
  await submit(await connect("lek"), "First");
  const { stranger: nok, inbox } = await opened("nok");
  expect(inbox.notifications[0]).toMatchObject({
    reason: "approval.requested",
    state: "open",
    excerpt: "First",
  });
  const { id: taskId } = await submit(await connect("lek"), "Second");
  expect(await nextRows(nok)).toMatchObject([{ reason: "approval.requested", excerpt: "Second" }]);
  await (await connect("dao")).call("tasks.reject", onBoard({ taskId, reason: "No" }));
  expect(await nextRows(nok)).toMatchObject([
    { state: "resolved", resolution: "decided", decidedBy: "dao" },
  ]);
});

clause("6.2 how many are unread comes behind the events that change it", async () => {
  const { stranger: nok, inbox } = await opened("nok");
  expect(await countAt(nok, inbox.at)).toBe(inbox.unread);
  await submit(await connect("lek"));
  const frame = await nok.next("events");
  expect(await countAt(nok, frame.to as number)).toBe(inbox.unread + 1);
});

clause("6.3 what is read in one tab is read in the other", async () => {
  await submit(await connect("lek"));
  const [one, other] = [await opened("nok"), await opened("nok")];
  const ids = one.inbox.notifications.map(({ id }) => id);
  await one.stranger.call("inbox.read", { ids });
  for (const { stranger } of [one, other]) {
    const frame = await stranger.next("events");
    const states = eventsOf(frame).map(({ data }) => (data.notification as Row | undefined)?.state);
    expect(new Set(states)).toEqual(new Set(["read"]));
    expect(await countAt(stranger, frame.to as number)).toBe(0);
  }
});
