import { fc, test } from "@fast-check/vitest";
import type { Event, HiddenEvent, Subtask, Task } from "@taskwire/core/model";
import { expect } from "vitest";
import { type BoardState, createRecords, type Records } from "../src/board/records.ts";
import { aBoard, aMember, anEvent, aSubtask, aTask } from "./board-records.ts";

/** The part of a board that a user sees, at one number of its log. */
type Seen = Omit<BoardState, "next" | "cursor">;

const change = fc.record({
  what: fc.constantFrom(
    ...[
      "create",
      "create",
      "edit",
      "add",
      "add",
      "add",
      "finish",
      "finish",
      "hide",
      "hide",
      "show",
      "show",
    ],
    ...["join", "promote", "leave", "rename"],
  ),
  task: fc.nat({ max: 2 }),
  which: fc.nat({ max: 2 }),
});

/**
 * Plays a history as the server stores it: the log as one user sees it, and the state at each
 * number.
 */
function play(changes: readonly { what: string; task: number; which: number }[]) {
  const log: (Event | HiddenEvent | undefined)[] = [undefined];
  const tasks = new Map<string, { task: Task; subtasks: Map<string, Subtask>; isSeen: boolean }>();
  const members = new Map([["ann", aMember("ann", "ADMIN_LIMITED")]]);
  let board = aBoard(0);
  const states: Seen[] = [];
  const keep = () => {
    const seen = [...tasks.values()].filter(({ isSeen }) => isSeen);
    const subtasks = seen.flatMap(({ subtasks }) => [...subtasks.values()]);
    states.push({
      board,
      members: [...members.values()],
      tasks: seen.map(({ task }) => task),
      subtasks,
    });
  };
  keep();

  for (const { what, task: index, which } of changes) {
    const number = log.length;
    const id = `t${index}`;
    const held = tasks.get(id);
    // Records are sent without their version, which is the event's number. Older records carry
    // their own.
    const bare = ({ version: _, ...record }: Task | Subtask) => record;
    const tell = (type: string, data: { readonly [name: string]: unknown }) =>
      log.push(!held || held.isSeen ? anEvent(number, type, id, data) : undefined);
    if (what === "create" && !held) {
      const task = aTask(id, number);
      tasks.set(id, { task, subtasks: new Map(), isSeen: true });
      tell("task.created", { task: bare(task) });
    } else if (what === "edit" && held) {
      held.task = { ...held.task, version: number, title: `edited at ${number}` };
      tell("task.edited", { task: bare(held.task) });
    } else if (what === "add" && held) {
      const subtask = aSubtask(`${id}-${number}`, id, number, { position: held.subtasks.size });
      held.subtasks.set(subtask.id, subtask);
      held.task = { ...held.task, version: number, total: held.subtasks.size };
      tell("subtask.created", { task: bare(held.task), subtask: bare(subtask) });
    } else if (what === "finish" && held?.subtasks.size) {
      const subtask = [...held.subtasks.values()][which % held.subtasks.size] as Subtask;
      const next = { ...subtask, version: number, title: `finished at ${number}` };
      held.subtasks.set(subtask.id, next);
      // Carries no task, so the task keeps its version.
      tell("subtask.edited", { subtask: bare(next) });
    } else if (what === "hide" && held?.isSeen) {
      held.task = { ...held.task, version: number };
      held.isSeen = false;
      log.push({ number, type: "hidden", subject: id });
    } else if (what === "show" && held && !held.isSeen) {
      held.task = { ...held.task, version: number };
      held.isSeen = true;
      tell("subtask.assigned", { task: bare(held.task), subtasks: [...held.subtasks.values()] });
    } else if (what === "rename") {
      board = { ...board, version: number, name: `named at ${number}` };
      log.push(anEvent(number, "board.edited", "b", { board }));
    } else if (what === "join" || (what === "promote" && members.has(`p${which}`))) {
      const member = aMember(`p${which}`, what, number);
      members.set(member.userId, member);
      log.push(anEvent(number, "member.changed", member.userId, { member }));
    } else if (what === "leave" && members.has(`p${which}`)) {
      const member = members.get(`p${which}`);
      members.delete(`p${which}`);
      log.push(
        anEvent(number, "member.removed", `p${which}`, { member: { ...member, version: number } }),
      );
    } else continue;
    keep();
  }
  return { log, states };
}

/** All tasks that are loaded with their subtasks. */
const tasksOf = (records: Records): Task[] => [...records.redraw<Task>([], (task) => task)];

interface Drawn {
  readonly id: string;
  readonly task: Task;
  readonly subtasks: readonly Subtask[];
}

