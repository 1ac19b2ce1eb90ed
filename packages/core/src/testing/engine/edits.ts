import assert from "node:assert/strict";
import { z } from "zod";
import { defineRoles } from "../../policy/roles.ts";
import type { Storage } from "../../storage/storage.ts";
import { createTaskwire } from "../../taskwire.ts";
import { defineWorkflow, type RenamedStates } from "../../workflow/workflow.ts";
import { decide } from "../decide.ts";
import type { EngineGroup } from "./nodes.ts";
import { opened } from "./opened.ts";

interface Release {
  readonly edits?: "void" | "lock";
  /** The name of the state between the two decisions. */
  readonly between?: string;
  readonly renamed?: RenamedStates;
}

/** A node of an app in which a manager agrees to a payment, and then finance pays. */
function payments(storage: Storage, { edits, between = "agreed", renamed = {} }: Release = {}) {
  const workflow = defineWorkflow({
    name: "payment",
    initial: "asked",
    states: {
      asked: { kind: "waiting" },
      [between]: { kind: "waiting" },
      paid: { kind: "done" },
    },
    actions: {
      agree: { from: "asked", to: between, decision: true },
      pay: { from: between, to: "paid", decision: true },
    },
    types: { payment: { data: z.strictObject({ amount: z.number() }) } },
    renamed,
    ...(edits && { edits }),
  });
  const roles = defineRoles({
    workflow,
    roles: {
      STAFF: { "task.read": ["involved"], "task.create": true, "task.edit": ["requester"] },
      BOSS: { "task.read": true, "task.agree": true, "task.pay": true },
    },
  });
  return createTaskwire({ storage: opened(storage), workflow, roles });
}

type Payments = ReturnType<typeof payments>;

async function boardOf({ system }: Payments): Promise<string> {
  const { id: boardId } = await system.boards.create({ name: "Payments" });
  const people = { staff: "STAFF", manager: "BOSS", finance: "BOSS" } as const;
  for (const [id, role] of Object.entries(people)) {
    await system.users.put({ id, name: id, role });
    await system.members.add({ boardId, userId: id });
  }
  return boardId;
}

/** A payment of 90 that the manager has agreed to, as finance sees it. */
async function agreed(node: Payments, boardId: string) {
  const input = { boardId, type: "payment" as const, title: "Rent", data: { amount: 90 } };
  const { task } = await node.as({ userId: "staff" }).tasks.create(input);
  const on = { boardId, taskId: task.id };
  const { version } = (await decide(node.as({ userId: "manager" }), "agree", on)).task;
  return { on, version };
}

/** A task is edited between two decisions. */
export function edits(test: EngineGroup): void {
  test("an edit and the next decision at the same moment never pay what the first decider has not seen (B7)", async (_, __, storage) => {
    const one = payments(storage);
    const other = payments(storage);
    await one.open();
    await other.open();
    const boardId = await boardOf(one);
    for (let round = 0; round < 15; round++) {
      const { on, version } = await agreed(one, boardId);
      const edit = one.as({ userId: "staff" }).tasks.edit({ ...on, data: { amount: 90_000 } });
      const pay = other.as({ userId: "finance" }).tasks.pay({ ...on, version });
      const [edited, paid] = await Promise.allSettled([edit, pay]);
      const { task } = await other.system.tasks.get(on);
      // Whichever comes first, the other one is refused.
      assert.notEqual(edited.status, paid.status);
      const isPaid = paid.status === "fulfilled";
      assert.deepEqual(
        [task.state, task.data],
        [isPaid ? "paid" : "asked", { amount: isPaid ? 90 : 90_000 }],
      );
      assert.deepEqual(
        task.decisions.map(({ stands }) => stands),
        isPaid ? [true, true] : [false],
      );
    }
    await one.close();
    await other.close();
  });

  test("a text stays locked if a release renames the state between two decisions (B7)", async (_, __, storage) => {
    const first = payments(storage, { edits: "lock" });
    await first.open();
    const { on } = await agreed(first, await boardOf(first));
    const second = payments(storage, {
      edits: "lock",
      between: "checked",
      renamed: { agreed: "checked" },
    });
    await second.open();
    const staff = second.as({ userId: "staff" });
    await assert.rejects(staff.tasks.edit({ ...on, data: { amount: 90_000 } }), {
      code: "refused",
    });
    const { task } = await decide(second.as({ userId: "finance" }), "pay", on);
    assert.deepEqual(task.data, { amount: 90 });
    await first.close();
    await second.close();
  });
}
