import { expect, test } from "vitest";
import { connect } from "./support/session-world.ts";
import { startNodes } from "./support/signal-world.ts";

const on = { boardId: "sales" };
type Events = readonly { readonly number: number; readonly type: string }[];

/** A board on which Lek had a subtask of a task with secret words. Dao then gave it to Mai. */
async function worldWithLostTask() {
  const world = await startNodes(1);
  const dao = world.at(0).taskwire.as({ userId: "dao" });
  const { cursor } = await world.at(0).taskwire.as({ userId: "lek" }).boards.open(on);
  const { task } = await world
    .at(0)
    .taskwire.as({ userId: "nok" })
    .tasks.create({ ...on, title: "The secret price" });
  const at = { ...on, taskId: task.id };
  await dao.tasks.approve({ ...at, version: task.version });
  const { subtask } = await dao.subtasks.create({ ...at, title: "Ask", assigneeId: "lek" });
  await dao.comments.post({ ...at, text: "Our secret limit" });
  const give = (assigneeId: string) =>
    dao.subtasks.assign({ ...at, subtaskId: subtask.id, assigneeId });
  await give("mai");

  /** The events that a person gets who comes back with Lek's cursor. */
  async function missedBy(userId: string): Promise<Events> {
    const connection = await connect(world.at(0), userId);
    connection.send({ type: "subscribe", topic: "board:sales", after: cursor });
    await world.runtime.settle();
    const frames = connection.of("events");
    connection.end();
    return frames.flatMap(({ events }) => events as Events);
  }
  return { dao, at, give, missedBy };
}

test("a person who comes back reads no words of a task that they lost meanwhile", async () => {
  const { at, missedBy } = await worldWithLostTask();
  const missed = await missedBy("lek");
  expect(JSON.stringify(missed)).not.toContain("secret");
  expect(missed).toMatchObject([{ type: "hidden", subject: at.taskId }]);
  expect((await missedBy("mai")).at(-1)).toMatchObject({ type: "subtask.assigned" });
});

test("a person who got the task back reads what they missed", async () => {
  const { give, missedBy } = await worldWithLostTask();
  await give("lek");
  const types = (await missedBy("lek")).map(({ type }) => type);
  expect(types).toEqual(["subtask.created", "comment.posted", "hidden", "subtask.assigned"]);
  expect(JSON.stringify(await missedBy("lek"))).toContain("The secret price");
});

test("the events of a deleted task arrive without its words", async () => {
  const { dao, at, missedBy } = await worldWithLostTask();
  await dao.tasks.delete(at);
  const missed = await missedBy("mai");
  expect(JSON.stringify(missed)).not.toContain("secret");
  expect(missed.at(-1)).toMatchObject({ type: "hidden", subject: at.taskId });
});
