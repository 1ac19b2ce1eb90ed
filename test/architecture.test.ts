import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Sources, violations } from "../scripts/architecture.ts";
import { coreParts } from "../scripts/architecture-rules.ts";

function sourcesOf(tree: Readonly<Record<string, string>>): Sources {
  return new Map(Object.entries(tree));
}

const broken: readonly { rule: string; tree: Record<string, string>; says: RegExp }[] = [
  {
    rule: "an import against the direction of the table",
    tree: {
      "packages/core/src/workflow/machine.ts": 'import { judge } from "../policy/judge.ts";',
    },
    says: /workflow may import calendar, model, errors\.ts, runtime\.ts; the state machine is pure/,
  },
  {
    rule: "a type import against the direction of the table",
    tree: {
      "packages/core/src/operations/tasks.ts":
        'import type { Storage } from "../storage/storage.ts";',
    },
    says: /it never stores or sends by itself/,
  },
  {
    rule: "an inline import of a type",
    tree: {
      "packages/core/src/model/task.ts": 'export type X = import("../engine/commit.ts").Commit;',
    },
    says: /every other part depends on the model/,
  },
  {
    rule: "a memory adapter imported outside of taskwire.ts",
    tree: {
      "packages/core/src/engine/commit.ts": 'import { memoryStorage } from "../storage/memory.ts";',
    },
    says: /no adapter/,
  },
  {
    rule: "an import of a file that a part does not offer",
    tree: { "packages/core/src/operations/tasks.ts": 'import { run } from "../engine/commit.ts";' },
    says: /operations may import engine\/operation/,
  },
  {
    rule: "a part that is missing in the table",
    tree: { "packages/core/src/magic/wand.ts": 'import { z } from "../model/id.ts";' },
    says: /decide what it may import/,
  },
  {
    rule: "an import of the package's own index.ts",
    tree: { "packages/client/src/socket.ts": 'export { connect } from "./index.ts";' },
    says: /files inside must not import the package's own index\.ts/,
  },
  {
    rule: "an import of an entry point from inside",
    tree: { "packages/core/src/policy/judge.ts": 'import type { Task } from "../doors/model.ts";' },
    says: /subpath export/,
  },
  {
    rule: "test support in what applications load",
    tree: { "packages/core/src/index.ts": 'export * from "./testing/random.ts";' },
    says: /must not load what only tests need/,
  },
  {
    rule: "a relative import that leaves its package",
    tree: {
      "packages/client/test/live.test.ts": 'import { judge } from "../../core/src/model/judge.ts";',
    },
    says: /must not leave its package/,
  },
  {
    rule: "the client loading all of core",
    tree: { "packages/client/src/calls.ts": 'import type { Taskwire } from "@taskwire/core";' },
    says: /the client runs in browsers/,
  },
  {
    rule: "one adapter importing another",
    tree: {
      "packages/express-adapter/src/index.ts": 'import { wsAdapter } from "@taskwire/ws-adapter";',
    },
    says: /code shared by two adapters belongs into core/,
  },
  {
    rule: "a cycle of type imports",
    tree: {
      "packages/ws-adapter/src/a.ts": 'import type { B } from "./b.ts";',
      "packages/ws-adapter/src/b.ts": 'import type { A } from "./c.ts";',
      "packages/ws-adapter/src/c.ts": 'export type { A } from "./a.ts";',
    },
    says: /import cycle: .*a\.ts → .*b\.ts → .*c\.ts/,
  },
  {
    rule: "a file of more than 400 lines",
    tree: { "packages/core/src/model/task.ts": "\n".repeat(401) },
    says: /at most 400 lines/,
  },
  {
    rule: "a file name that says nothing",
    tree: { "packages/core/src/model/types.ts": "" },
    says: /the name is too general/,
  },
  ...[
    "Date.now()",
    "new Date()",
    "Math.random()",
    "crypto.randomUUID()",
    "globalThis.setTimeout(f)",
    "performance.now()",
  ]
    .concat(["setTimeout(f, 1)", "{ setInterval }", "[setImmediate]", "process.nextTick(f)"])
    .map((use) => ({
      rule: `${use} in core`,
      tree: { "packages/core/src/session/ping.ts": `\nexport const x = ${use};` },
      says: /ping\.ts:2 uses .*: time, ids and random numbers must come from the runtime/,
    })),
];

describe("the rules", () => {
  test.each(broken)("refuse $rule", ({ tree, says }) => {
    const found = violations(sourcesOf(tree));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(says);
  });

  test("allow imports in the table, and clocks in runtime.ts", () => {
    const tree = {
      "packages/core/src/runtime.ts": "export const now = () => Date.now();",
      "packages/core/src/model/task.ts":
        "export const at = new Date(0); clock.setTimeout(f); // Date.now()",
      "packages/core/src/log/read.ts": 'import type { Storage } from "../storage/storage.ts";',
      "packages/core/src/taskwire.ts": 'import { memoryStorage } from "./storage/memory.ts";',
      "packages/core/src/testing/storage.ts":
        'import { memoryStorage } from "../storage/memory.ts"; setImmediate(f);',
      "packages/client/src/calls.ts": 'import type { Task } from "@taskwire/core/model";',
    };
    expect(violations(sourcesOf(tree))).toEqual([]);
  });

  test("list the parts in order: each imports only parts listed before it", () => {
    const order = Object.keys(coreParts);
    for (const [part, { may }] of Object.entries(coreParts)) {
      const below = order.slice(0, order.indexOf(part));
      expect(below).toEqual(
        expect.arrayContaining(may.map((name) => (name.includes("/") ? name.split("/")[0] : name))),
      );
    }
  });
});

test("the sources keep to the architecture", () => {
  const files = globSync([
    "packages/*/{src,test}/**/*.{ts,tsx}",
    "examples/*/{src,test}/**/*.{ts,tsx}",
  ]);
  expect(files.length).toBeGreaterThan(20);
  expect(violations(new Map(files.map((file) => [file, readFileSync(file, "utf8")])))).toEqual([]);
});
