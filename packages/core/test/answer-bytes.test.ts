import { describe, expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";

const answerBytes = 16 * 1024;
/** Texts whose JSON is longer than they are: quotes, line breaks, characters of three and four bytes. */
const long = (length: number) => 'ก"\n😀'.repeat(length / 5);

type Answer = { readonly [field: string]: unknown };

interface List {
  readonly operation: string;
  readonly input: object;
  /** The field of the entries. */
  readonly entries: string;
  /** Where a page ends, and the name under which it is sent back. */
  readonly next?: readonly [field: string, input: "after" | "before", operation?: string];
}

/** A busy board, on a node with a small budget and on one that answers everything at once. */
async function startBusy() {
  const storage = memoryStorage();
  const node = (bytes: number) =>
    createTaskwire({ storage, limits: { answerBytes: bytes }, onError() {} });
  const [small, whole] = [node(answerBytes), node(1e9)];
  await small.open();
  await whole.open();
  const { system } = small;
  const people = ["dao", ...Array.from({ length: 60 }, (_, i) => `p${String(i).padStart(2, "0")}`)];
  for (const id of people)
    await system.users.put({ id, name: `${id} ${"ชื่อ".repeat(20)}`, role: "ADMIN" });
  const dao = small.as({ userId: "dao" });
  const boardIds: string[] = [];
  for (let i = 0; i < 30; i++)
    boardIds.push((await dao.boards.create({ name: `${i} ${"กระดาน".repeat(20)}` })).id);
  const [boardId = ""] = boardIds;
  for (const userId of people.slice(1)) await system.members.add({ boardId, userId });
  const other = small.as({ userId: "p00" });
  const taskIds: string[] = [];
  for (let i = 0; i < 30; i++) {
    const description = long(i % 7 === 0 ? 9_000 : 2_000);
    const { task } = await other.tasks.create({ boardId, title: `${i}`, description });
    taskIds.push(task.id);
    for (const kind of ["task", "board"]) {
      const target = kind === "task" ? `task:${task.id}` : `board:${boardIds[i]}`;
      await dao.preferences.set({ target, level: "none" });
    }
  }
  const [taskId = "", otherTask = ""] = taskIds;
  for (const on of [taskId, otherTask]) {
    const { version } = (await dao.tasks.get({ boardId, taskId: on })).task;
    await dao.tasks.approve({ boardId, taskId: on, version });
  }
  for (let i = 0; i < 20; i++) {
    const title = `${i} ${"งาน".repeat(30)}`;
    await dao.subtasks.create({ boardId, taskId, title, assigneeId: "dao" });
    const description = long(2_000 + i * 10);
    await other.tasks.edit({ boardId, taskId: taskIds[9] ?? "", description });
    await dao.comments.post({ boardId, taskId: otherTask, text: long(3_000) });
  }
  const roomIds: string[] = [];
  for (let i = 0; i < 25; i++) {
    const memberIds = i === 0 ? people : ["dao", "p00"];
    const { id } = await other.rooms.create({ boardId, name: `${i}`, memberIds });
    roomIds.push(id);
    await other.messages.post({ boardId, roomId: id, text: `@dao ${long(3_000)}` });
    await dao.preferences.set({ target: `room:${id}`, level: "all" });
  }
  const [roomId = ""] = roomIds;
  for (let i = 0; i < 20; i++) await other.messages.post({ boardId, roomId, text: long(2_500) });
  return { small, whole, boardId, taskId, otherTask, roomId, edited: taskIds[9] ?? "" };
}

const idOf = (entry: unknown) => {
  const { id, room } = entry as { id?: string; room?: { id: string } };
  return id ?? room?.id;
};

describe("an answer has at most `answerBytes` (H1)", async () => {
  const { small, whole, boardId, taskId, otherTask, roomId, edited } = await startBusy();
  const operations = Object.values(small.operations);
  const onTask = { boardId, taskId };
  const onRoom = { boardId, roomId };
  const after = ["next", "after"] as const;
  const lists: readonly List[] = [
    { operation: "tasks.list", input: { boardId }, entries: "tasks", next: after },
    { operation: "tasks.list", input: { boardId, kind: "waiting" }, entries: "tasks", next: after },
    {
      operation: "tasks.list",
      input: { boardId, involvedId: "p00", order: "oldest" },
      entries: "tasks",
      next: after,
    },
    {
      operation: "tasks.history",
      input: { boardId, taskId: edited },
      entries: "events",
      next: ["next", "before"],
    },
    { operation: "members.list", input: { boardId }, entries: "members", next: after },
    { operation: "boards.list", input: {}, entries: "boards", next: after },
    {
      operation: "boards.open",
      input: { boardId },
      entries: "tasks",
      next: ["next", "after", "tasks.list"],
    },
    {
      operation: "boards.open",
      input: { boardId },
      entries: "members",
      next: ["more", "after"],
    },
    { operation: "rooms.list", input: { boardId }, entries: "rooms", next: after },
    { operation: "roomMembers.list", input: onRoom, entries: "members", next: after },
    {
      operation: "rooms.open",
      input: onRoom,
      entries: "messages",
      next: ["next", "before", "rooms.history"],
    },
    {
      operation: "rooms.open",
      input: onRoom,
      entries: "members",
      next: ["more", "after"],
    },
    { operation: "rooms.history", input: onRoom, entries: "messages", next: ["next", "before"] },
    {
      operation: "comments.list",
      input: { boardId, taskId: otherTask },
      entries: "comments",
      next: ["next", "before"],
    },
    {
      operation: "inbox.open",
      input: {},
      entries: "notifications",
      next: ["next", "after", "inbox.list"],
    },
    { operation: "inbox.list", input: {}, entries: "notifications", next: after },
    { operation: "preferences.list", input: {}, entries: "preferences", next: after },
    {
      operation: "notifications.preview",
      input: {
        operation: "messages.post",
        input: { ...onRoom, text: "@everyone", confirm: 61 },
      },
      entries: "outcomes",
    },
  ];
  /** Queries about one thing, and with a small fixed number of entries. */
  const single = [
    "tasks.get",
    "receipts.get",

    "tasks.counts",
    "comments.counts",
    "tasks.why",
    "tasks.available",
    "users.me",
    "comments.suggest",
    "messages.suggest",
    "notifications.explain",
    // `rooms-around.test.ts` has its pages, which lead in two directions.
    "rooms.around",
    // `work.test.ts` has its pages.
    "work.open",
    // Only for the app's own code.
    "reactions.failed",
    "webhooks.list",
  ];

  /** Reads all pages. The most bytes of one of them, and the ids of the entries. */
  async function readAll(node: typeof small, { operation, input, entries, next }: List) {
    const ids: unknown[] = [];
    let [name, page, pages] = [operation, input, 0];
    let most = 0;
    for (;;) {
      const json = await node.call("dao", name, page);
      const answer = JSON.parse(json) as Answer;
      const found = answer[entries] as unknown[];

      // One entry can be larger than the budget.
      const isOne = [found, answer.tasks].some((list) => Array.isArray(list) && list.length === 1);
      if (!isOne) most = Math.max(most, Buffer.byteLength(json));
      ids.push(...found.map(idOf));
      pages++;
      const [field = "", as = "after", later] = next ?? [];
      const position = answer[pages > 1 && later ? "next" : field];
      if (typeof position !== "string") return { ids, most, pages };
      name = later ?? name;
      page = { ...input, [as]: position };
    }
  }

  test("every query is in the table", () => {
    const queries = operations.filter(({ kind }) => kind === "query").map(({ name }) => name);
    const known = new Set([...single, ...lists.map(({ operation }) => operation)]);
    expect(queries.filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(lists.map((list) => [`${list.operation}, ${list.entries}`, list] as const))(
    "%s: the pages are small, and have every entry once",
    async (_, list) => {
      const found = await readAll(small, list);
      expect(found.most).toBeLessThanOrEqual(answerBytes);
      const all = await readAll(whole, list);
      if (list.operation === "notifications.preview") return;
      expect(found.ids).toEqual(all.ids);
      expect(new Set(found.ids).size).toBe(found.ids.length);
      expect(found.pages).toBeGreaterThan(1);
    },
  );

  test("an opened board has all members and open tasks, in several answers", async () => {
    const open = async (node: typeof small) => {
      const ids = { tasks: [] as unknown[], members: [] as unknown[] };
      let [after, pages]: [unknown, number] = [undefined, 0];
      do {
        const input = { boardId, ...(after !== undefined && { after }) };
        const page = JSON.parse(await node.call("dao", "boards.open", input)) as Answer;
        for (const list of ["tasks", "members"] as const)
          ids[list].push(...(page[list] as unknown[]).map(idOf));
        after = page.more;
        pages++;
      } while (after !== null);
      return { ...ids, pages };
    };
    const all = JSON.parse(
      await whole.call("dao", "tasks.list", { boardId, limit: 200 }),
    ) as Answer;
    const opened = await open(small);
    expect(opened).toMatchObject({ ...(await open(whole)), pages: expect.any(Number) });
    expect(opened.tasks).toEqual((all.tasks as unknown[]).map(idOf));
    expect(opened.pages).toBeGreaterThan(5);
  });

  test.each(["x", ".", "..0", "x.y.z", "__proto__"])(
    "a position %j that somebody made up is refused, or is the end",
    async (made) => {
      const input = { boardId, after: made };
      const answer = await small
        .call("dao", "boards.open", input)
        .then(JSON.parse, ({ code }) => code);
      expect(answer === "invalid" || answer.more === null).toBe(true);
    },
  );

  test("a task comes with all its subtasks", async () => {
    const { subtasks } = JSON.parse(await small.call("dao", "tasks.get", onTask)) as Answer;
    const list = { boardId, order: "oldest", limit: 1 };
    const page = JSON.parse(await small.call("dao", "tasks.list", list)) as Answer;
    expect(page.subtasks).toEqual(subtasks);
  });
});
