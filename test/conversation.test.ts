import { boardStore } from "@taskwire/client/board";
import { commentsStore } from "@taskwire/client/comments";
import { inboxStore } from "@taskwire/client/inbox";
import { presenceStore } from "@taskwire/client/presence";
import { roomStore } from "@taskwire/client/room";
import { roomsStore } from "@taskwire/client/rooms";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLive, startApp, until } from "./conversation/app.ts";

type App = Awaited<ReturnType<typeof startApp>>;
let app: App;

beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

const texts = (list: readonly { text: string; state: string }[]) =>
  list.map(({ text, state }) => `${state} ${text}`);

test("two users chat through lost connections and both end with the server's state", async () => {
  const { boardId, roomId, as } = app;
  const dao = roomStore(app.client("dao"), { boardId, roomId });
  const lek = roomStore(app.client("lek"), { boardId, roomId });
  await until(dao, ({ status }) => status === "ready");
  await until(lek, ({ status }) => status === "ready");
  dao.post("Morning @lek");
  lek.post("Morning");
  app.cut();
  for (let i = 0; i < 5; i++) dao.post(`dao ${i}`);
  lek.post("lek");
  const isDone = ({ messages }: { messages: readonly { state: string }[] }) =>
    messages.length === 8 && messages.every(({ state }) => state === "sent");
  const [seenByDao, seenByLek] = await Promise.all([until(dao, isDone), until(lek, isDone)]);
  const { messages } = await as("dao").rooms.history({ boardId, roomId });
  const kept = [...messages].reverse().map(({ id, version, text }) => ({ id, version, text }));
  for (const { messages } of [seenByDao, seenByLek])
    expect(messages.map(({ id, version, text }) => ({ id, version, text }))).toEqual(kept);
  const own = seenByDao.messages.filter(({ isMine }) => isMine).map(({ text }) => text);
  expect(own).toEqual(["Morning @lek", "dao 0", "dao 1", "dao 2", "dao 3", "dao 4"]);
  expect(seenByLek.messages.find(({ text }) => text === "Morning @lek")).toMatchObject({
    author: "dao",
    isMine: false,
    mentions: [{ kind: "user", id: "lek" }],
  });
});

test("E4: after a text that was typed and posted in one turn, nobody types, and it can be read", async () => {
  const { boardId, roomId, as } = app;
  const dao = roomStore(app.client("dao"), { boardId, roomId });
  const lek = roomStore(app.client("lek"), { boardId, roomId });
  await until(dao, ({ status }) => status === "ready");
  await until(lek, ({ status }) => status === "ready");
  for (let i = 0; i < 8; i++) {
    dao.typing();
    dao.post(`text ${i}`);
    await until(lek, ({ messages }) => messages.at(-1)?.text === `text ${i}`);
    // A signal that is late would arrive before this.
    await as("nok").boards.list();
    const marker = await as("lek").messages.post({ boardId, roomId, text: `marker ${i}` });
    await until(lek, ({ messages }) => messages.at(-1)?.id === marker.id);
    expect(lek.getSnapshot().typing).toEqual([]);
    await lek.read();
    const { rooms } = await as("lek").rooms.list({ boardId });
    expect(rooms.find(({ room }) => room.id === roomId)?.unread).toBe(0);
  }
});

test("the store of a direct room offers nothing that the server refuses to everybody", async () => {
  const { boardId, as } = app;
  const { id: roomId } = await as("dao").rooms.direct({ boardId, userId: "lek" });
  const on = { boardId, roomId };
  const store = roomStore(app.client("dao"), on);
  const { available } = await until(store, ({ status }) => status === "ready");
  const commands: { readonly [action: string]: () => Promise<unknown> } = {
    "room.edit": () => as("dao").rooms.edit({ ...on, name: "Ours" }),
    "room.invite": () => as("dao").roomMembers.add({ ...on, userId: "nok" }),
    "room.remove": () => as("dao").roomMembers.remove({ ...on, userId: "lek" }),
    "message.post": () => as("dao").messages.post({ ...on, text: "Hello" }),
    "room.delete": () => as("dao").rooms.delete(on),
  };
  const accepted: string[] = [];
  for (const [action, run] of Object.entries(commands))
    await run().then(
      () => accepted.push(action),
      () => {},
    );
  const offered = Object.entries(available).filter(([, verdict]) => verdict?.allowed === true);
  expect(offered.map(([action]) => action).sort()).toEqual(accepted.sort());
});

