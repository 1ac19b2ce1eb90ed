import { createTaskwire } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { fakeRuntime } from "@taskwire/core/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { opened } from "../packages/core/src/testing/engine/opened.ts";
import { whileTimePasses } from "../packages/core/test/support/while-time-passes.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

/** Two nodes with the channel `mail` on one storage. The clock starts at 00:00 UTC. */
async function startMail(storage: Storage) {
  const runtime = fakeRuntime();
  let skipped = 0;
  const clock = { ...runtime, now: () => runtime.now() + skipped };
  const wait = <T>(work: Promise<T>) => whileTimePasses(runtime.advance, work);
  const sent: string[] = [];
  const startNode = async (own: Storage) => {
    const node = createTaskwire({ storage: own, runtime: clock });
    node.deliver("mail", {}, ({ user, notifications }) => {
      const titles = notifications.map(({ taskTitle }) => taskTitle).join(", ");
      if (user.id === "dao") sent.push(`${new Date(clock.now()).getUTCHours()} h: ${titles}`);
    });
    await wait(node.open());
    return node;
  };
  // The storage stays open for the other node when a node closes.
  const first = await startNode({
    ...opened(storage),
    open: (collections) => storage.open(collections),
  });
  const second = await startNode(opened(storage));
  const { users, boards, members } = first.system;
  for (const [id, role] of Object.entries({
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
  } as const))
    await wait(users.put({ id, name: id, role }));
  const { id: boardId } = await wait(boards.create({ name: "Sales" }));
  for (const userId of ["dao", "nok", "lek"]) await wait(members.add({ boardId, userId }));
  return {
    ...{ first, second, boardId, sent, wait },
    skip: (ms: number) => {
      skipped += ms;
    },
    /** Lets time pass until so many messages were sent to Dao. */
    until: (count: number) =>
      wait(
        (async () => {
          while (sent.length < count) await new Promise((resolve) => void setTimeout(resolve, 5));
        })(),
      ),
  };
}

describe.each(["memory", "SQLite", "PostgreSQL"])("%s keeps channels", (kind) => {
  test("rows 45 and 46: a waiting notification is sent once, in one message, if it is still open", async () => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const storage = storagesIn(stack, await postgresUrl())[kind] as Storage;
    const { first, second, boardId, sent, wait, skip, until } = await startMail(storage);
    await until(1); // That Dao was added to the board.
    const dao = second.as({ userId: "dao" });
    const quiet = [{ from: "20:00", until: "08:00" }];
    const digest = { at: "08:00" };
    await wait(dao.preferences.set({ target: "me", timeZone: "UTC", quiet, digest }));
    const titles = ["A", "B", "C"];
    const [a] = await wait(
      Promise.all(
        titles.map((title) => first.as({ userId: "lek" }).tasks.create({ boardId, title })),
      ),
    );
    const { id: taskId, version } = a?.task ?? { id: "", version: 0 };
    await wait(second.as({ userId: "nok" }).tasks.approve({ boardId, taskId, version }));
    // The channel hears of notifications after their commit.
    const query = { index: "person", equals: { userId: "dao", channel: "mail", state: "waiting" } };
    const noted = async () => {
      while ((await storage.list("channel_items", { ...query, limit: 10 })).records.length < 3)
        await new Promise((resolve) => void setTimeout(resolve, 5));
    };
    await wait(noted());
    skip(8 * 3_600_000);
    await until(2);
    expect(sent[1]).toMatch(/^8 h: (B, C|C, B)$/);
    skip(24 * 3_600_000);
    const { task } = await wait(first.as({ userId: "lek" }).tasks.create({ boardId, title: "D" }));
    expect(task.title).toBe("D");
    skip(24 * 3_600_000);
    await until(3);
    expect(sent.slice(2)).toEqual(["8 h: D"]);
    await wait(first.close());
    await wait(second.close());
  });
});
