import { expect, test } from "vitest";
import type { ApprovalRole } from "../src/policy/approval-roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import {
  boardOperations,
  commentColumns,
  commentTable,
  roomColumns,
  roomTable,
} from "./conversation-table.ts";
import { failure } from "./support/conversation.ts";

type World = Awaited<ReturnType<typeof worldOf>>;

const people = [...new Set<string>([...roomColumns, ...commentColumns])];

/** All people of the tables on one board, with one role. */
async function worldOf(role: ApprovalRole) {
  const taskwire = createTaskwire({ runtime: fakeRuntime(), onError() {} });
  await taskwire.open();
  const { system } = taskwire;
  for (const id of [...people, "guest", "stranger"]) await system.users.put({ id, name: id, role });
  await system.users.put({ id: "chief", name: "chief", role: "ADMIN" });
  const { id: boardId } = await system.boards.create({ name: "Board" });
  for (const userId of [...people, "guest", "chief"]) await system.members.add({ boardId, userId });
  const as = (userId: string) => taskwire.as({ userId });
  const { id: roomId } = await as("founder").rooms.create({
    boardId,
    name: "Room",
    memberIds: ["author", "member"],
  });
  const { id: messageId } = await as("author").messages.post({ boardId, roomId, text: "Hello" });
  const {
    task: { id: taskId },
  } = await as("requester").tasks.create({ boardId, title: "Task" });
  await decide(as("chief"), "approve", { boardId, taskId });
  for (const assigneeId of ["author", "assignee"])
    await as("chief").subtasks.create({ boardId, taskId, title: "Work", assigneeId });
  const { id: commentId } = await as("author").comments.post({ boardId, taskId, text: "Hello" });
  return { taskwire, ids: { boardId, roomId, messageId, taskId, commentId } };
}

const more: { [operation: string]: object } = {
  "rooms.create": { name: "Another" },
  "rooms.direct": { userId: "guest" },
  "comments.counts": { taskIds: ["no-such-task"] },
  "rooms.edit": { name: "Another" },
  "roomMembers.add": { userId: "guest" },
  "roomMembers.remove": { userId: "author" },
  "messages.post": { text: "Words" },
  "messages.edit": { text: "Words" },
  "comments.post": { text: "Words" },
  "comments.edit": { text: "Words" },
};
const fields: { [target: string]: (keyof World["ids"])[] } = {
  board: ["boardId"],
  room: ["boardId", "roomId"],
  message: ["boardId", "roomId", "messageId"],
  task: ["boardId", "taskId"],
  comment: ["boardId", "taskId", "commentId"],
};

function ask(
  world: World,
  person: string,
  operation: string,
  ids: Partial<World["ids"]> = world.ids,
) {
  const { target } = world.taskwire.operations[operation as "rooms.open"];
  const named = Object.fromEntries(
    (fields[target] ?? []).map((field) => [field, ids[field] ?? `no-such-${field}`]),
  );
  return world.taskwire.call(person, operation, { ...named, ...more[operation] });
}

const answerOf = async (call: Promise<unknown>) => {
  const { code, message, details } = await failure(call);
  if (message === "Something went wrong on the server. The server's log says what.")
    return "broken";
  if (message === "It worked.") return "yes";
  return code === "not_found" ? "hidden" : String(details?.rule ?? code);
};

const rows = [
  ...Object.entries(roomTable).map(([operation, row]) => ({
    operation,
    row,
    columns: roomColumns,
  })),
  ...Object.entries(commentTable).map(([operation, row]) => ({
    operation,
    row,
    columns: commentColumns,
  })),
].flatMap(({ operation, row, columns }) =>
  row.split("|").flatMap((half, i) =>
    half
      .trim()
      .split(/\s+/)
      .map((expected, column) => ({
        operation,
        role: (["ADMIN", "ADMIN_LIMITED"] as const)[i] as ApprovalRole,
        person: columns[column] as string,
        expected,
      })),
  ),
);

test.each(rows)(
  "$operation, to an $role who is $person: $expected",
  async ({ operation, role, person, expected }) => {
    const world = await worldOf(role);
    expect(await answerOf(ask(world, person, operation))).toBe(expected);
  },
);

const operations = [...Object.keys(roomTable), ...Object.keys(commentTable), ...boardOperations];

test.each(operations)(
  "%s answers a user who isn't on the board the same, whether the object exists or not",
  async (operation) => {
    const world = await worldOf("ADMIN");
    const answer = await failure(ask(world, "stranger", operation, {}));
    expect(answer.code).toBe("not_found");
    expect(await failure(ask(world, "stranger", operation))).toEqual(answer);
  },
);

const inRooms = Object.keys(roomTable);

test.each(inRooms)(
  "%s answers an ADMIN who isn't in the room the same as for a missing room",
  async (operation) => {
    const world = await worldOf("ADMIN");
    const { boardId } = world.ids;
    const answer = await failure(ask(world, "outside", operation, { boardId }));
    expect(answer.code).toBe("not_found");
    expect(await failure(ask(world, "outside", operation))).toEqual(answer);
  },
);

test.each([...inRooms, ...Object.keys(commentTable)])(
  "%s finds nothing through another board",
  async (operation) => {
    const world = await worldOf("ADMIN");
    const founder = world.taskwire.as({ userId: "founder" });
    const { id: boardId } = await founder.boards.create({ name: "Another" });
    const answer = await failure(ask(world, "founder", operation, { boardId }));
    expect(answer.code).toBe("not_found");
    expect(await failure(ask(world, "founder", operation, { ...world.ids, boardId }))).toEqual(
      answer,
    );
  },
);

test("every operation on a room, a message or a comment has its row", async () => {
  const { taskwire } = await worldOf("ADMIN");
  const all = Object.values(taskwire.operations).filter(({ name }) =>
    /^(rooms|roomMembers|messages|comments)\./.test(name),
  );
  expect(all.map(({ name }) => name).sort()).toEqual([...operations].sort());
});
