import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grants } from "../src/authorize/condition.ts";
import { judge } from "../src/authorize/judge.ts";
import { accessOf } from "../src/model/access.ts";
import type { Condition } from "../src/model/condition.ts";
import type { RolesData } from "../src/model/definitions.ts";
import type { Facts } from "../src/model/facts.ts";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";

const inherited = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "prototype",
  "",
];
const word = fc.oneof(
  fc.constantFrom(...inherited, "ADMIN", "task.approve", "requester"),
  fc.string(),
);
const { data } = approvalRoles;
const granted = (role: string, permission: string, roles: RolesData = data, userId = "u") =>
  grants(permission, { actor: { userId, role } }, roles);

const answerOf = (own: Condition, facts: object = {}) =>
  grants("p", { actor: { userId: "u", role: "A" }, ...facts } as Facts, {
    roles: { A: { p: ["own"] } },
    conditions: { own },
  });

describe("a permission", () => {
  test("is granted to no unknown role and under no unknown name, whatever an object inherits", () => {
    fc.assert(
      fc.property(word, word, (role, permission) => {
        const isKnown =
          ["ADMIN", "ADMIN_LIMITED"].includes(role) &&
          /^(task|subtask|board|member)\./.test(permission);
        if (!isKnown) expect(granted(role, permission)).toBe(false);
      }),
      { numRuns: 500 },
    );
    for (const name of inherited) {
      expect(granted(name, "task.approve")).toBe(false);
      expect(granted("ADMIN", name)).toBe(false);
      expect(accessOf(name, data)).toBeUndefined();
    }
  });

  test("is not granted by an unknown or inherited condition", () => {
    fc.assert(
      fc.property(word, (name) => {
        const roles: RolesData = { roles: { A: { "task.approve": [name] } }, conditions: {} };
        expect(granted("A", "task.approve", roles)).toBe(false);
      }),
    );
  });

  test("is not granted by a condition on missing or inherited facts", () => {
    const path = fc.oneof(
      fc.constantFrom(
        "task.requesterId",
        "task.constructor",
        "actor.__proto__",
        "__proto__.x",
        "task",
        "member.role.length",
        ".",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(path, path, (left, right) => {
        const conditions: { [name: string]: Condition } = {
          one: { includes: [left, right] },
          two: { is: [left, "x"] },
          three: { equals: [`task.${left}`, right] },
        };
        const roles: RolesData = {
          roles: { A: { "task.approve": Object.keys(conditions) } },
          conditions,
        };
        expect(granted("A", "task.approve", roles)).toBe(false);
      }),
    );
  });

  test("is not granted by properties that every object or string inherits", () => {
    const inheritedFacts: Condition[] = [
      { equals: ["actor.toString", "actor.toString"] },
      { equals: ["actor.__proto__", "actor.__proto__"] },
      { is: ["actor.constructor.name", "Object"] },
      { is: ["actor.userId.length", 1] },
      { is: ["constructor.name", "Object"] },
    ];
    for (const own of inheritedFacts) {
      const roles: RolesData = { roles: { A: { "task.approve": ["own"] } }, conditions: { own } };
      expect(granted("A", "task.approve", roles), JSON.stringify(own)).toBe(false);
    }
  });

  test("that depends on the app's own condition is neither granted nor denied where the app can't be asked", () => {
    const roles: RolesData = {
      roles: { A: { "task.approve": ["own"] } },
      conditions: { own: { server: true } },
    };
    const facts = { actor: { userId: "u", role: "A" } };
    expect(grants("task.approve", facts, roles)).toBe("ask");
    expect(grants("task.approve", { ...facts, answers: { own: true } }, roles)).toBe(true);
    expect(grants("task.approve", { ...facts, answers: { own: false } }, roles)).toBe(false);
    expect(judge("task.approve", facts, { roles, workflow: approvalWorkflow.data }).allowed).toBe(
      "ask",
    );
  });

  test("is not granted by combining a server condition: not, all and any keep it undecided", () => {
    const server: Condition = { server: true };
    const no: Condition = { is: ["actor.userId", "nobody"] };
    const yes: Condition = { is: ["actor.userId", "u"] };
    expect(answerOf({ not: server })).toBe("ask");
    expect(answerOf({ all: [server, yes] })).toBe("ask");
    expect(answerOf({ all: [server, no] })).toBe(false);
    expect(answerOf({ any: [server, no] })).toBe("ask");
    expect(answerOf({ any: [server, yes] })).toBe(true);
    expect(answerOf({ not: no })).toBe(true);
  });

  test("is not granted by a list without conditions, whatever stands around it", () => {
    for (const empty of [{ all: [] }, { any: [] }]) {
      expect(answerOf(empty)).toBe(false);
      expect(answerOf({ not: empty })).toBe(false);
    }
  });

  test("is always granted to the system", () => {
    expect(granted("", "anything", data, "system")).toBe(true);
  });
});

/** Every way to wrap a condition so that its answer counts. */
const around: readonly ((one: Condition) => Condition)[] = [
  (one) => one,
  (one) => ({ not: one }),
  (one) => ({ not: { not: one } }),
  (one) => ({ not: { not: { not: one } } }),
  (one) => ({ any: [one] }),
  (one) => ({ all: [one] }),
  (one) => ({ not: { any: [one, { is: ["actor.userId", "nobody"] }] } }),
  (one) => ({ not: { all: [one, { is: ["actor.userId", "u"] }] } }),
  (one) => ({ all: [{ not: one }, { not: { not: one } }] }),
  (one) => ({ any: [one, { not: one }] }),
];

describe("an answer that is unknown (D1)", () => {
  const task = {
    decision: null,
    decisions: [],
    involved: ["u", "v"],
    none: null,
    data: {
      amount: 5,
      text: "5",
      nan: Number.NaN,
      yes: true,
      list: [1, 2],
      record: { a: 1 },
      day: "2026-12-05",
      badDay: "2026-12-45",
      localTime: "2026-12-05T10:00",
      mixed: [1, "a"],
    },
  };
  const unknown: readonly Condition[] = [
    { equals: ["task.decision.bye", "actor.userId"] },
    { equals: ["task.decision.by", "actor.userId"] },
    { equals: ["task.none", "task.none"] },
    { equals: ["task.gone", "task.gone"] },
    { equals: ["task.data.nan", "task.data.nan"] },
    { equals: ["task.data.amount", "task.data.text"] },
    { equals: ["task.data.record", "task.data.record"] },
    { equals: ["task.involved", "task.involved"] },
    { is: ["task.decision.by", null] },
    { is: ["task.gone", null] },
    { is: ["task.gone", "x"] },
    { is: ["task.decision", "x"] },
    { is: ["task.data.amount", "5"] },
    { is: ["task.data.yes", "true"] },
    { is: ["subtask.assigneeId", "u"] },
    { includes: ["task.gone", "actor.userId"] },
    { includes: ["task.data.text", "actor.userId"] },
    { includes: ["task.involved", "task.gone"] },
    { includes: ["task.involved", "task.decision"] },
    { includes: ["task.data.list", "actor.userId"] },
    { includes: ["task.data.mixed", "actor.userId"] },
    ...(["lessThan", "atMost", "moreThan", "atLeast"] as const).flatMap((word) =>
      (
        [
          ["task.data.gone", 1],
          ["task.data.nan", 1],
          ["task.data.text", 1],
          ["task.data.yes", 1],
          ["task.data.amount", Number.NaN],
          ["task.data.amount", "task.data.text"],
          ["task.data.text", "task.data.text"],
          ["task.data.amount", "task.data.day"],
          ["task.data.day", "task.data.amount"],
          ["task.data.day", "task.data.badDay"],
          ["task.data.day", "task.data.localTime"],
          ["task.data.list", "task.data.list"],
          ["task.data.list", 1],
          ["task.data.record", 1],
          ["task.none", 1],
          ["task.none", "task.none"],
        ] as const
      ).map((sides) => ({ [word]: sides }) as unknown as Condition),
    ),
  ];

  test("never grants, whatever stands around it", () => {
    for (const one of unknown)
      for (const wrap of around)
        expect(answerOf(wrap(one), { task }), JSON.stringify(wrap(one))).toBe(false);
  });

  test("doesn't take away what is granted without it", () => {
    const yes: Condition = { is: ["actor.userId", "u"] };
    for (const one of unknown) expect(answerOf({ any: [one, yes] }, { task })).toBe(true);
  });

  test("grants only where every possible answer to it would grant", () => {
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constantFrom<Condition>(
          { is: ["actor.userId", "u"] },
          { is: ["actor.userId", "v"] },
          { is: ["task.gone", "a"] },
          { is: ["task.gone", "b"] },
        ),
        tie("tree").map((not): Condition => ({ not })),
        fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((all): Condition => ({ all })),
        fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((any): Condition => ({ any })),
      ),
    }));
    const worlds = [true, false].flatMap((a) => [true, false].map((b) => ({ a, b })));
    const isTrue = (one: Condition, world: { a: boolean; b: boolean }): boolean => {
      if ("not" in one) return !isTrue(one.not, world);
      if ("all" in one) return one.all.every((part) => isTrue(part, world));
      if ("any" in one) return one.any.some((part) => isTrue(part, world));
      const [path, value] = (one as { is: readonly [string, string] }).is;
      return path === "task.gone" ? world[value as "a" | "b"] : value === "u";
    };
    fc.assert(
      fc.property(tree, (one) => {
        if (answerOf(one) === true) expect(worlds.every((world) => isTrue(one, world))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("an order (D5)", () => {
  const words = ["lessThan", "atMost", "moreThan", "atLeast"] as const;
  const rows: readonly (readonly [a: unknown, b: unknown, holds: string])[] = [
    [4, 5, "lessThan atMost"],
    [5, 5, "atMost atLeast"],
    [6, 5, "moreThan atLeast"],
    [-1, 0, "lessThan atMost"],
    [0.1, 0.2, "lessThan atMost"],
    ["2026-12-05", "2026-12-06", "lessThan atMost"],
    // One instant, written in two ways.
    ["2026-12-05T00:00:00Z", "2026-12-05T07:00:00+07:00", "atMost atLeast"],
    ["2026-12-05", "2026-12-05T00:00:00.000Z", "atMost atLeast"],
    // Later as text, earlier as an instant.
    ["2026-12-05T23:00:00+07:00", "2026-12-05T17:00:00Z", "lessThan atMost"],
    ["2026-12-05T10:00:00.500Z", "2026-12-05T10:00:00Z", "moreThan atLeast"],
  ];

  test.each(rows)("of %s and %s: %s", (a, b, holds) => {
    const facts = { task: { data: { a, b } } };
    for (const word of words) {
      const expected = holds.split(" ").includes(word);
      const overPaths = { [word]: ["task.data.a", "task.data.b"] } as unknown as Condition;
      const overValue = { [word]: ["task.data.a", b] } as unknown as Condition;
      for (const one of [overPaths, overValue]) {
        expect(answerOf(one, facts), JSON.stringify(one)).toBe(expected);
        expect(answerOf({ not: one }, facts), JSON.stringify(one)).toBe(!expected);
      }
    }
  });
});

describe("null", () => {
  const is = (value: unknown): boolean =>
    answerOf({ is: ["task.decision", null] }, { task: { decision: value } }) === true;

  test("matches an empty field", () => {
    expect(is(null)).toBe(true);
    expect(is({ by: "u" })).toBe(false);
    expect(is(undefined)).toBe(false);
    expect(
      answerOf({ not: { is: ["task.decision", null] } }, { task: { decision: { by: "u" } } }),
    ).toBe(true);
  });
});
