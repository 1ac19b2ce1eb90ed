import { TaskwireError } from "../errors.ts";
import { byteLength } from "../model/byte-length.ts";
import { involvementId, involvements } from "../model/involvement.ts";
import { type Task, tasks } from "../model/task.ts";
import { boardTopic } from "../model/topic.ts";
import type { ListPage, Storage } from "../storage/storage.ts";
import { arrive } from "../workflow/transition.ts";
import type { RenamedStates } from "../workflow/workflow.ts";
import type { EngineParts } from "./attempt.ts";
import { lastText } from "./last-text.ts";
import { commitAsSystem } from "./system-commit.ts";

const pageSize = 200;

/**
 * A commit moves tasks of at most about this many bytes. This is well below the limit for the
 * events of a commit.
 */
const maxBytes = 64 * 1024;

/**
 * Brings the tasks of earlier releases into the states of the workflow: moves those whose state was
 * renamed, each in an event. Several nodes can do it at once: a task is moved once.
 *
 * @throws {TaskwireError} `invalid` if tasks are in a state that the workflow doesn't have. Nobody
 * could do anything with them. The message says how many there are, and how to correct the
 * workflow.
 */
export async function renameStates(renamed: RenamedStates, parts: EngineParts): Promise<void> {
  const { workflow } = parts.definitions;
  const used = await usedStates(parts.storage);
  const old = used.filter((state) => !Object.hasOwn(workflow.states, state));
  const problems = [];
  for (const state of old) problems.push(await problemWith(state, renamed, parts));
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0)
    throw new TaskwireError(
      "invalid",
      `Workflow "${workflow.name}", version ${workflow.version}: ${found.join(" ")}`,
    );
  for (const state of old) await moveAll(state, renamed[state] as string, parts);
}

/** The states that tasks are in, with one short read for each. */
async function usedStates(storage: Storage): Promise<string[]> {
  const states: string[] = [];
  for (;;) {
    const before = states.at(-1);
    const { records } = await storage.list(tasks.name, {
      index: "state",
      equals: {},
      limit: 1,
      ...(before !== undefined && { after: [before, lastText, lastText] }),
    });
    const state = records[0]?.fields.state;
    if (typeof state !== "string") return states;
    states.push(state);
  }
}

async function problemWith(
  state: string,
  renamed: RenamedStates,
  { storage, definitions: { workflow } }: EngineParts,
): Promise<string | undefined> {
  const now = Object.hasOwn(renamed, state) ? renamed[state] : undefined;
  const [one] = (await storage.list(tasks.name, inState(state, 1))).records;
  // Another node has moved the tasks meanwhile.
  if (!one) return undefined;
  const kind = String(one.fields.kind);
  if (now !== undefined && workflow.states[now]?.kind === kind) return undefined;
  const count = await countIn(state, storage);
  const are = count === 1 ? "1 task is" : `${count} tasks are`;
  const fitting = Object.keys(workflow.states).filter(
    (name) => workflow.states[name]?.kind === kind,
  );
  const choice = fitting.length > 0 ? fitting.join(", ") : "there is none, so add one";
  return now === undefined
    ? `it has no state "${state}", but ${are} in it. Add the state, or say which one it is now: renamed: { ${state}: "…" } (of the kind ${kind}: ${choice}).`
    : `${are} in "${state}", which was of the kind ${kind}, and \`renamed\` says that it is "${now}" now, which is ${workflow.states[now]?.kind}. Name a state of the kind ${kind}: ${choice}.`;
}

const inState = (state: string, limit: number, after?: ListPage["next"]) => ({
  index: "state",
  equals: { state },
  limit,
  ...(after && { after }),
});

async function countIn(state: string, storage: Storage): Promise<number> {
  let count = 0;
  let after: ListPage["next"] = null;
  do {
    const page: ListPage = await storage.list(tasks.name, inState(state, pageSize, after));
    count += page.records.length;
    after = page.next;
  } while (after);
  return count;
}

async function moveAll(from: string, to: string, parts: EngineParts): Promise<void> {
  for (;;) {
    // Moved tasks are no longer in the list, so the next page is the first.
    const { records } = await parts.storage.list(tasks.name, inState(from, pageSize));
    if (records.length === 0) return;
    for (const ids of batches(records)) await move(ids, from, to, parts);
  }
}

/** Moves those of some tasks that are still in the old state. */
const move = (ids: readonly string[], from: string, to: string, parts: EngineParts) =>
  commitAsSystem(async (context) => {
    const { workflow } = parts.definitions;
    for (const task of await context.get(tasks, ids)) {
      if (task?.state !== from) continue;
      const moved: Task = { ...arrive(task, to, workflow), updatedAt: context.now };
      context.emit({
        topic: boardTopic(task.boardId),
        type: "task.state_renamed",
        subject: task.id,
        audience: { before: task.involved, after: task.involved },
        put: { task: [tasks, moved] },
        data: { from, to },
      });
      for (const userId of task.involved)
        context.derive({
          collection: involvements.name,
          id: involvementId(task.id, userId),
          kind: "update",
          fields: { state: to },
        });
    }
  }, parts);

function batches(records: ListPage["records"]): string[][] {
  const all: string[][] = [];
  let bytes = maxBytes;
  for (const { id, fields } of records) {
    const size = byteLength(JSON.stringify(fields));
    if (bytes + size > maxBytes) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(id);
    bytes += size;
  }
  return all;
}
