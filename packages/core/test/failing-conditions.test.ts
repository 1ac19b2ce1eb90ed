import { expect, test } from "vitest";
import { z } from "zod";
import { defineRoles } from "../src/policy/roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { approvalWorkflowFor } from "../src/workflow/approval.ts";

const workflow = approvalWorkflowFor({
  task: { data: z.strictObject({ case: z.string() }) },
});

const failure = new Error("The directory of managers is away.");

/** Each permission of a LEAD rests on conditions that fail and on one that holds for good cases. */
const roles = defineRoles({
  workflow,
  conditions: {
    throws: () => {
      throw failure;
    },
    rejects: () => Promise.reject(failure),
    truthy: () => "yes" as never,
    good: { is: ["task.data.case", "good"] },
    alsoGood: async ({ task }) => task?.data.case === "good",
  },
  roles: {
    CLERK: { "task.read": ["involved"], "task.create": true },
    LEAD: {
      "task.read": true,
      "task.approve": ["throws", "rejects", "good"],
      "task.reject": ["alsoGood", "throws"],
      "task.cancel": ["throws"],
      "task.edit": ["rejects", "truthy"],
      "subtask.create": true,
    },
  },
});

async function start() {
  const errors: Error[] = [];
  const onError = (error: unknown) => errors.push(error as Error);
  const taskwire = createTaskwire({ workflow, roles, onError });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const role of ["CLERK", "LEAD"] as const) {
    await taskwire.system.users.put({ id: role, name: role, role });
    await taskwire.system.members.add({ boardId, userId: role });
  }
  const submit = async (name: string) => {
    const { task } = await taskwire
      .as({ userId: "CLERK" })
      .tasks.create({ boardId, title: name, data: { case: name } });
    errors.length = 0;
    return { boardId, taskId: task.id };
  };
  return { taskwire, errors, submit, lead: taskwire.as({ userId: "LEAD" }) };
}

test("a condition that throws doesn't hold, the others count, and `onError` hears of it (D4)", async () => {
  const { taskwire, errors, submit, lead } = await start();
  const bad = await submit("bad");
  await expect(decide(lead, "approve", bad)).rejects.toMatchObject({ code: "forbidden" });
  expect(errors).not.toHaveLength(0);
  expect(errors.every(({ cause }) => cause === failure)).toBe(true);
  expect(errors[0]?.message).toBe(
    `The condition "throws" failed, so it counts as not met: ${failure.message} (task.approve, userId "LEAD", boardId "${bad.boardId}", taskId "${bad.taskId}")`,
  );
  const good = await submit("good");
  expect((await decide(lead, "approve", good)).task.state).toBe("approved");
  await taskwire.close();
});

test("`available` and `why` answer whole where a condition throws or answers with another value than true", async () => {
  const { taskwire, submit, lead } = await start();
  const allowedOn = async (name: string) => {
    const { task } = await lead.tasks.available(await submit(name));
    return Object.fromEntries(
      Object.entries(task).map(([action, { allowed }]) => [action, allowed]),
    );
  };
  const never = { "task.edit": false, "task.cancel": false, "task.resubmit": false };
  expect(await allowedOn("bad")).toMatchObject({
    ...never,
    "task.approve": false,
    "task.reject": false,
  });
  expect(await allowedOn("good")).toMatchObject({
    ...never,
    "task.approve": true,
    "task.reject": true,
  });
  const why = await lead.tasks.why({ ...(await submit("bad")), action: "cancel" });
  expect(why).toMatchObject({ allowed: false, rule: "permission" });
  await taskwire.close();
});
