import { expect, test } from "vitest";
import { userTopic } from "../../src/model/topic.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { decide } from "../../src/testing/decide.ts";
import { startOffice } from "../support/office.ts";

/** A storage in which something happens once, between a read of notifications and its result. */
function interrupted() {
  const plain = memoryStorage();
  const meanwhile: { run?: (() => Promise<unknown>) | undefined } = {};
  const storage: typeof plain = {
    ...plain,
    async list(collection, query) {
      const page = await plain.list(collection, query);
      if (collection !== "notifications") return page;
      const { run } = meanwhile;
      meanwhile.run = undefined;
      await run?.();
      return page;
    },
  };
  return { storage, meanwhile };
}

test("a user who is added to a board is notified, and nobody else", async () => {
  const office = await startOffice();
  await office.taskwire.system.users.put({ id: "ann", name: "Ann", role: "ADMIN" });
  await office.as("dao").members.add({ boardId: office.boardId, userId: "ann" });
  expect(await office.told("ann")).toEqual(["member.added: member"]);
  expect(await office.rows("ann")).toMatchObject([
    { excerpt: "Sales", actor: "dao", about: `board:${office.boardId}` },
  ]);
  expect(await office.told("nok")).toEqual([]);
});

test("opening a board notifies nobody", async () => {
  const office = await startOffice();
  await office.as("dao").boards.create({ name: "Mine" });
  expect(await office.told("dao")).toEqual([]);
});

test("a new role is notified, whether given on the board or in the app, but not to those who want nothing (H10)", async () => {
  const office = await startOffice();
  const { boardId } = office;
  await office.as("nok").preferences.set({ target: `board:${boardId}`, level: "none" });
  await office.as("dao").members.change({ boardId, userId: "nok", role: "ADMIN_LIMITED" });
  await office.taskwire.system.users.put({
    id: "mali",
    name: "mali",
    handle: "mali",
    role: "ADMIN",
  });
  expect(await office.told("nok")).toEqual([]);
  expect(await office.told("mali")).toEqual(["member.changed: role"]);
  expect((await office.rows("mali"))[0]?.excerpt).toBe("ADMIN");
});

test("a new name notifies nobody", async () => {
  const office = await startOffice();
  await office.taskwire.system.users.put({ id: "nok", name: "Nok the Second", role: "ADMIN" });
  expect(await office.told("nok")).toEqual([]);
});

test("a user who loses the right to decide has no open request, and no text of hidden tasks", async () => {
  const office = await startOffice();
  const { boardId } = office;
  await office.submit("lek", "A secret");
  const own = await office.submit("nok", "My own");
  await decide(office.as("dao"), "reject", { boardId, taskId: own, reason: "Not now" });
  await office.as("dao").members.change({ boardId, userId: "nok", role: "ADMIN_LIMITED" });
  expect(await office.told("nok")).toEqual([
    "task.created: approval.requested (access_lost)",
    "task.rejected: requester",
    "member.changed: role",
  ]);
  expect((await office.rows("nok")).map(({ excerpt }) => excerpt)).toEqual([
    null,
    "Not now",
    "ADMIN_LIMITED",
  ]);
});

test("a notification written while its user is removed from the board is resolved too", async () => {
  const { storage, meanwhile } = interrupted();
  const office = await startOffice({ storage });
  const { boardId } = office;
  const taskId = await office.submit("lek", "Wash the blue one");
  await decide(office.as("nok"), "approve", { boardId, taskId });
  meanwhile.run = async () =>
    office.as("nok").subtasks.create({ boardId, taskId, title: "Polish", assigneeId: "mali" });
  await office.as("dao").members.remove({ boardId, userId: "mali" });
  await office.runtime.settle();
  const told = await office.told("mali");
  expect(told.sort()).toEqual([
    "member.removed: removed",
    "subtask.created: assigned (access_lost)",
  ]);
});

test("a notification put away while it is being resolved stays done, and loses its text", async () => {
  const { storage, meanwhile } = interrupted();
  const office = await startOffice({ storage });
  const { boardId } = office;
  await office.submit("lek", "A secret");
  const [row] = await office.rows("nok");
  meanwhile.run = async () => office.as("nok").inbox.done({ ids: [row?.id ?? ""] });
  await office.as("dao").members.remove({ boardId, userId: "nok" });
  expect(await office.told("nok")).toEqual([
    "task.created: approval.requested (done)",
    "member.removed: removed",
  ]);
  expect((await office.rows("nok"))[0]?.excerpt).toBeNull();
});

test("a user who is removed from a board is notified of that only; everything else is resolved and removed from the log", async () => {
  const storage = memoryStorage();
  const office = await startOffice({ storage });
  const { boardId } = office;
  await office.submit("lek", "A secret");
  await office.as("nok").inbox.read({});
  await office.submit("lek", "Another secret");
  await office.as("dao").members.remove({ boardId, userId: "nok" });
  expect(await office.told("nok")).toEqual([
    "task.created: approval.requested (access_lost)",
    "task.created: approval.requested (access_lost)",
    "member.removed: removed",
  ]);
  const log = await storage.events({ topic: userTopic("nok"), before: "end", limit: 200 });
  expect(log.status === "page" && JSON.stringify(log.events)).not.toContain("secret");
});

test("a disabled account gets no more notifications, and its open ones are resolved", async () => {
  const office = await startOffice();
  await office.submit("lek");
  const put = (disabled: boolean) =>
    office.taskwire.system.users.put({
      id: "nok",
      name: "nok",
      handle: "nok",
      role: "ADMIN",
      disabled,
    });
  await put(true);
  await office.submit("lek", "Another");
  expect(await office.told("dao")).toHaveLength(2);
  await put(false);
  expect(await office.told("nok")).toEqual(["task.created: approval.requested (access_lost)"]);
  await office.submit("lek", "A third");
  expect((await office.told("nok")).at(-1)).toBe("task.created: approval.requested");
});

test("a notification keeps no text that its user may no longer read, whatever its state", async () => {
  const office = await startOffice();
  const { boardId } = office;
  await office.submit("lek", "A secret");
  const [row] = await office.rows("nok");
  await office.as("nok").inbox.done({ ids: [row?.id ?? ""] });
  await office.as("dao").members.remove({ boardId, userId: "nok" });
  expect(await office.rows("nok")).toMatchObject([
    { state: "done", excerpt: null },
    { type: "member.removed" },
  ]);
  expect(
    (await office.as("nok").inbox.open()).notifications.map(({ excerpt }) => excerpt),
  ).not.toContain("A secret");
});
