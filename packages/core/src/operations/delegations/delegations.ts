import { z } from "zod";
import { command, type Operation, query } from "../../engine/operation/definition.ts";
import { systemId } from "../../model/actor.ts";
import { isSameJson } from "../../model/canonical-json.ts";
import { delegationSchema, delegations, maxDelegates } from "../../model/delegation.ts";
import { idSchema, timestampInput, userIdSchema } from "../../model/id.ts";
import { memberId, members } from "../../model/member.ts";
import { nonEmptyText } from "../../model/text.ts";
import type { TaskTypes, Workflow } from "../../workflow/workflow.ts";
import { checkMaySet, checkNew } from "./check-delegation.ts";
import { notFound, notMember } from "./delegation-errors.ts";
import { listAway, listOwn } from "./delegation-lists.ts";
import { endDelegation, keepDelegations } from "./keep-delegations.ts";

type Delegation = z.infer<typeof delegationSchema>;

/** The operations on delegations. Only a workflow with approvals has them. */
export type DelegationOperations<W> =
  W extends Workflow<string, string, TaskTypes, string, string, string, infer Voted>
    ? [Voted] extends [never]
      ? unknown
      : {
          "delegations.set": Operation<
            "delegations.set",
            {
              userId?: string;
              to: string[];
              boardId?: string | null;
              from: string;
              until: string;
              reason?: string;
            },
            { delegation: Delegation }
          >;
          "delegations.end": Operation<
            "delegations.end",
            { userId?: string; id: string },
            Record<never, never>
          >;
          "delegations.list": Operation<
            "delegations.list",
            { boardId?: string },
            { delegations: Delegation[] }
          >;
          "delegations.checkDue": Operation<
            "delegations.checkDue",
            { userId: string },
            Record<never, never>
          >;
        }
    : unknown;

const principal = userIdSchema.optional().meta({
  description: "The person who is away. Default: the caller. Others need `delegation.setOthers`.",
});
const nothing = z.object({});

const set = command({
  name: "delegations.set",
  target: "app",
  permission: "anyone",
  summary:
    "Say that a person is away for some time, and who votes for them. With no delegates, the person is only shown as away.",
  route: { method: "POST", path: "/delegations" },
  errors: ["forbidden", "refused", "too_large"],
  input: z.strictObject({
    userId: principal,
    to: z.array(userIdSchema).max(maxDelegates).meta({ description: "Any of them can vote." }),
    boardId: idSchema.nullable().optional().meta({ description: "Default: all boards." }),
    from: timestampInput,
    until: timestampInput.meta({ description: "It no longer counts from this moment on." }),
    reason: nonEmptyText(500).optional(),
  }),
  output: z.object({ delegation: delegationSchema }),
  async run(context, { userId = context.actor.userId, to, boardId = null, from, until, reason }) {
    await checkMaySet(context, userId);
    const [record] = await context.get(delegations, [userId]);
    const entries = record?.entries.filter((one) => one.until > context.now) ?? [];
    const asked = { to: [...new Set(to)], boardId, from, until, reason: reason ?? null };
    const same = entries.find((one) => isSameJson(one, { ...one, ...asked }));
    if (same) return { delegation: same };
    const delegation: Delegation = {
      id: context.newId(),
      principalId: userId,
      ...asked,
      createdBy: context.actor.userId,
      createdAt: context.now,
    };
    await checkNew(context, delegation, entries.length);
    await keepDelegations(context, userId, record, [...(record?.entries ?? []), delegation], {
      type: "delegation.set",
      delegation,
    });
    return { delegation };
  },
});

const end = command({
  name: "delegations.end",
  target: "app",
  permission: "anyone",
  summary: "End a delegation: one's own, or as a delegate one that somebody has given.",
  route: { method: "POST", path: "/delegations/:id/end" },
  errors: ["forbidden", "not_found"],
  input: z.strictObject({ userId: principal, id: idSchema }),
  output: nothing,
  async run(context, { userId = context.actor.userId, id }) {
    const [record] = await context.get(delegations, [userId]);
    const delegation = record?.entries.find((one) => one.id === id);
    const isDelegate = delegation?.to.includes(context.actor.userId) === true;
    if (!isDelegate) await checkMaySet(context, userId);
    if (!record || !delegation) throw notFound();
    await endDelegation(context, record, delegation);
    return {};
  },
});

const list = query({
  name: "delegations.list",
  target: "app",
  permission: "anyone",
  summary:
    "List the delegations that the caller has given and got. With a board: the members who are away there now or later, without reasons.",
  route: { method: "GET", path: "/delegations" },
  errors: ["not_found"],
  input: z.strictObject({ boardId: idSchema.optional() }),
  output: z.object({ delegations: z.array(delegationSchema) }),
  async run(context, { boardId }) {
    const { userId } = context.actor;
    if (boardId === undefined) return { delegations: await listOwn(context, userId) };
    const [member] = await context.get(members, [memberId(boardId, userId)]);
    if (!member && userId !== systemId) throw notMember();
    return { delegations: await listAway(context, boardId) };
  },
});

const checkDue = command({
  name: "delegations.checkDue",
  target: "app",
  permission: "system",
  summary:
    "Ask the delegates of a person whose absence has begun, and end delegations that are over. Servers call it by themselves; a second call does nothing.",
  route: { method: "POST", path: "/delegations/check-due" },
  errors: ["not_found"],
  input: z.strictObject({ userId: userIdSchema }),
  output: nothing,
  async run(context, { userId }) {
    const [record] = await context.get(delegations, [userId]);
    if (!record) throw notFound();
    await keepDelegations(context, userId, record, record.entries, undefined);
    return {};
  },
});

const operations = {
  "delegations.set": set,
  "delegations.end": end,
  "delegations.list": list,
  "delegations.checkDue": checkDue,
};

/** The operations on delegations, if the workflow has approvals. */
export const delegationOperations = <W extends Workflow>({ data }: W): DelegationOperations<W> =>
  (data.approvals ? operations : {}) as DelegationOperations<W>;
