import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { involvements } from "../../model/involvement.ts";
import { stateKinds, tasks } from "../../model/task.ts";
import { boardTopic } from "../../model/topic.ts";

/** Tasks in one state are counted up to this number. */
const maxCount = 1_000;

const countsSchema = z.array(
  z.object({
    state: z.string(),
    kind: z.enum(stateKinds),
    count: z.int().meta({ description: `The number of tasks, counted up to ${maxCount}.` }),
    more: z.boolean().meta({ description: "There are more tasks than `count`." }),
  }),
);

/**
 * Counts the tasks in a state that the caller may see, without reading them. For people who don't
 * see all tasks, an index lists the tasks that they see.
 */
async function countIn(state: string, context: OperationContext) {
  const boardId = context.board().id;
  const { userId } = context.actor;
  const query = { index: "state", limit: maxCount + 1, scan: maxCount + 1 };
  const counting = builtIn(context);
  const counts = {
    all: () => counting.count(tasks, { ...query, equals: { state, boardId } }),
    involved: () => counting.count(involvements, { ...query, equals: { boardId, userId, state } }),
  };
  const found = context.access ? await counts[context.access]() : 0;
  return { count: Math.min(found, maxCount), more: found > maxCount };
}

const counts = query({
  name: "tasks.counts",
  target: "board",
  permission: "member",
  summary: `Count the tasks of a board that the caller may see, by state. Each state is counted up to ${maxCount}.`,
  route: { method: "GET", path: "/boards/:boardId/task-counts" },
  input: z.strictObject(onBoard),
  output: z.object({
    counts: countsSchema,
    cursor: z.string().meta({ description: "For `subscribe` on `board:<boardId>`." }),
  }),
  async run(context, { boardId }) {
    // The cursor is read first. So an event that is committed between the reads is delivered again,
    // and not missed.
    const cursor = await context.cursor(boardTopic(boardId));
    const states = Object.entries(context.definitions.workflow.states);
    const found = states.map(async ([state, { kind }]) => ({
      state,
      kind,
      ...(await countIn(state, context)),
    }));
    return { counts: await Promise.all(found), cursor };
  },
});

/** The operation that counts tasks. */
export const taskCountOperations = { "tasks.counts": counts };
