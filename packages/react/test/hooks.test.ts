// @vitest-environment happy-dom
import { createElement as h, type ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import {
  type TaskShown,
  TaskwireProvider,
  useApproval,
  useBoard,
  useBoards,
  useBoardTask,
  useCan,
  useClient,
  useCommentCount,
  useComments,
  useInbox,
  useMyWork,
  usePresence,
  useRoom,
  useRooms,
  useStatus,
  useTask,
  useTaskCounts,
  useTyping,
  useWhy,
} from "../src/index.ts";
import { startApp } from "./app.ts";

let app: Awaited<ReturnType<typeof startApp>>;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

const seen = (page: Element, text: string) =>
  vi.waitFor(() => expect(page.textContent).toContain(text), { timeout: 30_000 });
const count = (operation: string) =>
  app.sent.filter((frame) => frame.operation === operation).length;

describe("a component with a hook", () => {
  test("shows a board live, and a command takes effect on it", async () => {
    const { boardId, as } = app;
    function Board() {
      const client = useClient();
      const { status, tasks } = useBoard(boardId);
      const list = tasks.map(({ id, title, state, version }) =>
        h(
          "button",
          {
            key: id,
            type: "button",
            onClick: () => client.tasks.approve({ boardId, taskId: id, version }),
          },
          `${title}: ${state}`,
        ),
      );
      return h("div", null, status, list);
    }
    const { page } = app.show(h(Board));
    await seen(page, "ready");
    await as("lek").tasks.create({ boardId, title: "Plates" });
    await seen(page, "Plates: pending");
    page.querySelector("button")?.click();
    await seen(page, "Plates: approved");
  });

  test("shows my boards, also one that I join later", async () => {
    const { as } = app;
    const Boards = () => useBoards(({ boards }) => boards.map(({ name }) => name)).join();
    const { page } = app.show(h(Boards));
    await seen(page, "Sales");
    await as("dao").boards.create({ name: "Workshop" });
    await seen(page, "Workshop,Sales");
  });

  test("shows that a task has no approval", async () => {
    const { boardId, as } = app;
    const { task } = await as("lek").tasks.create({ boardId, title: "Plates" });
    function Approval() {
      const { status, approval } = useApproval({ boardId, taskId: task.id });
      return h("p", null, status, approval ? " with steps" : " without steps");
    }
    await seen(app.show(h(Approval)).page, "ready without steps");
  });

  test("reads once in StrictMode, and nothing again after it was away for a moment", async () => {
    const { boardId, as } = app;
    const Board = () => useBoard(boardId, ({ tasks }) => tasks.map(({ title }) => title).join());
    const { page, draw } = app.show(h(Board));
    await as("lek").tasks.create({ boardId, title: "One" });
    await seen(page, "One");
    draw("away");
    await seen(page, "away");
    await as("lek").tasks.create({ boardId, title: "Two" });
    draw(h(Board));
    await seen(page, "Two,One");
    expect(count("boards.open")).toBe(1);
    expect(app.sent.filter(({ type }) => type === "subscribe")).toHaveLength(1);
    expect(app.sent.filter(({ type }) => type === "unsubscribe")).toHaveLength(0);
  });

  test("of 30 cards, only that of the changed task is drawn again", async () => {
    const { boardId, as } = app;
    for (let i = 0; i < 30; i++) await as("lek").tasks.create({ boardId, title: `Task ${i}` });
    const drawn: string[] = [];
    function Card({ id }: { readonly id: string }) {
      const title = useBoardTask(boardId, id)?.title ?? "";
      drawn.push(title);
      return h("li", null, title);
    }
    function Cards() {
      const ids = useBoard(boardId, ({ tasks }) => tasks.map(({ id }) => id));
      drawn.push("list");
      return ids.map((id) => h(Card, { key: id, id }));
    }
    const { page } = app.show(h(Cards));
    await seen(page, "Task 29");
    const { tasks } = await as("dao").tasks.list({ boardId });
    drawn.length = 0;
    await as("lek").tasks.edit({ boardId, taskId: tasks[7]?.id ?? "", title: "Edited" });
    await seen(page, "Edited");
    // StrictMode draws each component twice.
    expect(new Set(drawn)).toEqual(new Set(["Edited"]));
    expect(drawn.length).toBeLessThanOrEqual(2);
  });

  test("a page about a task shows it with its subtasks, and says when it is gone", async () => {
    const { boardId, as, taskwire } = app;
    const { task } = await as("lek").tasks.create({ boardId, title: "Plates" });
    const ids = { boardId, taskId: task.id };
    function Page() {
      const { status, task: shown } = useTask(ids);
      return `${status} ${shown?.title} ${shown?.subtasks.map(({ title }) => title).join()}`;
    }
    const { page } = app.show(h(Page));
    await seen(page, "ready Plates");
    await as("dao").tasks.approve({ ...ids, version: task.version });
    await as("dao").subtasks.create({ ...ids, title: "Wash" });
    await seen(page, "Wash");
    await taskwire.system.tasks.delete(ids);
    await seen(page, "gone");
  });

  test("a room, its typing, the list of rooms, presence, the inbox and the status are live", async () => {
    const { boardId, roomId, as } = app;
    const place = { boardId, roomId };
    function Page() {
      const { messages, store } = useRoom(place);
      const { names, typed } = useTyping(place);
      const { rooms } = useRooms(boardId);
      const { users = [] } = usePresence(`room:${roomId}`);
      const unread = useInbox((inbox) => inbox.unread);
      const status = useStatus();
      return h(
        "div",
        null,
        h("p", { onClick: () => store.post("Hello @lek"), onInput: typed }),
        `messages: ${messages.map(({ text, state }) => `${text} ${state}`).join()};`,
        `typing: ${names.join()};`,
        `rooms: ${rooms.map(({ room }) => room.name).join()};`,
        `here: ${users.map(({ name }) => name).join()};`,
        `unread: ${unread}; ${status}`,
      );
    }
    const lek = app.show(h(Page), app.client("lek"));
    const dao = app.show(h(Page));
    await seen(lek.page, "here: dao,lek;");
    await seen(dao.page, "rooms: Hall;");
    await seen(dao.page, "live");
    dao.page.querySelector("p")?.dispatchEvent(new Event("input", { bubbles: true }));
    await seen(lek.page, "typing: dao;");
    const before = await as("lek").inbox.open();
    dao.page.querySelector("p")?.click();
    await seen(lek.page, "messages: Hello @lek sent;");
    await seen(lek.page, `unread: ${before.unread + 1};`);
    await seen(lek.page, "typing: ;");
  });

  test("a task that waits for my decision is shown until I have decided", async () => {
    const { boardId, as } = app;
    await as("lek").tasks.create({ boardId, title: "Plates" });
    function Work() {
      const client = useClient();
      const decide = useMyWork((work) => work.decide);
      const list = decide.map(({ task: { id: taskId, title, version }, board }) =>
        h(
          "button",
          {
            key: taskId,
            type: "button",
            onClick: () => client.tasks.approve({ boardId, taskId, version }),
          },
          `${board.name}: ${title}`,
        ),
      );
      return h("div", null, `${list.length} waiting`, list);
    }
    const { page } = app.show(h(Work));
    await seen(page, "1 waitingSales: Plates");
    await as("lek").tasks.create({ boardId, title: "Bowls" });
    await seen(page, "2 waiting");
    page.querySelector("button")?.click();
    await seen(page, "1 waitingSales: Bowls");
  });

  test("cards show their comments without a call per card, and one comment draws one card", async () => {
    const { boardId, as } = app;
    for (let i = 0; i < 12; i++) await as("lek").tasks.create({ boardId, title: `Task ${i}` });
    const drawn: string[] = [];
    function Card({ id }: { readonly id: string }) {
      const { status, comments, unread } = useCommentCount({ boardId, taskId: id });
      drawn.push(id);
      return h("li", null, `${status}: ${comments} comments, ${unread} new`);
    }
    function Cards() {
      const ids = useBoard(boardId, ({ tasks }) => tasks.map(({ id }) => id));
      const pending = useTaskCounts(
        boardId,
        ({ counts }) => counts.find(({ state }) => state === "pending")?.count,
      );
      return h(
        "ul",
        null,
        `${pending} pending`,
        ids.map((id) => h(Card, { key: id, id })),
      );
    }
    const { page } = app.show(h(Cards));
    await seen(page, "12 pending");
    await vi.waitFor(() => expect(count("comments.counts")).toBe(1), 30_000);
    const { tasks } = await as("dao").tasks.list({ boardId });
    const taskId = tasks[5]?.id ?? "";
    await vi.waitFor(() => expect(page.textContent).not.toContain("loading"), 30_000);
    drawn.length = 0;
    await as("lek").comments.post({ boardId, taskId, text: "Which colour?" });
    await seen(page, "1 comments, 1 new");
    expect(new Set(drawn)).toEqual(new Set([taskId]));
    expect(count("comments.counts")).toBe(2);
  });

  test("a link to a message shows it with those around it", async () => {
    const { boardId, roomId, as } = app;
    const ids: string[] = [];
    for (let i = 0; i < 120; i++)
      ids.push((await as("lek").messages.post({ boardId, roomId, text: `(${i})` })).id);
    function Page({ messageId }: { readonly messageId?: string }) {
      const { messages, jump, store } = useRoom({ boardId, roomId, messageId });
      const text = `${jump?.status}: ${messages.map((message) => message.text).join()}`;
      return h("p", { onClick: () => store.loadNewest() }, text);
    }
    const { page, draw } = app.show(h(Page, { messageId: ids[30] ?? "" }));
    await seen(page, "there");
    expect(page.textContent).toContain("(30)");
    expect(page.textContent).not.toContain("(119)");
    page.querySelector("p")?.click();
    await seen(page, "(119)");
    draw(h(Page, { messageId: "no-such-message" }));
    await seen(page, "gone: ");
    expect(page.textContent).toContain("(119)");
  });

  test("comments are posted once, and shown to the others", async () => {
    const { boardId, as } = app;
    const { task } = await as("lek").tasks.create({ boardId, title: "Plates" });
    function Page() {
      const { comments, store } = useComments({ boardId, taskId: task.id });
      const text = comments.map(({ text, author }) => `${author}: ${text}`).join();
      return h("p", { onClick: () => store.post("Which colour?") }, text);
    }
    const dao = app.show(h(Page));
    const lek = app.show(h(Page), app.client("lek"));
    await vi.waitFor(() => expect(count("comments.list")).toBe(2), 30_000);
    dao.page.querySelector("p")?.click();
    await seen(lek.page, "dao: Which colour?");
    expect(count("comments.post")).toBe(1);
  });

  test("says what I may do, and asks the server if only the server can tell", async () => {
    const { boardId, as } = app;
    await as("lek").tasks.create({ boardId, title: "Plates" });
    function Buttons({ task }: { readonly task: TaskShown }) {
      const verdict = useWhy(task, "task.approve");
      const reason = verdict?.allowed === false ? verdict.message : "";
      return `can: ${useCan(task, "task.approve")} ${reason}`;
    }
    function Page() {
      const [task] = useBoard(boardId, ({ tasks }) => tasks);
      return task && h(Buttons, { task });
    }
    const dao = app.show(h(Page));
    const lek = app.show(h(Page), app.client("lek"));
    await seen(dao.page, "can: true");
    await seen(lek.page, "can: false ADMIN_LIMITED cannot do this.");

    const asked = {
      id: (await as("dao").tasks.list({ boardId })).tasks[0]?.id,
      boardId,
      subtasks: [],
      available: { "task.approve": { allowed: "ask" as const, rules: [] } },
    };
    const Asking = () => `asked: ${useCan(asked, "task.approve")}`;
    const asking = app.show(h(Asking));
    await seen(asking.page, "asked: true");
    expect(count("tasks.why")).toBeGreaterThan(0);
  });

  test("without a provider says what to do", () => {
    const Board = () => useBoard("sales").status;
    expect(() => renderToString(h(Board))).toThrow("<TaskwireProvider client={client}>");
  });
});

describe("on a server", () => {
  test("draws what is loading, opens no socket, and starts no timer", () => {
    const started: string[] = [];
    const client = app.client("dao");
    const runtime = vi.spyOn(client.runtime, "timer").mockImplementation(() => {
      started.push("timer");
      return () => {};
    });
    const Page = () =>
      h(
        "p",
        null,
        useBoard("sales").status,
        useStatus(),
        useInbox().unread,
        useMyWork((work) => work.decide.length),
        useTask({ boardId: "sales", taskId: "t" }).status,
      );
    const html = renderToString(h(TaskwireProvider, { client }, h(Page)));
    runtime.mockRestore();
    expect(html.replaceAll("<!-- -->", " ")).toBe("<p>loading connecting 0 0 loading</p>");
    expect(started).toEqual([]);
    expect(app.sent).toEqual([]);
  });
});

test("the types are those of the app", () => {
  const use = (_: ReactNode) => {};
  function Typed() {
    const { tasks, store } = useBoard("sales");
    const [task] = tasks;
    expectTypeOf(store.loadMore).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(task?.title).toEqualTypeOf<string | undefined>();
    // @ts-expect-error no task is ever in this state
    use(task?.state === "aproved" && null);
    use(String(task?.state === "approved"));
    // @ts-expect-error there is no such action on a task
    useCan(task, "task.aprove");
    useCan(task?.subtasks[0], "subtask.complete");
    // @ts-expect-error there is no such operation
    useClient().tasks.aprove;
    expectTypeOf(useBoard("sales", (board) => board.tasks.length)).toEqualTypeOf<number>();
    // @ts-expect-error no task is ever in this state
    useTaskCounts("sales", ({ counts }) => counts.find(({ state }) => state === "aproved"));
    // @ts-expect-error no such decision waits
    useMyWork(({ decide }) => decide[0]?.actions.includes("task.aprove"));
    expectTypeOf(useInbox((inbox) => inbox.unread)).toEqualTypeOf<number>();
    // @ts-expect-error a room has no tasks
    useRoom({ boardId: "sales", roomId: "r" }, (room) => room.tasks);
    return null;
  }
  expect(Typed).toBeTypeOf("function");
});
