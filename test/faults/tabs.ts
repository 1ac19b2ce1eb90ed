import type { Fault } from "./fault.ts";

const tabs = "packages/client/src/tabs";
const board = "packages/client/test/switchboard.test.ts";
const chromium = "test/tabs.test.ts";

/** Mistakes in the connection that tabs share. */
export const tabFaults: readonly Fault[] = [
  {
    number: 1283,
    name: "if a tab finds the shared connection dead, the tab that has it keeps it",
    file: "packages/client/src/tabs/shared-socket.ts",
    edits: [{ find: 'if ("dead" in message) endDead();', replace: "" }],
    caughtBy: {
      test: "packages/client/test/shared-socket.test.ts",
      title: "asks the server whether it is dead",
    },
  },
  {
    number: 1373,
    name: "a tab that was blocked ends the healthy connection of all tabs",
    file: "packages/client/src/tabs/shared-socket.ts",
    edits: [{ find: "if (runtime.now() - askedAt > silentMs) drop", replace: "drop" }],
    caughtBy: {
      test: "packages/client/test/shared-socket.test.ts",
      title: "finds a healthy connection dead",
    },
  },
  {
    number: 693,
    name: "a tab that comes with a newer cursor makes the others miss events",
    file: `${tabs}/shared-topics.ts`,
    edits: [
      { find: "if (before && number > before.number)", replace: "if (before && number < 0)" },
    ],
    caughtBy: { test: board, title: "each tab gets each event once" },
  },
  {
    number: 694,
    name: "after a tab with a cursor that is too old, the others are not followed any more",
    file: `${tabs}/shared-topics.ts`,
    edits: [
      {
        find: "if (topic.following.size > 0) request(name, topic, position?.cursor);",
        replace: "",
      },
    ],
    caughtBy: { test: board, title: "each tab gets each event once" },
  },
  {
    number: 695,
    name: "answers about an older subscription count for the new one",
    file: `${tabs}/shared-topics.ts`,
    edits: [{ find: 'if (frame.type !== "unsubscribed" || frame.error) return;', replace: "" }],
    caughtBy: { test: board, title: "each tab gets each event once" },
  },
  {
    number: 696,
    name: "results go to every tab that has a call with this id",
    file: `${tabs}/switchboard.ts`,
    edits: [{ find: "const id = ++lastId;", replace: "const { id } = call;" }],
    caughtBy: { test: board, title: "calls of several tabs keep their ids" },
  },
  {
    number: 697,
    name: "tabs of different persons share a connection",
    file: `${tabs}/shared-socket.ts`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the source.
    edits: [{ find: "`taskwire:${url}:${welcome.user.id}:", replace: "`taskwire:${url}:" }],
    caughtBy: { test: chromium, title: "tabs of different persons never share" },
  },
  {
    number: 698,
    name: "a tab that has closed its client keeps the lock, so the others can't share any more",
    file: `${tabs}/shared-socket.ts`,
    edits: [
      {
        find: "return lock && whenEnded;",
        replace: "return lock && new Promise(() => {});",
      },
    ],
    caughtBy: { test: chromium, title: "closes its client" },
  },
  {
    number: 1184,
    name: "a tab shares a connection with a tab of another login, and outlives its own",
    file: `${tabs}/shared-socket.ts`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the source.
    edits: [{ find: ':${welcome.login ?? ""}`', replace: "`" }],
    caughtBy: {
      test: "packages/client/test/shared-socket.test.ts",
      title: "E9: two tabs of a person of different logins don.t share",
    },
  },
  {
    number: 1185,
    name: "tabs stay on a connection that belongs to another login now",
    file: `${tabs}/shared-socket.ts`,
    edits: [{ find: "frame.login !== welcome.login", replace: "frame.login === null" }],
    caughtBy: {
      test: "packages/client/test/shared-socket.test.ts",
      title: "every tab connects again",
    },
  },
  {
    number: 1186,
    name: "the server doesn't say which login a connection belongs to",
    file: "packages/core/src/session/session.ts",
    edits: [{ find: "...loginOf(checked),\n      user", replace: "user" }],
    caughtBy: { test: chromium, title: "a tab shares only with tabs of the same login" },
  },
];
