import { expect, test } from "vitest";
import { startTimed } from "./timed.ts";

const by = { role: "FINANCE" };
const hours = (count: number) => ({ hours: count });

test("a step that waits again after an edit has no deadline and is not overdue", async () => {
  const { taskwire, as, on, approve, clock, now } = await startTimed({
    approval: {
      steps: {
        line: { by, covers: ["title"], deadline: { after: hours(10) } },
        check: {
          after: ["line"],
          by,
          required: 2,
          covers: ["description"],
          deadline: { after: hours(20) },
        },
      },
    },
  });
  await approve("fay");
  await clock.until("2026-11-28T00:00:00.000Z");
  expect((await now()).approval?.steps.check).toMatchObject({ overdue: true });
  await as("ann").tasks.edit({ ...on, title: "A desk" });
  const none = { state: "waiting", openedAt: null, deadlineAt: null, overdue: false };
  expect((await now()).approval?.steps.check).toMatchObject(none);
  await approve("fin");
  const { openedAt, ...check } = (await now()).approval?.steps.check ?? {};
  const deadlineAt = new Date(Date.parse(openedAt ?? "") + 20 * 3_600_000).toISOString();
  expect(check).toMatchObject({ state: "open", deadlineAt, overdue: false });
  await taskwire.close();
});

test("reminders that were missed and sent as one don't come back when the deadline moves", async () => {
  const { taskwire, as, on, clock, line } = await startTimed({
    approval: {
      steps: {
        line: {
          by,
          deadline: {
            after: hours(100),
            remind: [{ before: hours(72) }, { before: hours(48) }, { before: hours(24) }],
          },
        },
      },
    },
  });
  // Both earlier reminders are missed. People get one.
  await clock.until("2026-11-29T12:00:00.000Z");
  expect(await line()).toMatchObject({ reminded: 2, remindAt: ["2026-11-30T07:00:00.000Z"] });
  await as("cho").tasks.extend({ ...on, step: "line", deadlineAt: "2026-12-20T07:00:00Z" });
  expect((await line())?.remindAt).toEqual(["2026-12-19T07:00:00.000Z"]);
  await taskwire.close();
});

test("the remedy of a vote or an edit after a deadline ends with the vote or the edit", async () => {
  const approval = {
    steps: { line: { by, deadline: { after: hours(10), action: "lapse" } } },
  } as const;
  const { taskwire, as, on, clock } = await startTimed({ approval });
  await clock.until("2026-11-27T12:59:50.000Z");
  clock.jump(12_000);
  const remedyOf = async (userId: "fay" | "ann", action: "approve" | "edit") => {
    const verdict = await as(userId).tasks.why({ ...on, action });
    if (verdict.allowed !== false || verdict.remedy === "none") return verdict;
    return [verdict.rule, ...verdict.remedy.map((one) => one.action)];
  };
  expect(await remedyOf("fay", "approve")).toEqual(["deadline", "task.extend", "task.approve"]);
  expect(await remedyOf("ann", "edit")).toEqual(["deadline", "task.extend", "task.edit"]);
  await taskwire.close();
});
