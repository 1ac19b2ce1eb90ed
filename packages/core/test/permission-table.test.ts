import { describe, expect, test } from "vitest";
import { actionsOn, available, type Verdict } from "../src/authorize/judge.ts";
import type { Remedy } from "../src/authorize/remedy.ts";
import type { Definitions } from "../src/model/facts.ts";
import { createTaskwire } from "../src/taskwire.ts";
import {
  type Action,
  operationOf,
  otherOperations,
  relationColumns,
  roleColumns,
  type Situation,
  stateOf,
  table,
} from "./permission-table.ts";
import { asSeen } from "./support/seen.ts";
import {
  errorOf,
  inputFor,
  type Person,
  type Role,
  situationOf,
  type World,
} from "./support/situations.ts";
import { reachable, walk } from "./support/ways.ts";

interface Cell {
  readonly action: Action;
  readonly role: Role;
  readonly relation: (typeof relationColumns)[number];
  readonly answer: string;
  readonly remedy: string;
}

function cellsOf(situation: Situation): Cell[] {
  return (Object.entries(table[situation]) as [Action, string][]).flatMap(([action, row]) => {
    const halves = row.split("|").map((half) => half.trim());
    const remedy = halves[2] ?? "";
    return roleColumns.flatMap((role, i) => {
      const answers = (halves[i] ?? "").split(/\s+/);
      expect(answers, `${situation}: ${action}: ${role}`).toHaveLength(relationColumns.length);
      return relationColumns.map((relation, j) => ({
        action,
        role,
        relation,
        answer: answers[j] as string,
        remedy,
      }));
    });
  });
}

const situations = Object.keys(table) as Situation[];
const isRefused = ({ answer }: Cell) => !["yes", "hidden", "-"].includes(answer);
const isAboutSubtask = (action: Action) => /^subtask\.(?!create)/.test(action);
const targetOf = (action: Action, { subtaskId }: World) =>
  isAboutSubtask(action) ? subtaskId : undefined;

function wayInWords(remedy: Remedy, { ids }: World): string {
  if (remedy === "none") return remedy;
  const name = (id: string) => Object.entries(ids).find(([, one]) => one === id)?.[0];
  return remedy
    .map(
      ({ action, subtaskId, unless }) =>
        `${action}${subtaskId ? `@${name(subtaskId)}` : ""}${unless ? "?" : ""}`,
    )
    .join(" ");
}

/** The verdict of a client, computed from the records it holds. */
async function clientSide(
  person: Person,
  action: Action,
  world: World,
  definitions: Definitions,
): Promise<Verdict> {
  const { boardId, taskId } = world;
  const held = await world.taskwire.as({ userId: person }).boards.open({ boardId });
  const task = held.tasks.find(({ id }) => id === taskId);
  const member = held.members.find(({ userId }) => userId === person);
  if (!task || !member) throw new Error("The client doesn't hold the task.");
  const siblings = held.subtasks.filter((subtask) => subtask.taskId === taskId);
  const subtask = siblings.find(({ id }) => id === targetOf(action, world));
  const facts = {
    actor: { userId: person, role: member.role },
    board: held.board,
    member,
    task,
    siblings,
  };
  return available({ ...facts, ...(subtask && { subtask }) }, definitions)[action] as Verdict;
}

