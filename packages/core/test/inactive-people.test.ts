import { beforeEach, describe, expect, test } from "vitest";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";
import { type AssigneeRule, defineTemplates } from "../src/workflow/templates.ts";

const templateFor = (assignee: AssigneeRule<"ADMIN" | "ADMIN_LIMITED">) =>
  defineTemplates(
    { workflow: approvalWorkflow, roles: approvalRoles },
    { work: { version: 1, type: "task", subtasks: { part: { title: "Part", assignee } } } },
  );

type Rule = Parameters<typeof templateFor>[0];

async function office(rule: Rule) {
  const node = createTaskwire({
    storage: memoryStorage(),
    runtime: fakeRuntime(),
    templates: templateFor(rule),
  });
  await node.open();
  const { system } = node;
  const { id: boardId } = await system.boards.create({ name: "Sales" });
  const people = { dao: "ADMIN", lek: "ADMIN_LIMITED", mali: "ADMIN_LIMITED" } as const;
  for (const [id, role] of Object.entries(people)) {
    await system.users.put({ id, name: id, role });
    await system.members.add({ boardId, userId: id });
  }
  const disable = (id: keyof typeof people) =>
    system.users.put({ id, name: id, role: people[id], disabled: true });
  const remove = (id: keyof typeof people) => system.members.remove({ boardId, userId: id });
  const { task } = await node.as({ userId: "lek" }).tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  const assignee = async () => (await decide(system, "approve", on)).subtasks[0]?.assigneeId;
  return { node, system, boardId, on, disable, remove, assignee };
}

describe.each(["disable", "remove"] as const)("after %s", (how) => {
  test.each<[string, Rule, string | null]>([
    ["a role: somebody else has it", { role: "ADMIN_LIMITED" }, "mali"],
    ["the creator: nobody", "creator", null],
    ["a named person: nobody", { user: "lek" }, null],
  ])("a template gives work by %s (B4)", async (_, rule, expected) => {
    const it = await office(rule);
    await it[how]("lek");
    expect(await it.assignee()).toBe(expected);
  });

  test("a template leaves a subtask without an assignee if nobody else has the role (B4)", async () => {
    const it = await office({ role: "ADMIN_LIMITED" });
    await it[how]("lek");
    await it[how]("mali");
    expect(await it.assignee()).toBeNull();
  });

  test("work can't be assigned by hand (B4)", async () => {
    const it = await office("nobody");
    const { subtasks } = await decide(it.system, "approve", it.on);
    await it[how]("lek");
    const subtaskId = subtasks[0]?.id as string;
    await expect(
      it.system.subtasks.assign({ ...it.on, subtaskId, assigneeId: "lek" }),
    ).rejects.toMatchObject({ code: "invalid" });
  });

  test.each(["reopen", "restore"] as const)(
    "%s opens a subtask without an assignee (B4)",
    async (action) => {
      const { system, on, ...it } = await office({ user: "lek" });
      const { subtasks } = await decide(system, "approve", on);
      await system.subtasks.create({ ...on, title: "Another", assigneeId: "mali" });
      const part = { ...on, subtaskId: subtasks[0]?.id as string };
      await system.subtasks[action === "reopen" ? "complete" : "cancel"](part);
      await it[how]("lek");
      const { subtask, task } = await system.subtasks[action](part);
      expect(subtask).toMatchObject({ state: "open", assigneeId: null });
      expect((await system.tasks.get(on)).subtasks).toContainEqual(subtask);
      expect(task.total).toBe(2);
      const { subtasks: listed } = await system.tasks.list({
        boardId: on.boardId,
        involvedId: "lek",
      });
      expect(listed.filter(({ assigneeId }) => assigneeId === "lek")).toEqual([]);
    },
  );
});

describe("a disabled member", () => {
  let it: Awaited<ReturnType<typeof office>>;

  beforeEach(async () => {
    it = await office("nobody");
    await it.disable("lek");
  });

  test("is shown as disabled wherever members are, live too (B4)", async () => {
    const { node, boardId, system } = it;
    const dao = node.as({ userId: "dao" });
    const found = (members: readonly { userId: string; disabled: boolean }[]) =>
      members.map(({ userId, disabled }) => `${userId} ${disabled}`).sort();
    const expected = ["dao false", "lek true", "mali false"];
    expect(found((await dao.members.list({ boardId })).members)).toEqual(expected);
    expect(found((await dao.boards.open({ boardId })).members)).toEqual(expected);
    const heard: unknown[] = [];
    node.on("member.changed", ({ data }) => heard.push((data.member as object) ?? {}));
    await system.users.put({ id: "lek", name: "lek", role: "ADMIN_LIMITED", disabled: false });
    expect(heard).toMatchObject([{ userId: "lek", disabled: false }]);
  });

  test("is known to be disabled also on a board that they are added to later (B4)", async () => {
    const { system } = it;
    const { id: boardId } = await system.boards.create({ name: "Another" });
    expect(await system.members.add({ boardId, userId: "lek" })).toMatchObject({ disabled: true });
  });

  test("is not suggested where they can't be reached, neither in comments nor in rooms (B4)", async () => {
    const { node, boardId, on } = it;
    const dao = node.as({ userId: "dao" });
    const names = (suggestions: readonly { handle: string }[]) =>
      suggestions.map(({ handle }) => handle);
    const { suggestions } = await dao.comments.suggest({ ...on, query: "l" });
    expect(names(suggestions)).not.toContain("lek");
    const room = await dao.rooms.create({ boardId, name: "Room", memberIds: ["mali"] });
    const found = await dao.messages.suggest({ boardId, roomId: room.id, query: "l" });
    expect(names(found.suggestions)).not.toContain("lek");
  });
});
