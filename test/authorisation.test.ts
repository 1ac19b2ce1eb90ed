import { describe, expect, test } from "vitest";
import { type Answer, call, channels, inputOf } from "./authorisation/call.ts";
import { operations, principals, stepOperations, topics } from "./authorisation/table.ts";
import { startWorld, type World } from "./authorisation/world.ts";

const words: { readonly [code: string]: string } = {
  unauthenticated: "unknown",
  not_found: "hidden",
  forbidden: "forbidden",
  refused: "refused",
};
const wordOf = ({ code }: Answer) => words[code] ?? code;
const cells = (row: string) => row.trim().split(/\s+/);

test("the table has exactly the operations that exist", async () => {
  await using world = await startWorld();
  expect(Object.keys(operations).sort()).toEqual(Object.keys(world.taskwire.operations).sort());
  await using voted = await startWorld(true);
  const ofVoted = Object.keys({ ...operations, ...stepOperations }).sort();
  expect(ofVoted).toEqual(Object.keys(voted.taskwire.operations).sort());
  for (const row of Object.values({ ...operations, ...stepOperations, ...topics }))
    expect(cells(row)).toHaveLength(principals.length);
});

const tables = [
  ["the default workflow", operations, false],
  ["the steps of an approval", stepOperations, true],
] as const;

describe.each(channels)("%s", (channel) => {
  test.each(tables)(
    "every kind of caller gets the result in the table for every operation of %s",
    async (_, table, isVoted) => {
      await using world = await startWorld(isVoted);
      const wrong: string[] = [];
      for (const [operation, row] of Object.entries(table)) {
        for (const [i, expected] of cells(row).entries()) {
          const caller = principals[i] as string;
          const answer = await call(
            channel,
            world,
            caller,
            operation,
            inputOf(world, operation, world.here),
          );
          if (answer && wordOf(answer) !== expected)
            wrong.push(
              `${operation} to ${caller}: ${wordOf(answer)} (${answer.message}), not ${expected}`,
            );
          if (answer && answer.code !== "yes" && world.hasChanged())
            wrong.push(`${operation} to ${caller} left something`);
          await world.undo();
        }
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  test.each(tables)(
    "ids of another board are answered like ids that do not exist, in every field, for %s",
    async (_, table, isVoted) => {
      await using world = await startWorld(isVoted);
      const wrong: string[] = [];
      let asked = 0;
      const isForPeople = (name: string) => !["tasks.checkDue", "webhooks.report"].includes(name);
      for (const operation of Object.keys(table).filter(isForPeople)) {
        const input = inputOf(world, operation, world.here);
        const foreign = inputOf(world, operation, world.elsewhere);
        for (const field of Object.keys(foreign).filter(
          (name) =>
            name.endsWith("Id") && name !== "userId" && name !== "eventId" && name !== "assigneeId",
        )) {
          for (const caller of ["admin", "foreignAdmin", "involved"]) {
            const answers = [];
            // The admin of the other board has rights there, so for them this board is the other one.
            const own = caller === "foreignAdmin" ? foreign : input;
            const other = caller === "foreignAdmin" ? input : foreign;
            for (const id of [other[field], "no-such-thing"])
              answers.push(await call(channel, world, caller, operation, { ...own, [field]: id }));
            asked++;
            if (
              answers[0]?.code !== "not_found" ||
              JSON.stringify(answers[0]) !== JSON.stringify(answers[1])
            )
              wrong.push(`${operation}, ${field}, to ${caller}: ${JSON.stringify(answers)}`);
            if (world.hasChanged()) wrong.push(`${operation}, ${field}: left something`);
            await world.undo();
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThan(isVoted ? 15 : 150);
    },
    120_000,
  );
});

test("every kind of caller can follow the topics in the table, and no others", async () => {
  await using world = await startWorld();
  const wrong: string[] = [];
  for (const [name, row] of Object.entries(topics)) {
    for (const [i, expected] of cells(row).entries()) {
      const caller = principals[i] as string;
      if (caller === "nobody") continue;
      const answer = await follow(world, caller, topicOf(name, caller, world));
      if (answer !== expected) wrong.push(`${name} by ${caller}: ${answer}, not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);

const topicOf = (name: string, caller: string, { here }: World): string =>
  ({ board: `board:${here.boardId}`, room: `room:${here.roomId}`, own: `user:${caller}` })[name] ??
  "user:guest";

function follow(world: World, caller: string, topic: string): Promise<string> {
  const client = world.clientOf(`${caller === "expired" ? "expired" : "valid"}:${caller}`);
  const refused = ({ code }: { code: string }) => words[code] ?? code;
  return new Promise((resolve) => {
    if (client.closed) return resolve(client.closed.code === 4403 ? "forbidden" : "unknown");
    client.onClose(({ code }) => resolve(code === 4403 ? "forbidden" : "unknown"));
    client.subscribe(topic, {
      onEvents() {},
      onReload: () => resolve("reload"),
      onEnd: (error) => resolve(refused(error)),
      onSubscribed: () => resolve("yes"),
    });
  });
}
