import { z } from "zod";
import { fittingGroups, type Voter } from "../../approvals/draft.ts";
import { addVoter, withdrawVote } from "../../approvals/void.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command, type Operation } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import { maxNameLength } from "../../model/approval-data.ts";
import { userIdSchema } from "../../model/id.ts";
import { own } from "../../model/own.ts";
import { nonEmptyText } from "../../model/text.ts";
import type { TaskTypes, Workflow } from "../../workflow/workflow.ts";
import { asItIs, emitChange, openStep, refused } from "./open-step.ts";
import { taskResultSchema } from "./task-change.ts";
import type { TaskResult } from "./task-signatures.ts";

type Open = Awaited<ReturnType<typeof openStep>>;
type OnStep = { boardId: string; taskId: string; step: string };

/** The operations on the voters of a task. Only a workflow with approvals has them. */
export type VoterOperations<W> =
  W extends Workflow<string, string, TaskTypes, string, string, string, infer Voted>
    ? [Voted] extends [never]
      ? unknown
      : {
          "tasks.withdraw": Operation<
            "tasks.withdraw",
            OnStep & { seat?: string; reason?: string },
            TaskResult<W>
          >;
          "tasks.addVoter": Operation<
            "tasks.addVoter",
            OnStep & { group?: string; userId: string; instead?: string },
            TaskResult<W>
          >;
        }
    : unknown;

const step = z.string().max(maxNameLength);

/** Refuses requesters who want to take a vote of somebody else out of their own task. */
function checkNotOwn(context: OperationContext): void {
  if (context.task().requesterId === context.actor.userId && context.actor.userId !== systemId)
    throw refused("own_task", "It is your own request: somebody else has to do this.", {
      remedy: "none",
    });
}

const withdraw = command({
  name: "tasks.withdraw",
  target: "task",
  permission: "member",
  summary:
    "Take a vote out of an open step: one's own, or with the permission `vote.remove` another person's.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/withdraw" },
  input: z.strictObject({
    ...onTask,
    step,
    seat: userIdSchema
      .optional()
      .meta({ description: "The person whose vote it is. Default: the caller." }),
    reason: nonEmptyText().optional(),
  }),
  output: taskResultSchema,
  async run(context, { step: name, seat = context.actor.userId, reason }) {
    const by = context.actor.userId;
    const isCaster = context
      .task()
      .approval?.votes.some((one) => one.step === name && one.seat === seat && one.castBy === by);
    if (seat !== by && !isCaster) {
      const holders = await builtIn(context).people.holders(
        "vote.remove",
        context.task(),
        context.board(),
      );
      if (by !== systemId && !holders.includes(by))
        throw new TaskwireError("forbidden", "You can withdraw only your own vote.", {
          action: "vote.remove",
          rule: "permission",
        });
      checkNotOwn(context);
      if (reason === undefined)
        throw new TaskwireError("invalid", "Give a reason for taking out another person's vote.", {
          problems: [{ path: "reason", message: "Give a reason" }],
        });
    }
    const found = await openStep(context, name);
    const { votes } = found.approval;
    if (!votes.some((one) => one.step === name && one.seat === seat))
      throw refused("step", `There is no such vote in the step "${name}".`, { remedy: "none" });
    const change = withdrawVote(found.approval, { step: name, seat, by, reason }, found.proceeding);
    return emitChange(context, change, found);
  },
});

const groupsOf = (voter: Voter, { data, open, proceeding }: Open): string[] =>
  data ? fittingGroups(voter, data, open, proceeding.task) : [];

const add = command({
  name: "tasks.addVoter",
  target: "task",
  permission: "task.addVoter",
  summary:
    "Let one more person vote in an open step. `instead` names a person of a group that needs the votes of all, who has not voted.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/voters" },
  input: z.strictObject({
    ...onTask,
    step,
    group: z
      .string()
      .max(maxNameLength)
      .optional()
      .meta({ description: "Only needed if the step has several groups." }),
    userId: userIdSchema,
    instead: userIdSchema.optional(),
  }),
  output: taskResultSchema,
  async run(context, { step: name, group: named, userId, instead }) {
    const found = await openStep(context, name);
    const groups = Object.keys(found.data?.groups ?? {});
    const group = named ?? (groups.length === 1 ? groups[0] : undefined);
    if (group === undefined || !groups.includes(group))
      throw new TaskwireError(
        "invalid",
        `Name one of the groups of the step "${name}": ${groups.join(", ")}.`,
        { problems: [{ path: "group", message: `Name one of ${groups.join(", ")}` }] },
      );
    const voter = found.proceeding.voters.find((one) => one.userId === userId);
    if (!voter?.able)
      throw refused(
        "permission",
        "This person can't vote on this task: they need an enabled account and the permission to vote, and to be on the board and see the task. Requesters can't vote on their own task.",
        { remedy: "none" },
      );
    const hasVoted = (one: string) =>
      found.approval.votes.some(({ step: at, seat }) => at === name && seat === one);
    if (
      instead !== undefined &&
      (hasVoted(instead) || !own(found.open.seats ?? undefined, group)?.includes(instead))
    )
      throw refused("step", "Only a person of the group who has not voted can be replaced.", {
        remedy: "none",
      });
    if (instead !== undefined && groupsOf(voter, found).includes(group))
      throw refused("step", "This person can vote in the group already: they replace nobody.", {
        remedy: "none",
      });
    if (own(found.open.added, group)?.includes(userId)) return asItIs(context);
    const added = { step: name, group, userId, instead, by: context.actor.userId };
    return emitChange(context, addVoter(found.approval, added, found.proceeding), found);
  },
});

const operations = { "tasks.withdraw": withdraw, "tasks.addVoter": add };

/** The operations on voters, if the workflow has approvals. */
export const voterOperations = <W extends Workflow>({ data }: W): VoterOperations<W> =>
  (data.approvals ? operations : {}) as VoterOperations<W>;
