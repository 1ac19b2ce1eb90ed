import type { Fault } from "./fault.ts";

const boards = "packages/core/src/operations/boards";
const granting = "packages/core/test/granting.test.ts";

/** Mistakes in giving and taking rights, and in ending sessions. */
export const grantingFaults: readonly Fault[] = [
  {
    number: 301,
    name: "a person makes somebody a member with more rights than their own",
    file: `${boards}/members.ts`,
    edits: [{ find: 'checkMayGive("member.add", [member.role], context);', replace: "" }],
    caughtBy: { test: granting, title: "makes nobody an OWNER" },
  },
  {
    number: 302,
    name: "a grant with other conditions counts as covered",
    file: "packages/core/src/authorize/covers.ts",
    edits: [{ find: "grant.every((name)", replace: "grant.some((name)" }],
    caughtBy: { test: granting, title: "a role covers another one only if" },
  },
  {
    number: 303,
    name: "the last person who can give a role may leave",
    file: `${boards}/granting.ts`,
    edits: [{ find: "(await canGive(context, board, other))", replace: "other.role" }],
    caughtBy: { test: granting, title: "a disabled person doesn't count" },
  },
  {
    number: 304,
    name: "a person learns from a chosen id which records exist",
    file: "packages/core/src/operations/chosen-id.ts",
    edits: [{ find: "if (context.actor.userId !== systemId)", replace: "if (id.length > 128)" }],
    caughtBy: {
      test: "packages/core/test/chosen-ids.test.ts",
      title: "a person chooses no id of a new record",
    },
  },
];
