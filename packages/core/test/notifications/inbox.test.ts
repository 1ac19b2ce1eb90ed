import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { failure } from "../support/conversation.ts";
import { startOffice } from "../support/office.ts";

test("a notification is unread, read and done, in this direction only, and repeating a step changes nothing", async () => {
  const office = await startOffice();
  await office.submit("lek");
  const dao = office.as("dao");
  const [row] = await office.rows("dao");
  const ids = [row?.id ?? ""];
  expect(await office.unread("dao")).toBe(1);
  expect(await dao.inbox.read({ ids })).toEqual({ changed: 1, more: false });
  expect(await office.unread("dao")).toBe(0);
  expect(await dao.inbox.read({ ids })).toEqual({ changed: 0, more: false });
  expect(await dao.inbox.done({ ids })).toEqual({ changed: 1, more: false });
  expect(await dao.inbox.read({ ids })).toEqual({ changed: 0, more: false });
  expect((await office.rows("dao"))[0]?.state).toBe("done");
});

test("a resolved notification stays resolved, whatever its user does", async () => {
  const office = await startOffice();
  const taskId = await office.submit("lek");
  await decide(office.as("dao"), "reject", { boardId: office.boardId, taskId, reason: "No" });
  const ids = (await office.rows("nok")).map(({ id }) => id);
  expect(await office.as("nok").inbox.read({ ids })).toEqual({ changed: 0, more: false });
  expect(await office.as("nok").inbox.done({ ids })).toEqual({ changed: 0, more: false });
});

test("another user's notification can't be changed, and is answered like a missing one", async () => {
  const office = await startOffice();
  await office.submit("lek");
  const ids = (await office.rows("dao")).map(({ id }) => id);
  expect(await office.as("nok").inbox.read({ ids })).toEqual({ changed: 0, more: false });
  expect(await office.as("nok").inbox.done({ ids: ["none"] })).toEqual({ changed: 0, more: false });
  expect(await office.unread("dao")).toBe(1);
});

test("marks as read up to one notification, of a task, of a room, or all", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const dao = office.as("dao");
  const taskId = await office.submit("lek", "First");
  await office.submit("lek", "Second");
  const { id: roomId } = await office
    .as("nok")
    .rooms.create({ boardId, name: "Room", memberIds: ["dao"] });
  await office.submit("lek", "Third");
  const second = (await office.rows("dao"))[1]?.number;
  expect(await dao.inbox.read({ taskId })).toMatchObject({ changed: 1 });
  expect(await dao.inbox.read({ upTo: second })).toMatchObject({ changed: 1 });
  expect(await dao.inbox.read({ roomId })).toMatchObject({ changed: 1 });
  expect(await office.unread("dao")).toBe(1);
  expect(await dao.inbox.read()).toMatchObject({ changed: 1 });
  expect(await office.unread("dao")).toBe(0);
});

test("one call marks 250 notifications as read, oldest first, and says whether there are more", async () => {
  const office = await startOffice();
  for (let i = 0; i < 260; i++) await office.submit("lek", `${i}`);
  expect(await office.unread("dao")).toBe(260);
  expect(await office.as("dao").inbox.read()).toEqual({ changed: 250, more: true });
  const { notifications } = await office.as("dao").inbox.list({ state: "open", limit: 200 });
  expect(notifications.map(({ excerpt }) => excerpt)).toEqual(
    Array.from({ length: 10 }, (_, i) => `${259 - i}`),
  );
  expect(await office.as("dao").inbox.read()).toEqual({ changed: 10, more: false });
});

test("notifications with long texts are marked in smaller batches, so that the events fit", async () => {
  const office = await startOffice();
  // Characters that take four bytes.
  const title = "🚗".repeat(199);
  for (let i = 0; i < 240; i++) await office.submit("lek", title);
  let changed = 0;
  let calls = 0;
  for (let more = true; more; calls++) {
    const answer = await office.as("dao").inbox.read();
    changed += answer.changed;
    more = answer.more;
  }
  expect([changed, calls]).toEqual([240, 3]);
});