test("the store offers the actions on a message that the server allows", async () => {
  const { boardId, roomId } = app;
  const dao = roomStore(app.client("dao"), { boardId, roomId });
  const lek = roomStore(app.client("lek"), { boardId, roomId });
  await until(lek, ({ status }) => status === "ready");
  dao.post("Hello");
  const { messages, available } = await until(lek, ({ messages }) => messages.length === 1);
  const [message] = messages;
  expect(available["message.post"]).toMatchObject({ allowed: true });
  expect(message?.available["message.edit"]).toMatchObject({ allowed: false, rule: "permission" });
  await expect(lek.edit(message?.id as string, "Bye")).rejects.toMatchObject({ code: "forbidden" });
  const edited = await dao.edit(message?.id as string, "Hello all");
  expect(edited.text).toBe("Hello all");
  await until(lek, ({ messages }) => messages[0]?.text === "Hello all");
  await dao.delete(message?.id as string);
  const after = await until(lek, ({ messages }) => messages[0]?.deletedAt !== null);
  expect(after.messages[0]).toMatchObject({ text: "", available: {} });
});

test("a new role on the board changes the available actions in its rooms", async () => {
  const { boardId, roomId, as } = app;
  const lek = roomStore(app.client("lek"), { boardId, roomId });
  await as("dao").messages.post({ boardId, roomId, text: "Hello" });
  const before = await until(lek, ({ messages }) => messages.length === 1);
  expect(before.messages[0]?.available["message.delete"]).toMatchObject({ allowed: false });
  await as("dao").members.change({ boardId, userId: "lek", role: "ADMIN" });
  const after = await until(lek, ({ me }) => me?.role === "ADMIN");
  expect(after.messages[0]?.available["message.delete"]).toMatchObject({ allowed: true });
});

test("older messages load page by page, each once, while new ones arrive", async () => {
  const { boardId, roomId, as } = app;
  for (let i = 0; i < 120; i++)
    await as("dao").messages.post({ boardId, roomId, text: `message ${i}` });
  const lek = roomStore(app.client("lek"), { boardId, roomId });
  const first = await until(lek, ({ status }) => status === "ready");
  expect(first.messages).toHaveLength(50);
  await Promise.all([
    lek.loadOlder(),
    as("dao").messages.post({ boardId, roomId, text: "message 120" }),
  ]);
  await lek.loadOlder();
  const all = await until(lek, ({ messages, hasOlder }) => messages.length === 121 && !hasOlder);
  expect(all.messages.map(({ text }) => text)).toEqual(
    Array.from({ length: 121 }, (_, i) => `message ${i}`),
  );
});

test("reading on one device moves the marker on the other, and a removed member sees nothing any more", async () => {
  const { boardId, roomId, as } = app;
  const message = await as("dao").messages.post({ boardId, roomId, text: "Hello" });
  const phone = roomStore(app.client("lek"), { boardId, roomId });
  const desk = roomStore(app.client("lek"), { boardId, roomId });
  await until(phone, ({ status }) => status === "ready");
  await until(desk, ({ status }) => status === "ready");
  await desk.read();
  await until(phone, ({ readUpTo }) => readUpTo === message.number);
  await as("dao").roomMembers.remove({ boardId, roomId, userId: "lek" });
  const gone = await until(phone, ({ status }) => status === "gone");
  expect(gone).toMatchObject({ messages: [], room: undefined, error: { code: "not_found" } });
});

test("a comments store works beside its board, with authors, threads and typing", async () => {
  const { boardId, taskId } = app;
  const desk = app.client("dao");
  const board = boardStore(desk, boardId);
  const dao = commentsStore(desk, { boardId, taskId });
  const phone = app.client("lek");
  const lek = commentsStore(phone, { boardId, taskId });
  await until(board, ({ status }) => status === "ready");
  await until(dao, ({ status }) => status === "ready");
  await until(lek, ({ status }) => status === "ready");
  // Signals reach only clients that follow by now.
  await Promise.all([isLive(desk), isLive(phone)]);
  lek.typing();
  expect((await until(dao, ({ typing }) => typing.length > 0)).typing).toEqual(["lek"]);
  lek.post("Which plates?");
  const asked = await until(dao, ({ comments }) => comments.length === 1);
  expect(asked).toMatchObject({ typing: [], comments: [{ author: "lek", isMine: false }] });
  const [question] = asked.comments;
  dao.post("Red ones", { replyTo: question?.id as string });
  const answered = await until(lek, ({ comments }) => comments.length === 2);
  expect(texts(answered.comments)).toEqual(["sent Which plates?", "sent Red ones"]);
  expect(answered.comments[1]).toMatchObject({ replyTo: question?.id, author: "dao" });
  await lek.resolve(question?.id as string);
  const resolved = await until(dao, ({ comments }) => comments[0]?.resolvedBy === "lek");
  expect(resolved.comments[1]?.resolvedAt).toBeNull();
  await dao.reopen(question?.id as string);
  await until(lek, ({ comments }) => comments[0]?.resolvedBy === null);
});

