import { expect, test } from "vitest";
import type { z } from "zod";
import { callAs } from "./support/call-as.ts";
import { startOffice } from "./support/office.ts";
import { errorOf } from "./support/situations.ts";

/** The commands in which the caller may give a new record its id, with the rest of their input. */
const creating: { readonly [operation: string]: object } = {
  "boards.create": { name: "Board" },
  "rooms.create": { name: "Room" },
};
/** The commands on a record of the host's, whose id is always the host's. A permission guards them. */
const onHostRecords = [
  "users.put",
  "reactions.retry",
  ...["put", "remove", "report", "resume"].map((verb) => `webhooks.${verb}`),
];

const hasOwnId = (input: z.ZodType): boolean => "id" in ((input as z.ZodObject).shape ?? {});

test("a person chooses no id of a new record, and doesn't learn which are taken; the app's own code chooses (D7)", async () => {
  const { taskwire, boardId } = await startOffice();
  const found = Object.values(taskwire.operations).filter(
    ({ kind, input }) => kind === "command" && hasOwnId(input),
  );
  expect(found.map(({ name }) => name).sort()).toEqual(
    [...Object.keys(creating), ...onHostRecords].sort(),
  );
  for (const [operation, rest] of Object.entries(creating)) {
    const input = { ...rest, ...(operation.startsWith("rooms") && { boardId }) };
    await callAs(taskwire, "system", operation, { ...input, id: "taken" });
    const answers = [];
    for (const id of ["taken", "free"]) {
      answers.push(await errorOf(taskwire.call("dao", operation, { ...input, id })));
      const preview = { operation, input: { ...input, id } };
      answers.push(await errorOf(taskwire.call("dao", "notifications.preview", preview)));
    }
    expect(answers[0], operation).toMatchObject({ code: "forbidden", details: { rule: "id" } });
    for (const answer of answers) expect(answer, operation).toEqual(answers[0]);
    const again = callAs(taskwire, "system", operation, { ...input, id: "taken" });
    await expect(again).rejects.toMatchObject({ code: "refused", details: { rule: "id" } });
  }
  await taskwire.close();
});
