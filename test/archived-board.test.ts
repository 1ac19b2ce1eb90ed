import { toErrorBody } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { inputOf } from "./authorisation/call.ts";
import { startWorld } from "./authorisation/world.ts";

/** The commands that are possible on an archived board: to reopen it, to take away, one's own, and those of servers. */
const possible = [
  ...["boards.archive", "boards.delete", "members.remove", "tasks.delete", "comments.delete"],
  ...["rooms.delete", "roomMembers.remove", "messages.delete", "rooms.leave", "rooms.read"],
  ...["comments.read", "tasks.checkDates"],
];

type Methods = {
  readonly [noun: string]: { readonly [verb: string]: (input: object) => Promise<unknown> };
};

test("on an archived board every command is refused, except to reopen it and to take away (H15)", async () => {
  await using world = await startWorld();
  const { taskwire, here } = world;
  const system = taskwire.system as unknown as Methods;
  const refused: string[] = [];
  for (const { name, kind, target } of Object.values(taskwire.operations)) {
    if ((kind as string) !== "command" || ["app", "link"].includes(target as string)) continue;
    await taskwire.system.boards.archive({ boardId: here.boardId });
    const [noun = "", verb = ""] = name.split(".");
    const rule = await system[noun]?.[verb]?.(inputOf(world, name, here)).then(
      () => undefined,
      (error: unknown) => toErrorBody(error).details?.rule,
    );
    if (rule === "archived") refused.push(name);
    await world.undo();
  }
  const commands = Object.values(taskwire.operations).filter(
    // A decision link on an archived board is dead; it has a test of its own.
    ({ kind, target }) =>
      (kind as string) === "command" && !["app", "link"].includes(target as string),
  );
  const expected = commands.map(({ name }) => name as string);
  expect(refused.sort()).toEqual(expected.filter((name) => !possible.includes(name)).sort());
}, 60_000);

test("an archived board can be read, says how to go on, and takes changes again when it is reopened (H15)", async () => {
  await using world = await startWorld();
  const { boardId, taskId } = world.here;
  const admin = world.taskwire.as({ userId: "admin" });
  await admin.boards.archive({ boardId });
  const { board, tasks } = await admin.boards.open({ boardId });
  expect([board.archived, tasks.length]).toEqual([true, 2]);
  const why = await admin.tasks.why({ boardId, taskId, action: "task.approve" });
  expect(why).toMatchObject({
    allowed: false,
    rule: "archived",
    remedy: [{ action: "board.archive" }, { action: "task.approve" }],
  });
  expect(await admin.boards.archive({ boardId, archived: false })).toMatchObject({
    archived: false,
  });
  const { version } = (await admin.tasks.get({ boardId, taskId })).task;
  await admin.tasks.approve({ boardId, taskId, version });
}, 60_000);
