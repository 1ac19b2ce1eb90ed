import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { decodePlace, encodePageToken, maxTokenLength } from "../../engine/operation/page-token.ts";
import { TaskwireError } from "../../errors.ts";
import { idSchema, userIdSchema } from "../../model/id.ts";
import { notificationSchema } from "../../model/notification.ts";
import { subtaskSchema } from "../../model/subtask.ts";
import { taskSchema } from "../../model/task.ts";
import { userTopic } from "../../model/topic.ts";
import { AnswerBudget } from "../answer-budget.ts";
import { askedPage } from "./asked.ts";
import { decisionPage } from "./decisions.ts";
import { mentionPage } from "./mentions.ts";
import { ownBoards } from "./own-boards.ts";
import { stepPage } from "./steps.ts";
import type { WorkPage, WorkQuery } from "./work-page.ts";

const listNames = ["decide", "steps", "asked", "mentions"] as const;
type WorkListName = (typeof listNames)[number];

const boardName = z.object({ id: idSchema, name: z.string() });
const more = z.string().nullable();

/** The types of the values that make a position in each list. */
const placeKinds = {
  decide: ["string", "string", "string"],
  steps: ["string", "string"],
  asked: ["string", "string"],
  mentions: ["string", "number", "string"],
} as const;

const tokenName = (list: WorkListName, { actor: { userId } }: OperationContext) => [
  "work",
  userId,
  list,
];

/** Reads one of the lists, or returns an empty one if the caller wants another list. */
async function pageOf<Entry>(
  list: WorkListName,
  wanted: { readonly list?: WorkListName | undefined; readonly after?: string | undefined },
  context: OperationContext,
  read: (after: WorkQuery["after"]) => Promise<WorkPage<Entry>>,
): Promise<{ entries: Entry[]; next: string | null }> {
  if (wanted.list !== undefined && wanted.list !== list) return { entries: [], next: null };
  const name = tokenName(list, context);
  const after =
    wanted.after === undefined ? undefined : decodePlace(name, wanted.after, placeKinds[list]);
  const { entries, next } = await read(after);
  return { entries, next: next && encodePageToken(name, next) };
}

const open = query({
  name: "work.open",
  target: "app",
  permission: "anyone",
  summary:
    "Get the caller's work on all boards: `decide` has the tasks that wait for their decision, `steps` their open subtasks by due date, `asked` the tasks that they asked for and that are not over, and `mentions` the mentions that they have neither answered nor put away. With `list`, only this list.",
  route: { method: "GET", path: "/work" },
  input: z.strictObject({
    list: z.enum(listNames).optional(),
    limit: z.int().min(1).max(50).default(20).meta({
      description: "Maximum number of entries of each list. There can be fewer before the end.",
    }),
    after: z.string().max(maxTokenLength).optional().meta({
      description: "What `more` has for this `list`. Leave it out to begin at the start.",
    }),
  }),
  output: z.object({
    decide: z.array(
      z.object({
        task: taskSchema,
        board: boardName,
        actions: z.array(z.string()).meta({
          description:
            "The caller's own decisions, e.g. `task.approve`. Empty if the task waits only for a vote for another person.",
        }),
        for: z
          .array(z.object({ userId: userIdSchema, actions: z.array(z.string()) }))
          .meta({ description: "The people who are away and for whom the caller can vote." }),
      }),
    ),
    steps: z.array(z.object({ subtask: subtaskSchema, task: taskSchema, board: boardName })),
    asked: z.array(z.object({ task: taskSchema, board: boardName })),
    mentions: z.array(notificationSchema),
    more: z.object({ decide: more, steps: more, asked: more, mentions: more }).meta({
      description: "Pass one of them as `after`, with its `list`. Null: there are no more.",
    }),
    cursor: z.string().meta({ description: "For `subscribe` on `user:<userId>`." }),
  }),
  async run(context, { limit, ...wanted }) {
    if (wanted.after !== undefined && wanted.list === undefined)
      throw new TaskwireError("invalid", "`after` needs the `list` that it leads to.");
    // The cursor is read first. So an event that is committed between the reads is delivered again,
    // and not missed.
    const cursor = await context.cursor(userTopic(context.actor.userId));
    // Every change of the caller's memberships changes their user too. The engine checks at the end
    // that the user has not changed, so nothing here is newer than the caller's rights.
    const boards = await ownBoards(context);
    const whole = AnswerBudget.of(context);
    const read = async <Entry>(
      list: WorkListName,
      from: (query: WorkQuery) => Promise<WorkPage<Entry>>,
    ) => {
      // Each list takes at most half of the space that is left, so the later lists have space too.
      const budget = wanted.list === undefined ? whole.half() : whole;
      const page = await pageOf(list, wanted, context, (after) => from({ limit, after, budget }));
      if (wanted.list === undefined) whole.spend(...page.entries);
      return page;
    };
    const decide = await read("decide", (query) => decisionPage(boards, query, context));
    const steps = await read("steps", (query) => stepPage(boards, query, context));
    const asked = await read("asked", (query) => askedPage(boards, query, context));
    const mentions = await read("mentions", (query) => mentionPage(query, context));
    return {
      decide: decide.entries,
      steps: steps.entries,
      asked: asked.entries,
      mentions: mentions.entries,
      more: {
        ...{ decide: decide.next, steps: steps.next },
        ...{ asked: asked.next, mentions: mentions.next },
      },
      cursor,
    };
  },
});

/** The operation that reads a person's work on all boards. */
export const workOperations = { "work.open": open };
