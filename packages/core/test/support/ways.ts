import type { Remedy, RemedyActor } from "../../src/authorize/remedy.ts";
import { type Action, operationOf } from "../permission-table.ts";
import { asSeen } from "./seen.ts";
import { errorOf, inputFor, type Person, type World } from "./situations.ts";

interface Now {
  readonly requesterId: string;
  readonly involved: readonly string[];
  readonly assigneeId: string | null | undefined;
}

async function lookAt(
  { taskwire, boardId, taskId }: World,
  subtaskId: string | undefined,
): Promise<Now & { state: string }> {
  const { task, subtasks } = await taskwire.system.tasks.get({ boardId, taskId });
  const subtask = subtasks.find(({ id }) => id === subtaskId);
  return {
    requesterId: task.requesterId,
    involved: task.involved,
    assigneeId: subtask?.assigneeId,
    state: task.state,
  };
}

// The conditions by name, implemented independently of the sources.
function holds(condition: string, person: string, now: Now): boolean {
  if (condition === "requester") return person === now.requesterId;
  if (condition === "assignee") return person === now.assigneeId;
  if (condition === "involved") return now.involved.includes(person);
  throw new Error(`The table knows no condition "${condition}".`);
}

/** The members that one entry of `by` means. */
function fitting({ role, if: conditions, not }: RemedyActor, world: World, now: Now): Person[] {
  return world.members.filter(
    (person) =>
      world.roles[person] === role &&
      (!conditions || conditions.some((name) => holds(name, person, now))) &&
      !(not && holds(not, person, now)),
  );
}

/**
 * Takes the steps of a remedy, each by one of the named people; `turn` chooses among them. Returns
 * the largest number of people to choose from.
 */
export async function walk(
  remedy: Exclude<Remedy, "none">,
  world: World,
  subtaskId: string | undefined,
  turn: number,
): Promise<number> {
  let most = 0;
  for (const { action, by, subtaskId: other } of remedy) {
    const target = other ?? subtaskId;
    const now = await lookAt(world, target);
    const able = [...new Set(by.flatMap((who) => fitting(who, world, now)))];
    const person = able[turn % able.length];
    if (!person) throw new Error(`Nobody on the board can take the step ${action}.`);
    most = Math.max(most, able.length);
    const input = await asSeen(world.taskwire, action, inputFor(action, world, target));
    const error = await errorOf(world.taskwire.call(person, operationOf[action as Action], input));
    if (error) throw new Error(`${person} can't take the step ${action}: ${JSON.stringify(error)}`);
  }
  return most;
}

/**
 * Every action that becomes possible for anybody within this many steps, as `action` or
 * `action@subtask`.
 */
export async function reachable(world: World, depth: number): Promise<Set<string>> {
  const found = new Set<string>();
  const begin = world.storage.moment();
  const seen = new Set([await summaryOf(world)]);
  let edge = [begin];
  for (let step = 0; step < depth; step++) {
    const next: typeof edge = [];
    for (const moment of edge) {
      await world.storage.rewind(moment);
      for (const [action, subtaskId] of await attempts(world)) {
        const input = await asSeen(world.taskwire, action, inputFor(action, world, subtaskId));
        for (const person of world.members) {
          if (await errorOf(world.taskwire.call(person, operationOf[action], input))) continue;
          found.add(subtaskId ? `${action}@${subtaskId}` : action);
          const summary = await summaryOf(world);
          if (!seen.has(summary)) {
            seen.add(summary);
            next.push(world.storage.moment());
          }
          await world.storage.rewind(moment);
        }
      }
    }
    edge = next;
  }
  await world.storage.rewind(begin);
  return found;
}

async function attempts({
  taskwire,
  boardId,
  taskId,
}: World): Promise<[Action, string | undefined][]> {
  const { subtasks } = await taskwire.system.tasks.get({ boardId, taskId });
  return (Object.keys(operationOf) as Action[])
    .filter((action) => action !== "read")
    .flatMap((action): [Action, string | undefined][] =>
      /^subtask\.(?!create)/.test(action)
        ? subtasks.map(({ id }) => [action, id])
        : [[action, undefined]],
    );
}

// Two moments with the same summary allow the same: no rule looks at texts and times.
async function summaryOf({ taskwire, boardId, taskId }: World): Promise<string> {
  const { task, subtasks } = await taskwire.system.tasks.get({ boardId, taskId });
  return JSON.stringify([
    task.state,
    subtasks.map(({ state, assigneeId, title }) => [title, state, assigneeId]),
  ]);
}
