import { expect, test } from "vitest";
import { startRound } from "../../src/approvals/round.ts";
import type { ApprovalData } from "../../src/model/approval-data.ts";
import type { Task } from "../../src/model/task.ts";
import { startTimed, timedWith } from "./timed.ts";

test("a task whose deadline is in a year of the Buddhist calendar is refused, when created and when edited", async () => {
  const { taskwire, as, on } = await startTimed({
    approval: {
      steps: {
        line: { by: { role: "FINANCE" }, deadline: { after: { at: "task.data.neededBy" } } },
      },
    },
  });
  const { boardId } = on;
  const data = { neededBy: "2570-04-13T10:00:00Z" };
  const refused = {
    code: "invalid",
    message:
      '"data.neededBy" is the deadline of a step. The year 2570 is far away. If it is of the Buddhist calendar, use the year 2027.',
    details: { problems: [{ path: "data.neededBy" }] },
  };
  const ann = as("ann");
  for (const call of [
    ann.tasks.create({ boardId, type: "purchase", title: "A desk", data }),
    ann.tasks.edit({ ...on, data }),
  ])
    await expect(call).rejects.toMatchObject(refused);
  await ann.tasks.edit({ ...on, title: "A desk", data: { neededBy: "2027-04-13T10:00:00Z" } });
  await taskwire.close();
});

test.each([
  "2026-02-30",
  "2026-02-30T10:00:00Z",
  "2026-12-32",
  "2026-13-01",
  "2026-12-24T25:00:00Z",
])("a date that is in no calendar is no deadline: %s", (neededBy) => {
  const approval = {
    steps: { line: { by: { role: "FINANCE" }, deadline: { after: { at: "task.data.neededBy" } } } },
  } as const;
  const definition = timedWith(approval).data.approvals?.spend as ApprovalData;
  const started = (data: object) => {
    const task = { title: "A printer", data, version: 1, contentSince: 0 } as unknown as Task;
    const proceeding = { definition, task, voters: [], now: "2026-01-01T00:00:00.000Z" };
    const start = { name: "spend", version: 1, before: null, wasTurnedDown: false };
    return startRound(start, proceeding).approval.steps.line?.deadlineAt;
  };
  expect(started({ neededBy })).toBeNull();
  expect(started({ neededBy: "2026-02-28" })).toBe("2026-03-01T00:00:00.000Z");
});
