import { expect } from "vitest";
import type { PlainClient } from "./plain-client.ts";
import { eventsOf, section } from "./section.ts";

const doc = section(6);
const { clause, connect, onBoard, submit } = doc;

interface Notification {
  readonly id: string;
  readonly reason: string;
  readonly state: string;
}
interface OpenedInbox {
  readonly notifications: readonly Notification[];
  readonly unread: number;
  readonly at: number;
  readonly cursor: string;
}

async function openInbox(userId: string): Promise<{ client: PlainClient; inbox: OpenedInbox }> {
  const client = await connect(userId);
  const inbox = (await client.call("inbox.open", {})).result as OpenedInbox;
  await client.subscribe(`user:${userId}`, inbox.cursor);
  return { client, inbox };
}

/** The notifications in the next frame of the user's own topic. */
async function nextNotifications(client: PlainClient): Promise<Notification[]> {
  const frame = await client.next("events");
  return eventsOf(frame).flatMap(
    ({ data }) => (data.notification as Notification | undefined) ?? [],
  );
}

/** Waits for a count that includes the events up to `at`. */
async function countAt(client: PlainClient, at: number): Promise<number> {
  for (;;) {
    const count = (await client.next("inbox")) as { unread?: number; at?: number };
    if ((count.at ?? 0) >= at) return count.unread ?? -1;
  }
}

clause("6.1 the inbox is opened, and followed from its cursor", async () => {
  await submit(await connect("lek"), "First");
  const { client: nok, inbox } = await openInbox("nok");
  expect(inbox.notifications[0]).toMatchObject({
    reason: "approval.requested",
    state: "open",
    excerpt: "First",
  });
  const { id: taskId, version } = await submit(await connect("lek"), "Second");
  expect(await nextNotifications(nok)).toMatchObject([
    { reason: "approval.requested", excerpt: "Second" },
  ]);
  await (await connect("dao")).call("tasks.reject", onBoard({ taskId, version, reason: "No" }));
  expect(await nextNotifications(nok)).toMatchObject([
    { state: "resolved", resolution: "decided", decidedBy: "dao" },
  ]);
});

clause("6.2 the unread count comes after the events that change it", async () => {
  const { client: nok, inbox } = await openInbox("nok");
  expect(await countAt(nok, inbox.at)).toBe(inbox.unread);
  await submit(await connect("lek"));
  const frame = await nok.next("events");
  expect(await countAt(nok, frame.to as number)).toBe(inbox.unread + 1);
});

clause("6.3 reading in one tab marks as read in the other", async () => {
  await submit(await connect("lek"));
  const [one, other] = [await openInbox("nok"), await openInbox("nok")];
  const ids = one.inbox.notifications.map(({ id }) => id);
  await one.client.call("inbox.read", { ids });
  for (const { client } of [one, other]) {
    const frame = await client.next("events");
    const states = eventsOf(frame).map(
      ({ data }) => (data.notification as Notification | undefined)?.state,
    );
    expect(new Set(states)).toEqual(new Set(["read"]));
    expect(await countAt(client, frame.to as number)).toBe(0);
  }
});

clause("6.4 words are withheld and given back by an event, and lists show the same", async () => {
  const { id: taskId } = await submit(await connect("lek"), "A secret");
  const { client: nok } = await openInbox("nok");
  const dao = await connect("dao");
  const listed = async () => {
    const page = (await nok.call("inbox.list", {})).result as OpenedInbox;
    return page.notifications.find((one) => (one as { taskId?: string }).taskId === taskId);
  };
  const pushed = async () => {
    for (;;) {
      const all = (await nextNotifications(nok)) as (Notification & { taskId: string })[];
      const found = all.find((one) => one.taskId === taskId);
      if (found) return found;
    }
  };
  await dao.call("members.change", onBoard({ userId: "nok", role: "ADMIN_LIMITED" }));
  const withheld = { withheld: true, excerpt: null, actorName: null };
  expect(await pushed()).toMatchObject(withheld);
  expect(await listed()).toMatchObject(withheld);
  await dao.call("members.change", onBoard({ userId: "nok", role: null }));
  const words = { withheld: false, excerpt: "A secret", actorName: "lek", state: "open" };
  expect(await pushed()).toMatchObject(words);
  expect(await listed()).toMatchObject(words);
});
