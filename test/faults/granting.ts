import type { Fault } from "./fault.ts";

const boards = "packages/core/src/operations/boards";
const granting = "packages/core/test/granting.test.ts";
const handles = "packages/core/test/handles.test.ts";
const sessionsEnd = "packages/core/test/sessions-end.test.ts";

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
    name: "a person can find out which records exist by choosing ids",
    file: "packages/core/src/operations/chosen-id.ts",
    edits: [{ find: "if (context.actor.userId !== systemId)", replace: "if (id.length > 128)" }],
    caughtBy: {
      test: "packages/core/test/chosen-ids.test.ts",
      title: "a person chooses no id of a new record",
    },
  },
  {
    number: 305,
    name: "sessions that were ended go on",
    file: "packages/core/src/session/ended-sessions.ts",
    edits: [{ find: 'if (type === "session.ended")', replace: 'if (type === "session.end")' }],
    caughtBy: { test: sessionsEnd, title: "ends all sessions of a person on every node" },
  },
  {
    number: 306,
    name: "a token that was checked before the end of its session opens one",
    file: "packages/core/src/session/session.ts",
    edits: [{ find: "if (!this.#isTokenDoubtful || ", replace: "if (checked || " }],
    caughtBy: { test: sessionsEnd, title: "ends a session whose token is being checked" },
  },
  {
    number: 307,
    name: "two people get handles that look alike at the same moment",
    file: `${boards}/handles.ts`,
    edits: [
      {
        find: "const found = await context.get(takenHandles, [...given, ...freed]);",
        replace: "const found: { userId: string }[] = [];",
      },
    ],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "of two people who get handles that look alike",
    },
  },
  {
    number: 308,
    name: "an old handle of a person takes the word of a group that was defined later",
    file: "packages/core/src/mentions/directory.ts",
    edits: [{ find: 'kind === "group" ? 0 : index', replace: "index" }],
    caughtBy: { test: handles, title: "from before the group" },
  },
  {
    number: 309,
    name: "a handle may mix letters of two scripts",
    file: "packages/core/src/mentions/mixed-scripts.ts",
    edits: [{ find: "different.length > 1", replace: "different.length > 2" }],
    caughtBy: { test: handles, title: "of letters of several scripts" },
  },
  {
    number: 310,
    name: "refusals that are reported to the app contain texts of the caller",
    file: "packages/core/src/model/refusal.ts",
    edits: [{ find: "/^id$|^[A-Za-z]{1,30}Id$/.test(field)", replace: "field" }],
    caughtBy: {
      test: "packages/core/test/refusals.test.ts",
      title: "the app hears of each refusal",
    },
  },
  {
    number: 1417,
    name: "a handle may have letters of any script, if only one",
    file: "packages/core/src/mentions/handle.ts",
    edits: [{ find: "hasUnusualScript(handle)", replace: 'hasUnusualScript("")' }],
    caughtBy: { test: handles, title: "in a script that few people can read" },
  },
  {
    number: 1418,
    name: "a letter that looks like two others is compared with one of them",
    file: "packages/core/src/mentions/look-alikes.ts",
    edits: [{ find: "unboxed), secondLook)", replace: "unboxed), firstLook)" }],
    caughtBy: { test: handles, title: "is no word that mentions a group" },
  },
  {
    number: 1419,
    name: "a person keeps the key of a handle that an earlier release gave them",
    file: "packages/core/src/mentions/look-alikes.ts",
    edits: [{ find: "lookOf(shape, firstLook)", replace: "lookOf(shape, secondLook)" }],
    caughtBy: { test: handles, title: "has the key that earlier releases" },
  },
];