describe.each(situations)("permissions: %s", (situation) => {
  const cells = cellsOf(situation);
  const groups = roleColumns.flatMap((role) =>
    (["assignee", "requester"] as const).map((assignee) => {
      const isMeant = ({ relation }: Cell) => (relation === "both") === (assignee === "requester");
      const own = cells.filter(
        (cell) => cell.role === role && isMeant(cell) && cell.answer !== "-",
      );
      return { role, assignee, cells: own };
    }),
  );

  for (const { role, assignee, cells } of groups.filter(({ cells }) => cells.length > 0)) {
    const who =
      assignee === "requester" ? `${role} who is requester and assignee` : `${role}, each relation`;
    const personOf = ({ relation }: Cell): Person => (relation === "both" ? "requester" : relation);

    test(`operation, why, available and a client's own check give ${who} the answers of the table`, async () => {
      const world = await situationOf(situation, role, assignee);
      const before = world.storage.moment();
      for (const cell of cells) {
        const label = `${cell.action} by ${cell.role}, ${cell.relation}`;
        const person = personOf(cell);
        const subtaskId = targetOf(cell.action, world);
        const on = { boardId: world.boardId, taskId: world.taskId };
        const input = await asSeen(
          world.taskwire,
          cell.action,
          inputFor(cell.action, world, subtaskId),
        );
        const error = await errorOf(world.taskwire.call(person, operationOf[cell.action], input));
        await world.storage.rewind(before);
        if (cell.answer === "hidden") {
          expect(error, label).toMatchObject({ code: "not_found" });
          continue;
        }
        if (cell.action === "read") {
          expect(error, label).toBeUndefined();
          continue;
        }
        const api = world.taskwire.as({ userId: person });
        const why = await api.tasks.why({
          ...on,
          action: cell.action,
          ...(subtaskId && { subtaskId }),
        });
        const all = await api.tasks.available(on);
        const verdicts = subtaskId ? all.subtasks[subtaskId] : all.task;
        const listed = (verdicts as { readonly [action: string]: Verdict })[cell.action];
        const client = await clientSide(person, cell.action, world, world.taskwire.definitions);
        expect(listed, label).toEqual({ ...why, rules: [] });
        expect(client, label).toEqual(why);
        if (cell.answer === "yes") {
          expect(error, label).toBeUndefined();
          expect(why.allowed, label).toBe(true);
          continue;
        }
        if (why.allowed !== false)
          throw new Error(`${label}: ${cell.answer} expected, but it is allowed`);
        expect({ rule: why.rule, remedy: wayInWords(why.remedy, world) }, label).toEqual({
          rule: cell.answer,
          remedy: cell.remedy,
        });
        expect(error, label).toMatchObject({
          code: cell.answer === "permission" ? "forbidden" : "refused",
          // The error's message says in words the same as the verdict's data: the roles and
          // conditions that would allow it.
          message:
            cell.answer === "permission"
              ? expect.stringMatching(
                  /^(The role \w+ cannot do this\.|People with the role \w+ can do|It is your own request: )/,
                )
              : why.message,
          details: { action: cell.action, rule: why.rule, remedy: why.remedy },
        });
      }
    });

    test(`every remedy shown to ${who} works, whichever of the named people takes each step`, async () => {
      const world = await situationOf(situation, role, assignee);
      const before = world.storage.moment();
      const on = { boardId: world.boardId, taskId: world.taskId };
      for (const cell of cells.filter(isRefused).filter(({ remedy }) => remedy !== "none")) {
        const subtaskId = targetOf(cell.action, world);
        const why = await world.taskwire.as({ userId: personOf(cell) }).tasks.why({
          ...on,
          action: cell.action as Exclude<Action, "read">,
          ...(subtaskId && { subtaskId }),
        });
        if (why.allowed !== false || why.remedy === "none")
          throw new Error(`${cell.action}: a remedy is expected`);
        for (let turn = 0, turns = 1; turn < turns; turn++) {
          turns = await walk(why.remedy, world, subtaskId, turn);
          const last = why.remedy.at(-1);
          if (last?.action === cell.action) expect(last.subtaskId ?? subtaskId).toBe(subtaskId);
          // Completed by its last subtask, not by hand.
          else {
            expect(cell.action).toBe("task.complete");
            expect((await world.taskwire.system.tasks.get(on)).task.state).toBe("completed");
          }
          await world.storage.rewind(before);
        }
      }
    });

    test(`an action that is never possible for ${who} is reached by nobody in four steps`, async () => {
      const never = cells.filter(({ remedy }) => remedy === "none").filter(isRefused);
      if (never.length === 0) return;
      const world = await situationOf(situation, role, assignee);
      const found = await reachable(world, 4);
      for (const cell of never) {
        const subtaskId = targetOf(cell.action, world);
        expect([...found]).not.toContain(subtaskId ? `${cell.action}@${subtaskId}` : cell.action);
      }
    });
  }
});

describe("the permission table", () => {
  const { operations, definitions } = createTaskwire();
  const rules = ["permission", "state", "own_task", "has_subtasks", "subtask_state", "order"];

  test("uses only known answers, and each of them", () => {
    const answers = new Set(situations.flatMap(cellsOf).map(({ answer }) => answer));
    expect(
      [...answers].filter((answer) => !["yes", "hidden", "-", ...rules].includes(answer)),
    ).toEqual([]);
    expect(rules.filter((rule) => !answers.has(rule))).toEqual([]);
  });

  test('has a remedy or "none" for every refusal', () => {
    expect(
      situations.flatMap(cellsOf).filter((cell) => isRefused(cell) && cell.remedy === ""),
    ).toEqual([]);
  });

  test("covers every state of the workflow", () => {
    expect(new Set(Object.values(stateOf))).toEqual(
      new Set(Object.keys(definitions.workflow.states)),
    );
  });

  test.each(situations)("puts the task into the named state: %s", async (situation) => {
    const { taskwire, boardId, taskId } = await situationOf(situation, "ADMIN", "assignee");
    expect((await taskwire.system.tasks.get({ boardId, taskId })).task.state).toBe(
      stateOf[situation],
    );
  });

  test("covers every role", () => {
    expect(Object.keys(definitions.roles.roles)).toEqual([...roleColumns]);
  });

  test("covers every action", () => {
    const actor = { userId: "u", role: "ADMIN" };
    const onTask = actionsOn({ actor }, definitions);
    const onSubtask = actionsOn({ actor, subtask: {} as never }, definitions);
    expect(["read", ...onTask, ...onSubtask].sort()).toEqual(Object.keys(operationOf).sort());
  });

  test("covers every operation on a board, a task or a subtask", () => {
    const names = Object.values(operations)
      // Rooms and comments have a table of their own. A decision link takes the actions of the table.
      .filter(
        ({ target, name }) =>
          target !== "app" &&
          target !== "link" &&
          !/^(rooms|roomMembers|messages|comments)\./.test(name),
      )
      .map(({ name }) => name);
    expect(names.sort()).toEqual([...Object.values(operationOf), ...otherOperations].sort());
  });
});