test("an inbox is read by page, newest first, filtered by state", async () => {
  const office = await startOffice();
  for (const title of ["one", "two", "three", "four", "five"]) await office.submit("lek", title);
  const seen: (string | null)[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<ReturnType<typeof office.as>["inbox"]["list"]>> = await office
      .as("dao")
      .inbox.list({ state: "open", limit: 2, ...(after && { after }) });
    seen.push(...page.notifications.map(({ excerpt }) => excerpt));
    after = page.next;
  } while (after);
  expect(seen).toEqual(["five", "four", "three", "two", "one"]);
});

test("a preference is private, needs access to its target, and can't turn off reasons that always pass", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek");
  const mali = office.as("mali");
  const absent = await failure(mali.preferences.set({ target: "task:none", level: "all" }));
  expect(absent).toMatchObject({ code: "not_found" });
  expect(await failure(mali.preferences.set({ target: `task:${taskId}`, level: "all" }))).toEqual(
    absent,
  );
  expect(await failure(mali.preferences.set({ target: "room:none", level: "all" }))).toEqual(
    absent,
  );
  expect(await failure(mali.preferences.set({ target: "board:none", level: "all" }))).toEqual(
    absent,
  );
  expect(await failure(mali.preferences.set({ target: "nothing", level: "all" }))).toMatchObject({
    code: "invalid",
  });
  expect(
    await failure(
      mali.preferences.set({ target: `board:${boardId}`, off: ["mention", "approval.requested"] }),
    ),
  ).toMatchObject({ code: "invalid" });
  await mali.preferences.set({
    target: `board:${boardId}`,
    level: "mentions",
    off: ["mention.here", "mention"],
  });
  await mali.preferences.set({ target: `board:${boardId}`, level: null });
  expect((await mali.preferences.list()).preferences).toMatchObject([
    { target: `board:${boardId}`, level: null, muteUntil: null, off: ["mention", "mention.here"] },
  ]);
  const reset = await mali.preferences.set({ target: `board:${boardId}`, off: null });
  expect(reset).toMatchObject({ level: null, off: [] });
  expect((await office.as("lek").preferences.list()).preferences).toEqual([]);
});

test("a node with `notifications: false` notifies nobody, e.g. for an import beside a running system", async () => {
  const storage = memoryStorage();
  const office = await startOffice({ storage });
  const { boardId, runtime } = office;
  const importer = createTaskwire({ storage, runtime, notifications: false });
  const {
    task: { id: taskId },
  } = await importer.as({ userId: "lek" }).tasks.create({ boardId, title: "Old" });
  for (let i = 0; i < 300; i++)
    await importer
      .as({ userId: "lek" })
      .comments.post({ boardId, taskId, text: `Old words ${i}, @dao` });
  expect(await office.told("dao")).toEqual([]);
  await office.as("lek").comments.post({ boardId, taskId, text: "New words, @dao" });
  expect(await office.told("dao")).toEqual(["comment.posted: mention"]);
});

test("an id of a notification or event that no storage can hold is invalid input", async () => {
  const lek = (await startOffice()).as("lek");
  for (const id of ["\0", "\ud800"]) {
    expect(await failure(lek.inbox.read({ ids: [id] }))).toMatchObject({ code: "invalid" });
    expect(await failure(lek.inbox.done({ ids: [id] }))).toMatchObject({ code: "invalid" });
    expect(await failure(lek.notifications.explain({ eventId: id }))).toMatchObject({
      code: "invalid",
    });
  }
});

test("the end of a mute is stored in one format, however it was written", async () => {
  const office = await startOffice();
  const target = `board:${office.boardId}`;
  const mute = (fraction: string) =>
    office.as("lek").preferences.set({ target, muteUntil: `2099-01-01T00:00:00${fraction}Z` });
  expect((await mute("")).muteUntil).toBe("2099-01-01T00:00:00.000Z");
  expect((await mute(".5000000")).muteUntil).toBe("2099-01-01T00:00:00.500Z");
  expect(await failure(mute(`.${"0".repeat(1_000)}`))).toMatchObject({ code: "invalid" });
});
