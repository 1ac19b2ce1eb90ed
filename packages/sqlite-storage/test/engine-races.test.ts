import { createTaskwire } from "@taskwire/core";
import type { TaskwireError } from "@taskwire/core/adapter";
import { engineContract } from "@taskwire/core/testing";
import { describe, expect, test } from "vitest";
import { sqliteStorage } from "../src/sqlite-storage.ts";
import { temporaryFile } from "./files.ts";
import { startScript } from "./start.ts";

describe("concurrent users on two nodes with one SQLite file", () => {
  const paths = new WeakMap<object, string>();
  const openAt = (path: string) => {
    const storage = sqliteStorage(path);
    paths.set(storage, path);
    return storage;
  };
  engineContract({
    test,
    open: async () => openAt(temporaryFile()),
    beside: async (first) => openAt(paths.get(first) ?? ""),
    rounds: 60,
  });
});

describe("two processes on one SQLite file", () => {
  test("of 50 approvals, 25 in each process, one succeeds, and 49 learn who decided and when", async () => {
    const path = temporaryFile();
    const taskwire = createTaskwire({ storage: sqliteStorage(path) });
    await taskwire.open();
    const { users, boards, members, tasks } = taskwire.system;
    const people = Array.from({ length: 50 }, (_, i) => `admin-${i}`);
    for (const id of [...people, "asker"]) await users.put({ id, name: id, role: "ADMIN" });
    const { id: boardId } = await boards.create({ name: "Sales" });
    for (const userId of [...people, "asker"]) await members.add({ boardId, userId });
    const {
      task: { id: taskId, version },
    } = await taskwire.as({ userId: "asker" }).tasks.create({ boardId, title: "Sell a car" });

    const here = people.slice(0, 25);
    const child = startScript(
      "approve.ts",
      path,
      boardId,
      taskId,
      String(version),
      ...people.slice(25),
    );
    await child.until(1);
    child.go();
    const own = here.map((userId) =>
      taskwire
        .as({ userId })
        .tasks.approve({ boardId, taskId, version })
        .then(
          ({ task }) => ({ won: task.decision }),
          (error: unknown) => ({ lost: (error as TaskwireError).toJSON() }),
        ),
    );
    const ownAnswers = await Promise.all(own);
    expect(await child.end()).toBe(0);
    const answers = [...ownAnswers, ...child.lines.slice(1).map((line) => JSON.parse(line))];
    const { task } = await tasks.get({ boardId, taskId });
    const { events } = await tasks.history({ boardId, taskId });
    await taskwire.close();

    expect(answers).toHaveLength(50);
    expect(answers.filter(({ won }) => won)).toEqual([{ won: task.decision }]);
    const refusal = {
      lost: { code: "refused", details: { rule: "state", decision: task.decision } },
    };
    const lost = answers.filter((answer) => answer.lost);
    for (const one of lost) expect(one).toMatchObject(refusal);
    expect(lost).toHaveLength(49);
    expect(events.filter(({ type }) => type === "task.approved")).toHaveLength(1);
  });
});