const drawnFrom = (records: Records, before: readonly Drawn[]): readonly Drawn[] =>
  records.redraw(before, (task, subtasks) => ({ id: task.id, task, subtasks }));

const plain = (records: Records) => ({
  board: records.state.board,
  members: [...records.state.members].sort((a, b) => (a.id < b.id ? -1 : 1)),
  tasks: tasksOf(records)
    .map((task) => ({ task, subtasks: records.subtasksOf(task.id) }))
    .sort((a, b) => (a.task.id < b.task.id ? -1 : 1)),
});

function rightly(seen: Seen): ReturnType<typeof plain> {
  const records = createRecords();
  records.replace({ ...seen, next: null, cursor: "" });
  return plain(records);
}

/** The part of a state whose tasks are on one side of the page's edge. */
function part(seen: Seen, isIn: (taskId: string) => boolean): BoardState {
  const tasks = seen.tasks.filter(({ id }) => isIn(id));
  return {
    ...seen,
    tasks,
    subtasks: seen.subtasks.filter(({ taskId }) => isIn(taskId)),
    next: null,
    cursor: "",
  };
}

const history = fc.array(change, { minLength: 10, maxLength: 60, size: "max" });
// Not `fc.double`, which is nearly always 0 because it is even over all doubles.
const place = fc.integer({ min: 0, max: 1_000 }).map((n) => n / 1_000);

test.prop([history, place, place, place, place, place, fc.nat({ max: 3 })], {
  numRuns: 1_000,
})(
  "the same board results, in whatever order state, events and an older page are read and arrive",
  (changes, ...where) => {
    const [cursorAt, readAt, askedAt, pageReadAt, answeredAt, edge] = where;
    const { log, states } = play(changes);
    const end = states.length - 1;
    const between = (from: number, part: number) => from + Math.round(part * (end - from));
    const cursor = between(0, cursorAt);
    const asked = between(cursor, askedAt);
    const answered = between(asked, answeredAt);
    const page = part(states[between(asked, pageReadAt)] as Seen, (id) => id < `t${edge}`);

    const records = createRecords();
    const newer = part(states[between(cursor, readAt)] as Seen, (id) => id >= `t${edge}`);
    records.replace({ ...newer, next: "older" });
    let expected: ReturnType<Records["expectOlder"]>;
    let drawn: ReturnType<typeof drawnFrom> = [];
    for (let number = cursor; number <= end; number++) {
      const event = log[number];
      if (event && number > cursor) records.apply(event);
      if (number === asked) expected = records.expectOlder();
      if (number % 3 === 0) drawn = drawnFrom(records, drawn);
      if (number === answered) expect(expected?.take(page)).toBe(true);
    }
    drawn = drawnFrom(records, drawn);
    // Drawing step by step gives the same as drawing everything at once.
    expect(drawn).toEqual(drawnFrom(records, []));
    expect(plain(records)).toEqual(rightly(states[end] as Seen));
    // Nothing may remain of a hidden task, even where it doesn't show.
    const shown = new Set(plain(records).tasks.map(({ task }) => task.id));
    for (const id of ["t0", "t1", "t2"])
      if (!shown.has(id)) expect(records.subtasksOf(id)).toEqual([]);
  },
);

test.prop([history, place, fc.nat({ max: 3 })], { numRuns: 300 })(
  "a task of an older page that isn't loaded shows with all its subtasks or not at all",
  (changes, cursorAt, edge) => {
    const { log, states } = play(changes);
    const cursor = Math.round(cursorAt * (states.length - 1));
    const records = createRecords();
    records.replace(part(states[cursor] as Seen, (id) => id >= `t${edge}`));
    for (let number = cursor; number < states.length; number++) {
      const event = log[number];
      if (event && number > cursor) records.apply(event);
      const right = rightly(states[number] as Seen).tasks;
      for (const shown of plain(records).tasks) expect(right).toContainEqual(shown);
    }
  },
);

test.prop([history], { numRuns: 300 })(
  "events older than the state change nothing on the way, not even the objects",
  (changes) => {
    const { log, states } = play(changes);
    const records = createRecords();
    records.replace({ ...(states.at(-1) as Seen), next: null, cursor: "" });
    const before = plain(records);
    for (const event of log) {
      // A task that is not in the state has nothing to be older or newer than: it appears and
      // disappears again.
      if (!event || !before.tasks.some(({ task }) => task.id === event.subject)) continue;
      records.apply(event);
      const { tasks } = plain(records);
      expect(tasks).toHaveLength(before.tasks.length);
      tasks.forEach(({ task, subtasks }, i) => {
        expect(task).toBe(before.tasks[i]?.task);
        expect(subtasks).toBe(before.tasks[i]?.subtasks);
      });
    }
  },
);

