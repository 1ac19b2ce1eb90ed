import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grants } from "../src/authorize/condition.ts";
import { judge } from "../src/authorize/judge.ts";
import { accessOf } from "../src/model/access.ts";
import type { Condition, RolesData } from "../src/model/definitions.ts";
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
    const answerOf = (own: Condition) =>
      granted("A", "p", { roles: { A: { p: ["own"] } }, conditions: { own } });
    expect(answerOf({ not: server })).toBe("ask");
    expect(answerOf({ all: [server, yes] })).toBe("ask");
    expect(answerOf({ all: [server, no] })).toBe(false);
    expect(answerOf({ any: [server, no] })).toBe("ask");
    expect(answerOf({ any: [server, yes] })).toBe(true);
    expect(answerOf({ not: no })).toBe(true);
    expect(answerOf({ all: [] })).toBe(true);
    expect(answerOf({ any: [] })).toBe(false);
  });

  test("is always granted to the system", () => {
    expect(granted("", "anything", data, "system")).toBe(true);
  });
});
