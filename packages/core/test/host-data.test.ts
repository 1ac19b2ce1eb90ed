import { expect, test } from "vitest";
import { z } from "zod";
import { canonicalJson } from "../src/model/canonical-json.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { approvalWorkflow, approvalWorkflowFor } from "../src/workflow/approval.ts";

const broken = new Error("the app's own mistake");
const fail = () => {
  throw broken;
};

/** The objects that the data's schema makes of a text. */
const made = {
  unset: () => ({ toJSON: () => undefined }),
  unsetTwice: () => ({ toJSON: () => ({ toJSON: () => undefined }) }),
  getter: () => Object.defineProperty({}, "a", { enumerable: true, get: fail }),
  toJSON: () => ({ toJSON: fail }),
};

const value = z.enum(["unset", "unsetTwice", "getter", "toJSON"]).transform((of) => made[of]());
const withMade = z.strictObject({
  value: value.optional(),
  list: z.array(value).optional(),
  rest: z.number(),
});

/** An app with a type of tasks that have this data. */
async function start(data: z.ZodType = withMade) {
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    workflow: approvalWorkflowFor({ ...approvalWorkflow.types, made: { data } }),
    onError: (error) => errors.push((error as Error).cause),
  });
  await taskwire.open();
  const { users, boards, members } = taskwire.system;
  await users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const { id: boardId } = await boards.create({ name: "Sales" });
  await members.add({ boardId, userId: "dao" });
  const create = (given: unknown) =>
    taskwire.call("dao", "tasks.create", { boardId, type: "made", title: "A", data: given });
  return { taskwire, boardId, errors, create };
}

test("data whose toJSON returns undefined has no such field, as JSON.stringify keeps it (A1)", async () => {
  const { taskwire, create } = await start();
  for (const value of ["unset", "unsetTwice"])
    expect(JSON.parse(await create({ value, rest: 1 })).task.data).toEqual({ rest: 1 });
  await expect(create({ list: ["unset"], rest: 1 })).rejects.toMatchObject({
    code: "invalid",
    details: { problems: [{ path: "data.list.0" }] },
  });
  expect(canonicalJson(made.unset())).toBe("null");
  await taskwire.close();
});

test("an error of the app's code that makes data is reported to the app, and is no mistake of the caller", async () => {
  const { taskwire, boardId, errors, create } = await start();
  await expect(create({ value: "getter", rest: 1 })).rejects.toThrow(broken.message);
  await expect(create({ value: "toJSON", rest: 1 })).rejects.toThrow(broken.message);
  const { task } = JSON.parse(await create({ rest: 1 }));
  const edit = { boardId, taskId: task.id, data: { value: "toJSON", rest: 2 } };
  await expect(taskwire.call("dao", "tasks.edit", edit)).rejects.toThrow(broken.message);
  expect(errors).toHaveLength(3);
  for (const error of errors) expect(error).toMatchObject({ cause: broken });
  expect((await taskwire.system.tasks.list({ boardId })).tasks.map(({ data }) => data)).toEqual([
    { rest: 1 },
  ]);
  await taskwire.close();
});

test.each([
  ["an error that the app's schema throws", z.string().refine(fail), broken.message],
  ["an asynchronous check of the app's schema", z.string().refine(async () => true), "synchronous"],
])("%s is reported to the app, and is no mistake of the caller (D11)", async (_, data, says) => {
  const { taskwire, errors, create } = await start(data);
  await expect(create("x")).rejects.toThrow(says);
  expect(errors).toMatchObject([{ name: "HostCodeError" }]);
  // An object that nothing can be compared with is still a mistake of the caller.
  await expect(create({ length: { toString: 1 } })).rejects.toMatchObject({ code: "invalid" });
  expect(errors).toHaveLength(1);
  await taskwire.close();
});

test("a check of the app that can't take null does not keep the app from starting", async () => {
  const isDear = (data: { price: number }) => data.price > 10;
  const { taskwire, create } = await start(z.any().refine(isDear, "Too cheap"));
  expect(JSON.parse(await create({ price: 11 })).task.data).toEqual({ price: 11 });
  await expect(create({ price: 9 })).rejects.toMatchObject({ code: "invalid" });
  await taskwire.close();
  const waiting = await start(z.any().refine(async () => true));
  await expect(waiting.create({ price: 11 })).rejects.toThrow("asynchronous");
  await waiting.taskwire.close();
});
