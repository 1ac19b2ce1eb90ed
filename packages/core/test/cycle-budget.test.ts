import { expect, test } from "vitest";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";
import { defineTemplates } from "../src/workflow/templates.ts";

const part = (title: string) => ({ title, assignee: "creator" as const });
const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: { verify: part("Verify"), register: part("Register"), keys: part("Hand over") },
    },
  },
);

/** A storage that notes each read and the size of each commit, and adds up the length of all events. */
function countedStorage() {
  const inner = memoryStorage();
  let calls: string[] = [];
  let length = 0;
  const storage: Storage = {
    ...inner,
    get: (refs, key) => {
      calls.push(`get ${refs.map(({ collection }) => collection).join("+")}`);
      return inner.get(refs, key);
    },
    list: (collection, query) => {
      calls.push(`list ${collection}`);
      return inner.list(collection, query);
    },
    commit: (commit) => {
      const { reads, writes, events } = commit;
      for (const { data, records } of events) length += data.length + String(records).length;
      calls.push(`commit ${reads.length} checks, ${writes.length} writes, ${events.length} events`);
      return inner.commit(commit);
    },
  };
  const takeCalls = () => {
    const taken = calls;
    calls = [];
    return taken;
  };
  return { storage, takeCalls, eventLength: () => length };
}

/**
 * The storage calls of each command of one approval cycle, and the length of its events. Dao requests,
 * Nok approves, Mali watches.
 */
async function costOfCycle(notifications: boolean) {
  const { storage, takeCalls, eventLength } = countedStorage();
  const runtime = fakeRuntime();
  const off = !notifications && { notifications };
  const taskwire = createTaskwire({ storage, runtime, templates, ...off });
  await taskwire.open();
  const people = ["dao", "nok", "mali"];
  for (const id of people) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const userId of people) await taskwire.system.members.add({ boardId, userId });
  await runtime.settle();
  const [dao, nok] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "nok" })];
  const cycle = async () => {
    const calls: { [command: string]: string[] } = {};
    takeCalls();
    const note = <T>(name: string, result: T): T => {
      calls[name] = takeCalls();
      return result;
    };
    const { task } = note("create", await dao.tasks.create({ boardId, title: "Car" }));
    const on = { boardId, taskId: task.id };
    const { version } = task;
    const { subtasks } = note("approve", await nok.tasks.approve({ ...on, version }));
    for (const [i, { id }] of subtasks.entries())
      note(`complete ${i + 1}`, await dao.subtasks.complete({ ...on, subtaskId: id }));
    return calls;
  };
  // The first cycle reads the people and the board, which stay in the cache.
  await cycle();
  const before = eventLength();
  const calls = await cycle();
  await taskwire.close();
  return { calls, length: eventLength() - before };
}

test("without notifications, the commands of an approval cycle read nothing and write only what changes", async () => {
  expect((await costOfCycle(false)).calls).toEqual({
    create: ["commit 4 checks, 2 writes, 1 events"],
    approve: ["commit 6 checks, 5 writes, 4 events"],
    "complete 1": ["commit 5 checks, 2 writes, 1 events"],
    "complete 2": ["commit 5 checks, 2 writes, 1 events"],
    "complete 3": ["commit 6 checks, 3 writes, 2 events"],
  });
});

test("with notifications, the commands of an approval cycle read only preferences", async () => {
  expect((await costOfCycle(true)).calls).toEqual({
    create: ["commit 4 checks, 4 writes, 3 events"],
    approve: ["get preferences+preferences", "commit 8 checks, 9 writes, 8 events"],
    "complete 1": ["commit 5 checks, 2 writes, 1 events"],
    "complete 2": ["commit 5 checks, 2 writes, 1 events"],
    "complete 3": ["list preferences", "commit 10 checks, 5 writes, 4 events"],
  });
});

test("the events of an approval cycle stay small, because every reader of the board gets them", async () => {
  expect((await costOfCycle(false)).length).toBeLessThan(7_500);
});