test("an event draws only its own task again, and an older event draws nothing", () => {
  const records = createRecords();
  const tasks = ["t0", "t1", "t2"].map((id) => aTask(id, 5));
  records.replace({ board: aBoard(), members: [], tasks, subtasks: [], next: null, cursor: "" });
  const first = drawnFrom(records, []);
  records.apply(anEvent(6, "task.edited", "t1", { task: aTask("t1", 6) }));
  const second = drawnFrom(records, first);
  expect(second.map((one) => first.includes(one))).toEqual([true, false, true]);
  records.apply(anEvent(4, "task.edited", "t1", { task: aTask("t1", 4) }));
  expect(drawnFrom(records, second).every((one) => second.includes(one))).toBe(true);
  records.clear();
  expect(drawnFrom(records, second)).toEqual([]);
});

test("an older name or membership changes nothing on the way", () => {
  const records = createRecords();
  const state = { tasks: [], subtasks: [], next: null, cursor: "" };
  records.replace({ ...state, board: aBoard(9, "new"), members: [aMember("ann", "ADMIN", 8)] });
  const { board, members } = records.state;
  records.apply(anEvent(3, "board.edited", "b", { board: aBoard(3, "old") }));
  records.apply(
    anEvent(4, "member.changed", "ann", { member: aMember("ann", "ADMIN_LIMITED", 4) }),
  );
  records.apply(
    anEvent(5, "member.removed", "ann", { member: aMember("ann", "ADMIN_LIMITED", 5) }),
  );
  expect(records.state.board).toBe(board);
  expect(records.state.members).toEqual(members);
});

test("an event about a task that carries only a subtask, or a record of an app's own, changes no version of the task", () => {
  const records = createRecords();
  const [task, subtask] = [aTask("t", 5, { total: 1 }), aSubtask("s", "t", 5)];
  const board = { board: aBoard(), members: [], next: null, cursor: "" };
  records.replace({ ...board, tasks: [task], subtasks: [subtask] });
  records.apply(anEvent(8, "subtask.edited", "t", { subtask: aSubtask("s", "t", 8) }));
  records.apply({
    ...anEvent(9, "task.nudged", "t", { nudge: { id: "n", note: "Please decide." } }),
    put: { nudge: "nudges" },
  });
  expect(tasksOf(records)).toEqual([task]);
  expect(records.subtasksOf("t")).toEqual([aSubtask("s", "t", 8)]);
});

test("a page that is older than the events that came meanwhile changes nothing of what they carried", () => {
  const records = createRecords();
  const board = { board: aBoard(), members: [], next: "older", cursor: "" };
  records.replace({ ...board, tasks: [], subtasks: [] });
  const older = records.expectOlder();
  const subtask = aSubtask("s", "t", 9, { title: "new" });
  const task = aTask("t", 9, { total: 1, done: 1 });
  records.apply(anEvent(9, "subtask.completed", "t", { task, subtask }));
  const page = { tasks: [aTask("t", 5, { total: 1 })], subtasks: [aSubtask("s", "t", 5)] };
  older?.take({ ...page, next: null });
  expect(records.state.hasMore).toBe(false);
  expect(tasksOf(records)).toEqual([task]);
  expect(records.subtasksOf("t")).toEqual([subtask]);
});

test("a page requested before the board was replaced is useless", () => {
  const records = createRecords();
  const state = { board: aBoard(), members: [], tasks: [], subtasks: [], cursor: "" };
  records.replace({ ...state, next: "older" });
  const older = records.expectOlder();
  records.replace({ ...state, next: "older" });
  expect(older?.take({ tasks: [aTask("t")], subtasks: [], next: null })).toBe(false);
  expect(records.state.hasMore).toBe(true);
  expect(tasksOf(records)).toEqual([]);
});

test("a deleted task is gone with its subtasks, also if its page comes later (H15)", () => {
  const records = createRecords();
  records.replace({
    board: aBoard(),
    members: [aMember("ann", "ADMIN")],
    tasks: [aTask("t0", 1), aTask("t1", 1)],
    subtasks: [aSubtask("s", "t0", 1)],
    next: "older",
    cursor: "1",
  });
  const older = records.expectOlder();
  records.apply({
    ...anEvent(7, "task.deleted", "t0", {}),
    data: { task: { id: "t0" }, subtasks: [{ id: "s" }] },
    erase: { task: "tasks", subtasks: "subtasks" },
  });
  older?.take({ tasks: [aTask("t0", 1)], subtasks: [], next: null });
  expect(tasksOf(records).map(({ id }) => id)).toEqual(["t1"]);
  expect(records.subtasksOf("t0")).toEqual([]);
});
