import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { grants } from "../src/authorize/condition.ts";
import { permissionsBeyond } from "../src/authorize/covers.ts";
import type { RolesData } from "../src/model/definitions.ts";
import type { Member } from "../src/model/member.ts";
import { basePermissions } from "../src/policy/permissions.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";

const all = Object.fromEntries(
  [...basePermissions, ...Object.keys(approvalWorkflow.data.actions).map((name) => `task.${name}`)]
    .filter((permission) => permission !== "user.put")
    .map((permission) => [permission, true as const]),
);
const staff = { "member.add": true, "member.change": true, "member.remove": true } as const;

/** Roles of which some give others rights. OWNER has everything that MANAGER and LEAD have, and they differ. */
const roles = defineRoles({
  workflow: approvalWorkflow,
  conditions: { small: { is: ["task.title", "Small"] } },
  roles: {
    OWNER: all,
    MANAGER: { ...staff, "task.read": ["involved"], "task.approve": ["small"] },
    LEAD: { ...staff, "task.read": true, "task.reject": true },
    HR: {
      ...staff,
      "user.put": true,
      "task.read": ["involved"],
      "task.approve": ["small", "requester"],
    },
    CLERK: { "task.read": ["involved"], "task.approve": ["requester"] },
    GUEST: {},
  },
});
const roleNames = ["OWNER", "MANAGER", "LEAD", "HR", "CLERK", "GUEST"] as const;

const nodes: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

/** A board whose members have these roles, by their ids. */
async function boardOf(people: { readonly [userId: string]: string }) {
  const taskwire = createTaskwire({ roles });
  nodes.push(taskwire);
  await taskwire.open();
  const { users, boards, members } = taskwire.system;
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const [id, role] of Object.entries(people)) {
    await users.put({ id, name: id, role: role as "OWNER" });
    await members.add({ boardId, userId: id });
  }
  const as = (userId: string) => taskwire.as({ userId });
  const list = async (): Promise<readonly Member[]> => (await members.list({ boardId })).members;
  return { taskwire, boardId, as, list };
}

