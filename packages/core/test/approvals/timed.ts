import { z } from "zod";
import { defineCalendar } from "../../src/calendar/calendar.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import type { ApprovalDefinition } from "../../src/workflow/approval-definition.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import { inShort } from "../support/office.ts";
import { patientRuntime } from "../support/patient-runtime.ts";

const lapse = { from: "asked", to: "lapsed", trigger: "deadline" } as const;

/** A workflow of purchases whose steps have deadlines. */
export function timedWith(approval: ApprovalDefinition, version = 1) {
  const lapses = JSON.stringify(approval).includes('"action":"lapse"');
  return defineWorkflow({
    name: "purchase",
    version,
    initial: "asked",
    types: { purchase: { data: z.strictObject({ neededBy: z.iso.datetime().optional() }) } },
    states: {
      asked: { kind: "waiting", approval: "spend" },
      ordered: { kind: "working" },
      received: { kind: "done" },
      denied: { kind: "dropped" },
      lapsed: { kind: "dropped" },
    },
    actions: {
      approve: { from: "asked", to: "ordered", decision: "for" },
      reject: { from: "asked", to: "denied", decision: "against" },
      resubmit: { from: ["denied", "lapsed"], to: "asked" },
      receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
      cancel: { from: "asked", to: "lapsed" },
      ...(lapses && { lapse }),
    },
    approvals: { spend: approval },
  });
}

const voter = { "task.read": true, "task.approve": true, "task.reject": true } as const;

export const timedRoles = (workflow: ReturnType<typeof timedWith>) =>
  defineRoles({
    workflow,
    roles: {
      STAFF: {
        "task.read": ["involved"],
        "task.create": true,
        "task.edit": ["requester"],
        "task.resubmit": ["requester"],
      },
      FINANCE: voter,
      CHIEF: { ...voter, "task.extend": true },
    },
  });

const people = { ann: "STAFF", fay: "FINANCE", fin: "FINANCE", cho: "CHIEF" } as const;
type Person = keyof typeof people;

export const office = defineCalendar({
  timeZone: "Asia/Bangkok",
  version: 3,
  week: "Mon-Fri 09:00-17:00",
  holidays: ["2026-12-31", "2027-01-01"],
});

/** A clock that jumps, as that of a server that was asleep. */
export function jumpingRuntime(now: string) {
  const fake = patientRuntime({ now: Date.parse(now) });
  let ahead = 0;
  const runtime = { ...fake, now: () => fake.now() + ahead };
  return {
    runtime,
    /**
     * Moves the clock almost to a time, as if servers were asleep until then, and waits until one is awake. Then time
     * passes until something holds.
     */
    async until(
      time: string,
      holds: () => Promise<boolean> = async () => true,
      isAwake: () => Promise<boolean> = async () => true,
    ) {
      ahead += Math.max(0, Date.parse(time) - 2_500 - runtime.now());
      await fake.advance(1_100);
      for (let i = 0; i < 1_000 && !(await isAwake()); i++)
        await new Promise((resolve) => void setTimeout(resolve, 5));
      await fake.advance(2_400);
      // A real storage needs real time. If the clock ran much faster, jobs would time out.
      while (!(await holds())) {
        await new Promise((resolve) => void setTimeout(resolve, 3));
        await fake.advance(100);
      }
    },
    /** Moves the clock without letting anything run. */
    jump(ms: number) {
      ahead += ms;
    },
    advance: (ms: number) => fake.advance(ms),
  };
}

/** A storage that stays open when a node closes, as a database does. */
export const lasting = (storage: Storage): Storage => {
  const kept = Object.create(storage) as Storage;
  let isOpen = false;
  kept.close = async () => {};
  kept.open = async (collections) => {
    if (!isOpen) await storage.open(collections);
    isOpen = true;
  };
  return kept;
};

/** An office with one purchase that Ann has requested on a Friday at 10:00 in Bangkok. */
export async function startTimed({
  approval,
  storage = memoryStorage(),
  neededBy,
}: {
  readonly approval: ApprovalDefinition;
  readonly storage?: Storage | undefined;
  readonly neededBy?: string;
}) {
  const kept = lasting(storage);
  const clock = jumpingRuntime("2026-11-27T03:00:00.000Z");
  const errors: unknown[] = [];
  const workflow = timedWith(approval);
  const node = async (runtime = clock.runtime) => {
    const taskwire = createTaskwire({
      storage: kept,
      runtime,
      workflow,
      roles: timedRoles(workflow),
      calendars: { office },
      onError: (error) => errors.push(error),
    });
    await taskwire.open();
    return taskwire;
  };
  const taskwire = await node();
  const { system } = taskwire;
  const { id: boardId } = await system.boards.create({ name: "Purchases" });
  for (const [id, role] of Object.entries(people)) {
    await system.users.put({ id, name: id, role });
    await system.members.add({ boardId, userId: id });
  }
  const as = (userId: Person) => taskwire.as({ userId });
  const data = neededBy === undefined ? {} : { neededBy };
  const create = async () =>
    (await as("ann").tasks.create({ boardId, type: "purchase", title: "A printer", data })).task;
  const { id: taskId } = await create();
  const on = { boardId, taskId };
  const now = async () => (await system.tasks.get(on)).task;
  const line = async () => (await now()).approval?.steps.line;
  /** The task's events with the times that they had and whether they were late, the oldest first. */
  const events = async () =>
    (await system.tasks.history({ ...on, limit: 100 })).events.reverse().map(({ type, data }) => {
      const { due, late } = data as { due?: string; late?: true };
      return `${type}${due ? ` ${due.slice(0, 16)}` : ""}${late ? " late" : ""}`;
    });
  const told = async (userId: Person) =>
    (await as(userId).inbox.list({ limit: 200 })).notifications
      .filter(({ type }) => type !== "member.added")
      .reverse()
      .map(inShort);
  const timer = async () =>
    (await kept.list("timers", { index: "due", equals: {}, limit: 10 })).records.map(({ fields }) =>
      String(fields.at).slice(0, 16),
    );
  /** Whether a server has written a sign of life in the last two minutes. */
  const isAwake = async () => {
    const { records } = await kept.get([{ collection: "heartbeats", id: "nodes" }]);
    return clock.runtime.now() - Date.parse(String(records[0]?.fields?.at)) < 2 * 60_000;
  };
  const isChecked = async () => {
    const [next] = await timer();
    return next === undefined || next > new Date(clock.runtime.now()).toISOString();
  };
  return {
    taskwire,
    node,
    system,
    storage: kept,
    clock: {
      ...clock,
      /** Moves the clock to a time, and waits until servers have checked what is due. */
      until: (time: string) => clock.until(time, isChecked, isAwake),
    },
    errors,
    boardId,
    on,
    as,
    create,
    approve: (userId: Person) => decide(as(userId), "approve", on),
    reject: (userId: Person) => decide(as(userId), "reject", on),
    now,
    line,
    events,
    told,
    timer,
  };
}
