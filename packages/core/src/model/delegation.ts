import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";

/** Maximum number of delegations of a person that have not ended. */
export const maxDelegations = 20;
/** Maximum number of delegates in one delegation. */
export const maxDelegates = 10;

export const delegationSchema = z
  .object({
    id: idSchema,
    /** The person who is away. */
    principalId: userIdSchema,
    /** The people who vote for them. Empty: the person is away, and nobody votes for them. */
    to: z.array(userIdSchema),
    /** The board on which it counts. Null: on all boards. */
    boardId: idSchema.nullable(),
    from: timestampSchema,
    /** It counts until this moment, and no longer from this moment on. */
    until: timestampSchema,
    /** Only the principal and the delegates see it. */
    reason: z.string().nullable(),
    createdBy: userIdSchema,
    createdAt: timestampSchema,
  })
  .meta({
    id: "Delegation",
    description: "A person is away for some time, and others vote for them.",
  });

/**
 * A person is away for some time, and others vote for them.
 *
 * @interface
 */
export type Delegation = z.infer<typeof delegationSchema>;

/** All delegations of one person. They are one record, because a vote for the person depends on it. */
export interface Delegations {
  /** The principal's id. */
  id: string;
  version: number;
  entries: readonly Delegation[];
  /** The ids of the entries whose delegates were asked for their votes. */
  begun: readonly string[];
}

export const delegations = defineCollection<Delegations>()({
  name: "delegations",
  fields: { entries: "json", begun: "json" },
  indexes: {},
  versions: "topic",
});

/** The fact that a person is a delegate in a delegation of somebody. For lists. */
export interface DelegateOf {
  /** See {@link delegateId}. */
  id: string;
  version: number;
  userId: string;
  principalId: string;
}

export const delegates = defineCollection<DelegateOf>()({
  name: "delegates",
  fields: { userId: "text", principalId: "text" },
  indexes: { user: ["userId"] },
  versions: "own",
});

/** The id of a row. A person's id can have any character, so one of the two is encoded. */
export const delegateId = (principalId: string, userId: string): string =>
  `${encodeURIComponent(principalId)}|${userId}`;

/** The people who can vote for a person at this time: on one board, or without `boardId` on any. */
export const delegatesAt = (
  entries: readonly Delegation[],
  boardId: string | undefined,
  now: string,
): string[] => {
  const isHere = (one: Delegation) =>
    boardId === undefined || one.boardId === null || one.boardId === boardId;
  const counts = (one: Delegation) => isHere(one) && one.from <= now && now < one.until;
  return [...new Set(entries.flatMap((one) => (counts(one) ? one.to : [])))];
};

/** The next time at which a delegation of a person begins or ends. Null if none does. */
export const nextDelegationTime = ({
  entries,
  begun,
}: Pick<Delegations, "entries" | "begun">): string | null =>
  entries
    .map(({ id, from, until }) => (begun.includes(id) ? until : from))
    .reduce<string | null>((a, b) => (a !== null && a <= b ? a : b), null);