describe("nobody gives or takes more than they have (D6)", () => {
  test("a person who may add members makes nobody an OWNER, neither by a role for the board nor by the person's own role", async () => {
    const { taskwire, boardId, as } = await boardOf({ ann: "MANAGER" });
    await taskwire.system.users.put({ id: "big", name: "Big", role: "OWNER" });
    await taskwire.system.users.put({ id: "small", name: "Small", role: "GUEST" });
    const { members } = as("ann");
    for (const input of [
      { boardId, userId: "big" },
      { boardId, userId: "small", role: "OWNER" as const },
      { boardId, userId: "small", role: "CLERK" as const },
    ])
      await expect(members.add(input)).rejects.toMatchObject({
        code: "forbidden",
        details: { action: "member.add", rule: "granting" },
      });
    expect(await members.add({ boardId, userId: "big", role: "GUEST" })).toMatchObject({
      role: "GUEST",
    });
  });

  test("says which role, which permissions are missing, and which roles can do it", async () => {
    const { boardId, as } = await boardOf({ ann: "MANAGER", cat: "CLERK", guy: "GUEST" });
    await expect(
      as("ann").members.change({ boardId, userId: "guy", role: "CLERK" }),
    ).rejects.toMatchObject({
      code: "forbidden",
      message:
        "You can't give or take the role CLERK: it grants task.approve, and your role MANAGER doesn't. Ask somebody with the role OWNER or HR.",
      details: {
        action: "member.change",
        rule: "granting",
        role: "CLERK",
        missing: ["task.approve"],
        remedy: [{ action: "member.change", by: [{ role: "OWNER" }, { role: "HR" }] }],
      },
    });
  });

  test("names the cure if no role can give a role", async () => {
    const taskwire = createTaskwire({
      roles: defineRoles({
        workflow: approvalWorkflow,
        roles: { MANAGER: { "member.add": true }, STAFF: { "task.create": true } },
      }),
    });
    nodes.push(taskwire);
    await taskwire.open();
    const { system } = taskwire;
    const { id: boardId } = await system.boards.create({ name: "Sales" });
    await system.users.put({ id: "ann", name: "Ann", role: "MANAGER" });
    await system.users.put({ id: "sam", name: "Sam", role: "STAFF" });
    await system.members.add({ boardId, userId: "ann" });
    await expect(
      taskwire.as({ userId: "ann" }).members.add({ boardId, userId: "sam" }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(
        /No role can do this\. The app can, with `taskwire\.system`\. .* also grant task\.create\./,
      ),
      details: { remedy: "none" },
    });
  });

  test("a person who may change members demotes and removes nobody who has more, but people who have less", async () => {
    const { boardId, as } = await boardOf({ ann: "MANAGER", own: "OWNER", guy: "GUEST" });
    const { members } = as("ann");
    const refusal = { code: "forbidden", details: { rule: "granting", role: "OWNER" } };
    await expect(members.change({ boardId, userId: "own", role: "GUEST" })).rejects.toMatchObject(
      refusal,
    );
    await expect(members.remove({ boardId, userId: "own" })).rejects.toMatchObject(refusal);
    await members.change({ boardId, userId: "guy", role: "MANAGER" });
    await members.change({ boardId, userId: "guy", role: null });
    await members.remove({ boardId, userId: "guy" });
  });

  test("a person who may write users makes, enables and demotes nobody beyond their own role", async () => {
    const { taskwire, boardId, as } = await boardOf({ hal: "HR", own: "OWNER", guy: "GUEST" });
    const { users } = as("hal");
    const { system } = taskwire;
    await system.users.put({ id: "off", name: "Off", role: "OWNER", disabled: true });
    const more = { code: "forbidden", details: { action: "user.put", rule: "granting" } };
    for (const input of [
      { id: "new", name: "New", role: "OWNER" },
      { id: "guy", name: "guy", role: "LEAD" },
      { id: "own", name: "own", role: "GUEST" },
      { id: "own", name: "own", role: "OWNER", disabled: true },
      { id: "off", name: "Off", role: "OWNER", disabled: false },
    ] as const)
      await expect(users.put(input), JSON.stringify(input)).rejects.toMatchObject(more);
    expect(await users.put({ id: "own", name: "Owner", role: "OWNER" })).toMatchObject({
      name: "Owner",
    });
    expect(await users.put({ id: "guy", name: "guy", role: "CLERK" })).toMatchObject({
      role: "CLERK",
    });
    // On one board the person has more than their own role says.
    await system.members.change({ boardId, userId: "guy", role: "OWNER" });
    const disabled = { id: "guy", name: "guy", role: "CLERK", disabled: true } as const;
    await expect(users.put(disabled)).rejects.toMatchObject(more);
    await system.users.put(disabled);
  });

  test("a person who may write users can't change their own role, and can't disable themselves", async () => {
    const { as } = await boardOf({ hal: "HR" });
    const { users } = as("hal");
    for (const change of [{ role: "GUEST" }, { role: "HR", disabled: true }] as const)
      await expect(users.put({ id: "hal", name: "hal", ...change })).rejects.toMatchObject({
        code: "refused",
        details: { rule: "own_role" },
      });
    expect(await users.put({ id: "hal", name: "Hal", role: "HR" })).toMatchObject({ name: "Hal" });
  });

  test("the app's own code gives and takes everything", async () => {
    const { taskwire, boardId } = await boardOf({ own: "OWNER" });
    const { system } = taskwire;
    await system.members.change({ boardId, userId: "own", role: "GUEST" });
    await system.members.change({ boardId, userId: "own", role: null });
    await system.users.put({ id: "own", name: "own", role: "OWNER", disabled: true });
    await system.members.remove({ boardId, userId: "own" });
  });

  test("a role covers another one only if each of its grants is as wide, whatever the conditions mean", () => {
    const beyond = (role: object, by: object) =>
      permissionsBeyond("A", "B", { roles: { A: role, B: by }, conditions: {} } as RolesData);
    expect(beyond({ p: true }, { p: true })).toEqual([]);
    expect(beyond({ p: ["x"] }, { p: true })).toEqual([]);
    expect(beyond({ p: ["x"] }, { p: ["y", "x"] })).toEqual([]);
    expect(beyond({ p: true }, { p: ["x"] })).toEqual(["p"]);
    expect(beyond({ p: ["x", "y"] }, { p: ["x"] })).toEqual(["p"]);
    expect(beyond({ p: ["x"] }, { p: ["y"] })).toEqual(["p"]);
    expect(beyond({ p: true, constructor: true }, {})).toEqual(["p", "constructor"]);
    expect(beyond({}, {})).toEqual([]);
  });
});

