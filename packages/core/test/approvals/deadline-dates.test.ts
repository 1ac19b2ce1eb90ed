import { expect, test } from "vitest";
import { startTimed } from "./timed.ts";

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
