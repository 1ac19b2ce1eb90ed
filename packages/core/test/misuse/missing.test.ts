import { expect, test } from "vitest";
import { approvalRoles } from "../../src/policy/approval-roles.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";

// A program in JavaScript, or one with `any`, is not checked by the compiler.
const define = defineRoles as unknown as (...given: unknown[]) => unknown;

test.each<[string, unknown[], string]>([
  ["nothing", [], "needs `roles`"],
  ["null", [null], "needs `roles`"],
  ["no roles", [{ extends: approvalRoles }], "needs `roles`"],
  ["roles that are null", [{ extends: approvalRoles, roles: null }], "needs `roles`"],
  ["no workflow", [{ roles: {} }], "needs `workflow`"],
  [
    "a misspelled field",
    [{ extend: approvalRoles, roles: {} }],
    'has no field "extend"; there are',
  ],
  ["roles to extend that are null", [{ extends: null, roles: {} }], "what defineRoles returned"],
  ["grants to extend", [{ extends: { ADMIN: {} }, roles: {} }], "what defineRoles returned"],
  [
    "a role that would be lost",
    [{ extends: approvalRoles, roles: JSON.parse('{"__proto__":{"task.read":true}}') }],
    'the name "__proto__"',
  ],
])("defineRoles with %s says what is missing", (_, given, says) => {
  expect(() => define(...given)).toThrow(says);
});

test.each([[undefined], [null], ["dao"], [{}], [{ userId: null }]])(
  "`as(%j)` asks who acts",
  async (actor) => {
    const taskwire = createTaskwire();
    expect(() => taskwire.as(actor as never)).toThrow("Say who acts");
  },
);

test("options that are null are none", async () => {
  const taskwire = createTaskwire();
  await taskwire.open();
  const input = { id: "dao", name: "Dao", role: "ADMIN" } as const;
  expect(await taskwire.system.users.put(input, null as never)).toMatchObject({ id: "dao" });
  await taskwire.close();
});

test.each<[string, unknown[], string]>([
  ["without a name", ["task.created", () => {}], "Name a type of events"],
  ["with a list of types", ["tell", ["task.created"], () => {}], "Name a type of events"],
  ["without a function", ["tell", "task.created"], "a name, the type of its events and a function"],
  ["with an object as its name", [{}, "task.created", () => {}], "a name, the type of its events"],
  ["with an empty name", ["", "task.created", () => {}], "a name, the type of its events"],
])("a reaction %s is refused at once", (_, given, says) => {
  const react = createTaskwire().react as unknown as (...given: unknown[]) => void;
  expect(() => react(...given)).toThrow(says);
});

test("an erasure with an unknown word for `texts` is refused, and erases nothing", async () => {
  const taskwire = createTaskwire();
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const erasure = taskwire.users.erase("dao", { texts: "remove" as "delete" });
  await expect(erasure).rejects.toThrow('`texts` has to be "keep" or "delete"');
  expect(await taskwire.as({ userId: "dao" }).users.me({})).toMatchObject({ name: "Dao" });
  await taskwire.close();
});