describe("the last person who can give a role stays (D6)", () => {
  const last = (role: string) => ({ code: "refused", details: { rule: "last_holder", role } });

  test("the only OWNER can't leave, also with a MANAGER on the board, until somebody else is OWNER", async () => {
    const { boardId, as } = await boardOf({ own: "OWNER", ann: "MANAGER", guy: "GUEST" });
    const { members } = as("own");
    const leave = () => members.remove({ boardId, userId: "own" });
    await expect(leave()).rejects.toMatchObject(last("OWNER"));
    await members.change({ boardId, userId: "guy", role: "OWNER" });
    await leave();
    await expect(as("guy").members.remove({ boardId, userId: "guy" })).rejects.toMatchObject(
      last("OWNER"),
    );
  });

  test("a disabled person doesn't count", async () => {
    const { taskwire, boardId, as } = await boardOf({ own: "OWNER", two: "OWNER" });
    await taskwire.system.users.put({ id: "two", name: "two", role: "OWNER", disabled: true });
    await expect(as("own").members.remove({ boardId, userId: "own" })).rejects.toMatchObject(
      last("OWNER"),
    );
    await as("own").members.remove({ boardId, userId: "two" });
  });

  test("a person whose role gives rights on a condition that doesn't hold doesn't count", async () => {
    const founders = defineRoles({
      workflow: approvalWorkflow,
      roles: {
        CHAIR: {
          "board.create": true,
          "member.add": ["founder"],
          "member.change": ["founder"],
          "member.remove": true,
        },
      },
    });
    const taskwire = createTaskwire({ roles: founders });
    nodes.push(taskwire);
    await taskwire.open();
    for (const id of ["dao", "nok"])
      await taskwire.system.users.put({ id, name: id, role: "CHAIR" });
    const dao = taskwire.as({ userId: "dao" });
    const { id: boardId } = await dao.boards.create({ name: "Sales" });
    await dao.members.add({ boardId, userId: "nok" });
    await expect(dao.members.remove({ boardId, userId: "dao" })).rejects.toMatchObject(
      last("CHAIR"),
    );
    await taskwire.as({ userId: "nok" }).members.remove({ boardId, userId: "nok" });
  });

  test("a person who writes users demotes and disables nobody who is the last one on a board", async () => {
    const { taskwire, boardId, as } = await boardOf({ man: "MANAGER" });
    await taskwire.system.users.put({ id: "hal", name: "hal", role: "HR" });
    const { users } = as("hal");
    await taskwire.system.members.change({ boardId, userId: "man", role: "HR" });
    await taskwire.system.users.put({ id: "man", name: "man", role: "HR" });
    await taskwire.system.members.change({ boardId, userId: "man", role: null });
    for (const change of [{ role: "GUEST" }, { role: "HR", disabled: true }] as const)
      await expect(users.put({ id: "man", name: "man", ...change })).rejects.toMatchObject(
        last("HR"),
      );
    await taskwire.system.members.add({ boardId, userId: "hal" });
    await users.put({ id: "man", name: "man", role: "GUEST" });
  });
});

describe("any order of commands by people (D6)", () => {
  const people = ["a", "b", "c", "d"] as const;
  const person = fc.constantFrom(...people);
  const role = fc.constantFrom(...roleNames);
  const step = fc.oneof(
    fc.record({ kind: fc.constant("add" as const), by: person, who: person, role }),
    fc.record({ kind: fc.constant("change" as const), by: person, who: person, role }),
    fc.record({ kind: fc.constant("remove" as const), by: person, who: person, role }),
    fc.record({ kind: fc.constant("put" as const), by: person, who: person, role }),
    fc.record({ kind: fc.constant("disable" as const), by: person, who: person, role }),
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  const grantOf = (name: string, permission: string) =>
    (roles.data.roles as RolesData["roles"])[name]?.[permission];
  /** Whether every grant of a role is one of another, written a second time and more simply. */
  const isWithin = (name: string, by: string) =>
    Object.keys(all)
      .concat("user.put")
      .every((permission) => {
        const [inner, outer] = [grantOf(name, permission), grantOf(by, permission)];
        return (
          inner === undefined ||
          outer === true ||
          (Array.isArray(inner) && Array.isArray(outer) && inner.every((c) => outer.includes(c)))
        );
      });
  const givers = (members: readonly Member[]) =>
    members.filter(
      ({ role, disabled, userId }) =>
        !disabled && grants("member.change", { actor: { userId, role } }, roles.data) === true,
    );

  const run = (
    { kind, by, who, role: given }: Step,
    boardId: string,
    as: (userId: string) => Awaited<ReturnType<typeof boardOf>>["taskwire"]["system"],
  ) => {
    const { members, users } = as(by);
    if (kind === "add") return members.add({ boardId, userId: who, role: given });
    if (kind === "change") return members.change({ boardId, userId: who, role: given });
    if (kind === "remove") return members.remove({ boardId, userId: who });
    return users.put({ id: who, name: who, role: given, disabled: kind === "disable" });
  };

  test("never gives or takes rights that the actor lacks, and leaves somebody on each board who can give every role", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(role, role, role),
        fc.array(step, { minLength: 5, maxLength: 25 }),
        async ([b, c, d], steps) => {
          const { boardId, as, list, taskwire } = await boardOf({ a: "OWNER", b, c, d });
          for (const one of steps) {
            const before = await list();
            const actor = await as(one.by)
              .users.me()
              .catch(() => null);
            const own = before.find(({ userId }) => userId === one.by);
            const done = await run(one, boardId, as as never).then(
              () => true,
              () => false,
            );
            const after = await list();
            if (!done) expect(after).toEqual(before);
            const limit = one.kind === "put" || one.kind === "disable" ? actor?.role : own?.role;
            for (const userId of people) {
              const [was, is] = [before, after].map((members) =>
                members.find((member) => member.userId === userId),
              );
              const hasChanged = was?.role !== is?.role || was?.disabled !== is?.disabled;
              for (const { role } of hasChanged ? [was, is].filter((m) => m !== undefined) : [])
                expect(isWithin(role, limit as string), JSON.stringify({ one, was, is })).toBe(
                  true,
                );
            }
            // Every role that somebody could give can still be given.
            for (const giver of givers(before))
              expect(
                givers(after).some(({ role }) => isWithin(giver.role, role)),
                JSON.stringify({ one, giver, after }),
              ).toBe(true);
          }
          await taskwire.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
