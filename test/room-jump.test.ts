import { type RoomSnapshot, roomStore } from "@taskwire/client/room";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLive, startApp, until } from "./conversation/app.ts";

let app: Awaited<ReturnType<typeof startApp>>;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

/** A room with 160 messages, and a store of Lek's that has jumped to one of them. */
async function jumped(which: number) {
  const { boardId, roomId, as } = app;
  const place = { boardId, roomId };
  const ids: string[] = [];
  for (let i = 0; i < 160; i++)
    ids.push((await as("dao").messages.post({ ...place, text: `Message ${i}` })).id);
  const client = app.client("lek");
  const store = roomStore(client, place);
  store.subscribe(() => {});
  const messageId = ids[which] ?? "";
  await store.jumpTo(messageId);
  return { place, ids, client, store, messageId };
}

const idsOf = ({ messages }: RoomSnapshot) => messages.map(({ id }) => id);
const isThere = ({ jump }: RoomSnapshot) => jump?.status === "there";

test("a page jumps to an old message, and goes on from there until it is live", async () => {
  const { place, ids, client, store, messageId } = await jumped(60);
  const { as } = app;
  const around = store.getSnapshot();
  expect(around).toMatchObject({
    jump: { messageId, status: "there" },
    hasOlder: true,
    hasNewer: true,
  });
  const first = ids.indexOf(around.messages[0]?.id ?? "");
  expect(idsOf(around)).toEqual(ids.slice(first, first + around.messages.length));
  expect(idsOf(around)).toContain(messageId);

  // New messages don't show in the middle of old ones, and changes of the old ones do.
  await as("dao").messages.post({ ...place, text: "New" });
  await as("dao").messages.edit({ ...place, messageId, text: "Edited" });
  const edited = await until(store, ({ messages }) =>
    messages.some(({ text }) => text === "Edited"),
  );
  expect(edited.messages).toHaveLength(around.messages.length);

  await store.loadOlder();
  expect(idsOf(store.getSnapshot())).toEqual(
    ids.slice(Math.max(0, first - 50), first + around.messages.length),
  );
  while (store.getSnapshot().hasNewer) await store.loadNewer();
  const live = store.getSnapshot();
  expect(live.jump).toBeNull();
  expect(live.messages.at(-1)?.text).toBe("New");
  expect(idsOf(live).slice(0, -1)).toEqual(ids.slice(Math.max(0, first - 50)));

  app.cut();
  await as("dao").messages.post({ ...place, text: "Later" });
  await isLive(client);
  await until(store, ({ messages }) => messages.at(-1)?.text === "Later");
}, 20_000);

test("a page stays at the message when the room is read again", async () => {
  const { place, ids, store, messageId } = await jumped(40);
  const { boardId, as } = app;
  const before = idsOf(store.getSnapshot());
  const shown = new Set<string>();
  store.subscribe(() => shown.add(idsOf(store.getSnapshot()).join()));
  await as("dao").messages.delete({ ...place, messageId: ids[41] ?? "" });
  // Another role means other rights, so the room is read again.
  await as("dao").members.change({ boardId, userId: "lek", role: "ADMIN" });
  const after = await until(store, (room) => room.me?.role === "ADMIN" && isThere(room));
  expect(idsOf(after)).toEqual(before);
  expect([...shown]).toEqual([before.join()]);
  expect(after.jump).toEqual({ messageId, status: "there" });
  expect(after.messages.find(({ id }) => id === ids[41])?.deletedAt).not.toBeNull();
}, 20_000);

test("the newest messages come back on request, and with a message of one's own", async () => {
  const { ids, store } = await jumped(10);
  store.loadNewest();
  const newest = await until(store, ({ hasNewer }) => !hasNewer);
  expect(newest.jump).toBeNull();
  expect(idsOf(newest).at(-1)).toBe(ids.at(-1));
  await store.jumpTo(ids[10] ?? "");
  store.post("Mine");
  const posted = await until(
    store,
    ({ messages }) => messages.at(-1)?.text === "Mine" && messages.at(-1)?.state === "sent",
  );
  expect(idsOf(posted).at(-2)).toBe(ids.at(-1));
}, 20_000);

test("a message that does not exist is gone, and the room stays as it is", async () => {
  const { store, ids } = await jumped(159);
  expect(store.getSnapshot()).toMatchObject({ hasNewer: false, jump: { status: "there" } });
  const before = store.getSnapshot().messages;
  await expect(store.jumpTo("no-such-message")).rejects.toMatchObject({ code: "not_found" });
  const after = store.getSnapshot();
  expect(after).toMatchObject({ jump: { messageId: "no-such-message", status: "gone" } });
  expect(after.messages).toBe(before);
  // Of two jumps at once, the later one counts.
  await Promise.all([store.jumpTo(ids[3] ?? ""), store.jumpTo(ids[100] ?? "")]);
  expect(idsOf(store.getSnapshot())).toContain(ids[100]);
  expect(idsOf(store.getSnapshot())).not.toContain(ids[3]);
}, 20_000);
