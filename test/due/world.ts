import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  defineTemplates,
  memoryStorage,
} from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { jumpingRuntime, lasting, office } from "../../packages/core/test/approvals/timed.ts";
import { inShort } from "../../packages/core/test/support/office.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      when: ({ title }) => title === "From a template",
      subtasks: {
        days: { title: "In two days", assignee: "creator", due: { days: 2 } },
        work: { title: "In two working days", assignee: "creator", due: { workDays: 2 } },
      },
    },
  },
);

/**
 * An office at 10:00 on a Friday in Bangkok, with two servers on one storage.
 *
 * @param aheadMs by how much the clock of the second server is ahead
 */
export async function startDue(given: Storage | undefined, aheadMs = 0) {
  const storage = lasting(given ?? memoryStorage());
  const clock = jumpingRuntime("2026-11-27T03:00:00.000Z");
  const errors: unknown[] = [];
  const open = async (offsetMs: number) => {
    const node = createTaskwire({
      storage,
      runtime: { ...clock.runtime, now: () => clock.runtime.now() + offsetMs },
      templates,
      calendars: { office },
      due: { remind: [{ hours: 48 }, { workHours: 2 }], calendar: "office" },
      onError: (error) => errors.push(error),
    });
    await node.open();
    return node;
  };
  const nodes = [await open(0), await open(aheadMs)] as const;
  const [{ system }] = nodes;
  const { id: boardId } = await system.boards.create({ name: "Sales" });
  for (const id of ["ann", "dao", "lek"]) {
    await system.users.put({ id, name: id, role: "ADMIN" });
    await system.members.add({ boardId, userId: id });
  }
  const as = (userId: "ann" | "dao" | "lek") => nodes[0].as({ userId });
  /** The notifications of a person about due dates, the oldest first. */
  const told = async (userId: "ann" | "dao" | "lek") =>
    (await as(userId).inbox.list({ limit: 200 })).notifications
      .filter(({ reason }) => reason.startsWith("due."))
      .reverse()
      .map(inShort);
  /** The events about due dates of a task, the oldest first. */
  const dueEvents = async (taskId: string) =>
    (await system.tasks.history({ boardId, taskId, limit: 100 })).events
      .filter(({ type }) => type.startsWith("due."))
      .reverse()
      .map(({ type, at, data }) => `${type} ${at.slice(0, 16)}${data.late ? " late" : ""}`);
  const approved = async (input: { title: string; dueAt?: string }) => {
    const { task } = await as("ann").tasks.create({ boardId, ...input });
    const on = { boardId, taskId: task.id };
    const { subtasks } = await as("dao").tasks.approve({ ...on, version: task.version });
    return { on, subtasks };
  };
  /** Lets servers sleep until shortly before a time, and then look until a number of events has come. */
  const until = (time: string, taskId: string, count: number) =>
    clock.until(time, async () => (await dueEvents(taskId)).length >= count);
  return { nodes, clock, storage, errors, system, boardId, as, told, dueEvents, approved, until };
}