test("a text for a large group fails with the count, and is posted once that is confirmed", async () => {
  const { taskwire, boardId, roomId } = app;
  for (let i = 0; i < 30; i++) {
    await taskwire.system.users.put({ id: `u${i}`, name: `User ${i}`, role: "ADMIN" });
    await taskwire.system.members.add({ boardId, userId: `u${i}` });
    await taskwire.system.roomMembers.add({ boardId, roomId, userId: `u${i}` });
  }
  const dao = roomStore(app.client("dao"), { boardId, roomId });
  const id = dao.post("@everyone come");
  const failed = await until(dao, ({ messages }) => messages[0]?.state === "failed");
  expect(failed.messages[0]?.error?.details).toMatchObject({ rule: "confirm", count: 32 });
  dao.retry(id, { confirm: 32 });
  const posted = await until(dao, ({ messages }) => messages[0]?.state === "sent");
  expect(posted.messages).toHaveLength(1);
});

test("the list of rooms shows last messages and unread counts without following the rooms", async () => {
  const { boardId, roomId, as } = app;
  const client = app.client("lek");
  const lek = roomsStore(client, boardId);
  const first = await until(lek, ({ status }) => status === "ready");
  expect(first.rooms).toMatchObject([
    { room: { id: roomId, name: "Showroom" }, lastMessage: null, unread: 0 },
  ]);
  const second = await as("nok").rooms.create({ boardId, name: "Workshop", memberIds: ["lek"] });
  await until(lek, ({ rooms }) => rooms[0]?.room.id === second.id);
  const message = await as("dao").messages.post({ boardId, roomId, text: "Hello" });
  const said = await until(lek, ({ rooms }) => rooms[0]?.unread === 1);
  expect(said.rooms[0]).toMatchObject({ room: { id: roomId }, lastMessage: { text: "Hello" } });
  await as("lek").rooms.read({ boardId, roomId, messageId: message.id });
  await until(lek, ({ rooms }) => rooms[0]?.unread === 0);
  app.cut();
  await as("dao").messages.post({ boardId, roomId, text: "Missed" });
  await until(lek, ({ rooms }) => rooms[0]?.unread === 1);
  await as("dao").members.remove({ boardId, userId: "lek" });
  const gone = await until(lek, ({ status }) => status === "gone");
  expect(gone.rooms).toEqual([]);
});

test("users are shown on a board from when they open it until they leave", async () => {
  const { boardId } = app;
  const dao = presenceStore(app.client("dao"), `board:${boardId}`);
  await until(dao, ({ count }) => count === 1);
  const phone = app.client("lek");
  presenceStore(phone, `board:${boardId}`).subscribe(() => {});
  const both = await until(dao, ({ count }) => count === 2);
  expect(both.users).toEqual([
    { id: "dao", name: "dao" },
    { id: "lek", name: "lek" },
  ]);
  phone.close();
  await until(dao, ({ count }) => count === 1);
});

test("the inbox is live through lost connections, and its count is the server's", async () => {
  const { boardId, roomId, as } = app;
  const lek = inboxStore(app.client("lek"));
  // The notifications of being added to the board and to the room.
  const before = await until(lek, ({ status }) => status === "ready");
  const { length } = before.notifications;
  expect(before.unread).toBe(length);
  await as("dao").messages.post({ boardId, roomId, text: "Look, @lek" });
  const told = await until(lek, ({ unread }) => unread === length + 1);
  expect(told.notifications[0]).toMatchObject({
    reason: "mention",
    roomId,
    actor: "dao",
    state: "open",
  });
  app.cut();
  await as("dao").messages.post({ boardId, roomId, text: "And again, @lek" });
  const again = await until(lek, ({ unread }) => unread === length + 2);
  expect(again.notifications).toHaveLength(length + 2);
  await lek.read([again.notifications[0]?.id as string]);
  await until(
    lek,
    ({ unread, notifications }) => unread === length + 1 && notifications[0]?.state === "read",
  );
  await lek.readAll({ roomId });
  await lek.readAll();
  await until(lek, ({ unread }) => unread === 0);
  await lek.done(again.notifications.map(({ id }) => id));
  await until(lek, ({ notifications }) => notifications.every(({ state }) => state === "done"));
});

test("a muted room sends no notifications, on any device", async () => {
  const { boardId, roomId, as } = app;
  const phone = inboxStore(app.client("lek"));
  const desk = inboxStore(app.client("lek"));
  await until(phone, ({ status }) => status === "ready");
  const { unread } = await until(desk, ({ status }) => status === "ready");
  await desk.prefer(`room:${roomId}`, { level: "none" });
  const muted = await until(
    phone,
    ({ preferences }) => preferences[`room:${roomId}`]?.level === "none",
  );
  await as("dao").messages.post({ boardId, roomId, text: "Look, @lek" });
  await desk.prefer(`room:${roomId}`, { level: null });
  await as("dao").messages.post({ boardId, roomId, text: "Now then, @lek" });
  const told = await until(phone, (snapshot) => snapshot.unread === unread + 1);
  expect(told.notifications).toHaveLength(muted.notifications.length + 1);
  expect(told.notifications[0]?.excerpt).toBe("Now then, @lek");
});
