import type { Fault } from "./fault.ts";

const source = "packages/client/src/snapshot-source.ts";
const life = "packages/client/test/life.test.ts";
const rendering = "packages/react/test/rendering.test.ts";

/** Mistakes in when a client connects, and in when its stores start and stop. */
export const lifetimeFaults: readonly Fault[] = [
  {
    number: 530,
    name: "a store stops as soon as its last listener is removed",
    file: source,
    edits: [
      { find: "else cancel = client.runtime.timer(graceMs, close);", replace: "else close();" },
    ],
    caughtBy: { test: life, title: "StrictMode's mount" },
  },
  {
    number: 531,
    name: "a store that nobody uses never stops",
    file: source,
    edits: [{ find: "!remove() || --users", replace: "!remove() || --users >= 0" }],
    caughtBy: { test: life, title: "a hidden page stops" },
  },
  {
    number: 532,
    name: "a listener that is removed twice counts twice",
    file: source,
    edits: [
      {
        find: "if (!remove() || --users) return;",
        replace: "remove();\n        if (--users > 0) return;",
      },
    ],
    caughtBy: { test: life, title: "within the grace time" },
  },
  {
    number: 533,
    name: "a client connects when it is made",
    file: "packages/client/src/client.ts",
    edits: [
      { find: "return withApi(client)", replace: "connection.start();\n  return withApi(client)" },
    ],
    caughtBy: { test: life, title: "opens no socket" },
  },
  {
    number: 534,
    name: "a room store stops before its texts are sent",
    file: "packages/client/src/thread/store.ts",
    edits: [
      {
        find: "letGo ??= source.subscribe(() => {}) as () => undefined;",
        replace: "letGo = undefined;",
      },
    ],
    caughtBy: { test: life, title: "are sent although" },
  },
  {
    number: 535,
    name: "all stores that a page has ever shown are kept",
    file: "packages/client/src/share.ts",
    edits: [{ find: "if (stores.size > maxStores) stores.clear();", replace: "" }],
    caughtBy: { test: life, title: "a few are kept" },
  },
  {
    number: 536,
    name: "closing a store ends it for everybody",
    file: source,
    edits: [{ find: "if (users) return users;", replace: "" }],
    caughtBy: { test: life, title: "ends nothing for another one" },
  },
  {
    number: 537,
    name: "a page that a server rendered follows its topics from now on",
    file: "packages/client/src/server/index.ts",
    edits: [
      {
        find: "core.subscribe(topic, handlers, cursor)",
        replace: "core.subscribe(topic, handlers)",
      },
    ],
    caughtBy: { test: rendering, title: "a second read or a gap" },
  },
  {
    number: 538,
    name: "a page that a server rendered for one person stays for another one",
    file: "packages/client/src/server/index.ts",
    edits: [
      { find: "if (user.id !== state.welcome.user.id) core.close();", replace: "void user;" },
    ],
    caughtBy: { test: rendering, title: "not shown to another one" },
  },
  {
    number: 539,
    name: "a component is drawn again although the part that it selects is the same",
    file: "packages/react/src/use-selected.ts",
    edits: [
      {
        find: "last && haveSameParts(last.selected, next)",
        replace: "last && Object.is(last.selected, next)",
      },
    ],
    caughtBy: { test: "packages/react/test/hooks.test.ts", title: "of 30 cards" },
  },
];
