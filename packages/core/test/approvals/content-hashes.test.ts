import { expect, test } from "vitest";
import { contentOf, contentParts } from "../../src/approvals/content.ts";
import { contentHashes } from "../../src/approvals/content-hashes.ts";
import { deepFreeze } from "../../src/model/deep-freeze.ts";
import type { Task } from "../../src/model/task.ts";

const fields = ["data", "data.amount", "description", "title"];
const right = (task: Task) => ({
  parts: contentParts(task, fields),
  content: contentOf(task, fields),
});

test("hashes that are kept with the data of a task are those of its text as it is now", () => {
  const data = deepFreeze({ amount: 500 });
  const task = { title: "A printer", description: "Old", data } as unknown as Task;
  expect(contentHashes(task, fields)).toMatchObject(right(task));
  expect(contentHashes({ ...task }, fields)).toBe(contentHashes(task, fields));
  const edited = { ...task, title: "A van" };
  expect(contentHashes(edited, fields)).toMatchObject(right(edited));
  expect(contentHashes(task, fields)).toMatchObject(right(task));
  const fewer = contentHashes(task, ["title"]);
  expect(fewer.parts).toEqual(contentParts(task, ["title"]));
});

test("the hashes of data that can still change are not kept", () => {
  const data = { amount: 500 };
  const task = { title: "A printer", description: "Old", data } as unknown as Task;
  contentHashes(task, ["data"]);
  data.amount = 600;
  expect(contentHashes(task, ["data"]).parts).toEqual(contentParts(task, ["data"]));
});
