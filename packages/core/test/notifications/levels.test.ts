import { describe, expect, test } from "vitest";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import {
  type Kind,
  type Person,
  roles,
  type Setting,
  settings,
  type Told,
  table,
} from "./levels-table.ts";

/**
 * Creates a board with all people, a room without worker and stranger, and a task that asker
 * requested and judge approved, with one subtask for worker.
 */
async function start() {
  const taskwire = createTaskwire({ runtime: fakeRuntime() });
  await taskwire.open();
  const { users, boards, members } = taskwire.system;
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const [id, role] of Object.entries(roles)) {
    await users.put({ id, name: id, handle: id, role });
    await members.add({ boardId, userId: id });
  }
  const as = (person: Person) => taskwire.as({ userId: person });
  const { id: roomId } = await as("chief").rooms.create({
    boardId,
    name: "Room",
    memberIds: ["judge", "other", "asker"],
  });
  const submit = async () => ({
    boardId,
    taskId: (await as("asker").tasks.create({ boardId, title: "A task" })).task.id,
  });
  const begun = async () => {
    const on = await submit();
    await decide(as("judge"), "approve", on);
    const { subtask } = await as("judge").subtasks.create({
      ...on,
      title: "Do it",
      assigneeId: "worker",
    });
    return { ...on, subtaskId: subtask.id };
  };
  return { taskwire, as, boardId, roomId, submit, begun };
}

type World = Awaited<ReturnType<typeof start>>;
type Story = (world: World) => Promise<{ target?: string; act: () => Promise<unknown> }>;

const onTask = (taskId: string) => `task:${taskId}`;

const stories: Record<Kind, Story> = {
  "task submitted": async ({ submit }) => ({ act: submit }),
  "task approved": async ({ as, submit }) => {
    const on = await submit();
    return { target: onTask(on.taskId), act: () => decide(as("chief"), "approve", on) };
  },
  "task rejected": async ({ as, submit }) => {
    const on = await submit();
    return {
      target: onTask(on.taskId),
      act: () => decide(as("chief"), "reject", { ...on, reason: "No" }),
    };
  },
  "task submitted again": async ({ as, submit }) => {
    const on = await submit();
    await decide(as("judge"), "reject", { ...on, reason: "No" });
    return { target: onTask(on.taskId), act: () => as("asker").tasks.resubmit(on) };
  },
  "task cancelled while it waits": async ({ as, submit }) => {
    const on = await submit();
    return { target: onTask(on.taskId), act: () => as("chief").tasks.cancel(on) };
  },
  "task cancelled in the middle": async ({ as, begun }) => {
    const { subtaskId: _, ...on } = await begun();
    return { target: onTask(on.taskId), act: () => as("chief").tasks.cancel(on) };
  },
  "task completed": async ({ as, begun }) => {
    const on = await begun();
    return { target: onTask(on.taskId), act: () => as("worker").subtasks.complete(on) };
  },
  "subtask added": async ({ as, begun }) => {
    const { subtaskId: _, ...on } = await begun();
    const more = { ...on, title: "More", assigneeId: "worker" };
    return { target: onTask(on.taskId), act: () => as("chief").subtasks.create(more) };
  },
  "subtask handed on": async ({ as, begun }) => {
    const on = await begun();
    return {
      target: onTask(on.taskId),
      act: () => as("chief").subtasks.assign({ ...on, assigneeId: "other" }),
    };
  },
  "subtask completed": async ({ as, begun }) => {
    const on = await begun();
    const { subtaskId: _, ...task } = on;
    await as("chief").subtasks.create({ ...task, title: "More" });
    return { target: onTask(on.taskId), act: () => as("worker").subtasks.complete(on) };
  },
  comment: commented("Well"),
  "comment that mentions other": commented("Well, @other"),
  "comment to everyone": commented("Well, @everyone"),
  "answer to other's comment": async ({ as, begun }) => {
    const { subtaskId: _, ...on } = await begun();
    const { id: replyTo } = await as("other").comments.post({ ...on, text: "So" });
    return {
      target: onTask(on.taskId),
      act: () => as("chief").comments.post({ ...on, text: "Well", replyTo }),
    };
  },
  message: said("Well"),
  "message that mentions other": said("Well, @other"),
  "message to everyone": said("Well, @everyone"),
  "answer to other's message": async ({ as, boardId, roomId }) => {
    const { id: replyTo } = await as("other").messages.post({ boardId, roomId, text: "So" });
    return {
      target: `room:${roomId}`,
      act: () => as("chief").messages.post({ boardId, roomId, text: "Well", replyTo }),
    };
  },
  "other taken into the room": async ({ as, boardId, roomId }) => {
    await as("chief").roomMembers.remove({ boardId, roomId, userId: "other" });
    return { act: () => as("chief").roomMembers.add({ boardId, roomId, userId: "other" }) };
  },
  "other's role changed": async ({ as, boardId }) => ({
    act: () => as("chief").members.change({ boardId, userId: "other", role: "ADMIN_LIMITED" }),
  }),
  "other taken off the board": async ({ as, boardId }) => ({
    act: () => as("chief").members.remove({ boardId, userId: "other" }),
  }),
};

function commented(text: string): Story {
  return async ({ as, begun }) => {
    const { subtaskId: _, ...on } = await begun();
    return { target: onTask(on.taskId), act: () => as("chief").comments.post({ ...on, text }) };
  };
}

function said(text: string): Story {
  return async ({ as, boardId, roomId }) => ({
    target: `room:${roomId}`,
    act: () => as("chief").messages.post({ boardId, roomId, text }),
  });
}

/** The reasons with which each person is notified of an act, if all of them have set a level. */
async function play(kind: Kind, setting: Setting): Promise<{ [person: string]: string }> {
  const world = await start();
  const { target = `board:${world.boardId}`, act } = await stories[kind](world);
  const people = Object.keys(roles) as Person[];
  const told: { [person: string]: string } = {};
  const ids = new Map<Person, ReadonlySet<string>>();
  for (const person of people) {
    const { inbox, preferences } = world.as(person);
    // People without access can't set a preference, and are notified of nothing.
    if (setting !== "default") await preferences.set({ target, level: setting }).catch(() => {});
    ids.set(person, new Set((await inbox.list({ limit: 200 })).notifications.map(({ id }) => id)));
  }
  await act();
  for (const person of people) {
    const { notifications } = await world.as(person).inbox.list({ limit: 200 });
    told[person] = notifications
      .filter(({ id }) => !ids.get(person)?.has(id))
      .map(({ reasons }) => reasons.join(", "))
      .join("; ");
  }
  await world.taskwire.close();
  return told;
}

describe("notified users, by event, relation and level", () => {
  for (const [kind, expected] of Object.entries(table) as [Kind, Record<Person, Told>][]) {
    test.each(settings)(`${kind}: %s`, async (setting) => {
      const i = settings.indexOf(setting);
      const told = Object.fromEntries(
        Object.entries(expected).map(([person, by]) => [person, by[i]]),
      );
      expect(await play(kind, setting)).toEqual(told);
    });
  }
});
