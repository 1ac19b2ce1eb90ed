import { approvalRoles } from "../../src/policy/approval-roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../../src/workflow/approval.ts";
import { defineTemplates } from "../../src/workflow/templates.ts";
import type { Situation } from "../permission-table.ts";
import { rewindableStorage } from "./rewindable-storage.ts";

export type Role = "ADMIN" | "ADMIN_LIMITED";
export type Person = "chief" | "helper" | "requester" | "assignee" | "neither" | "stranger";

/** The steps after the task was created. `first` and `second` are its subtasks. */
const stories: Record<
  Situation,
  {
    readonly subtasks: "none" | "two" | "ordered";
    readonly about?: "first" | "second";
    readonly story: readonly string[];
  }
> = {
  pending: { subtasks: "none", story: [] },
  "approved, two open subtasks, about the first": {
    subtasks: "two",
    about: "first",
    story: ["approve"],
  },
  "approved, the second subtask waits for the first, about the second": {
    subtasks: "ordered",
    about: "second",
    story: ["approve"],
  },
  "approved, the first subtask is done, about the first": {
    subtasks: "two",
    about: "first",
    story: ["approve", "first"],
  },
  "approved, no subtasks": { subtasks: "none", story: ["approve"] },
  "completed by its subtasks, about the first": {
    subtasks: "two",
    about: "first",
    story: ["approve", "first", "second"],
  },
  "completed by hand": { subtasks: "none", story: ["approve", "complete"] },
  rejected: { subtasks: "none", story: ["reject"] },
  "cancelled while pending": { subtasks: "none", story: ["cancel"] },
  "cancelled while approved, about an open subtask": {
    subtasks: "two",
    about: "first",
    story: ["approve", "cancel"],
  },
  "cancelled while approved, about a done subtask": {
    subtasks: "two",
    about: "first",
    story: ["approve", "first", "cancel"],
  },
  "approved, the first subtask is cancelled, about the first": {
    subtasks: "two",
    about: "first",
    story: ["approve", "cancel the first"],
  },
  "completed by its subtasks, then reopened by hand, about the first": {
    subtasks: "two",
    about: "first",
    story: ["approve", "first", "second", "reopen"],
  },
};

function templatesFor(subtasks: "two" | "ordered", about: "first" | "second", assignee: Person) {
  const goesTo = (name: "first" | "second") => ({ user: name === about ? assignee : "helper" });
  return defineTemplates(
    { workflow: approvalWorkflow, roles: approvalRoles },
    {
      pair: {
        version: 1,
        type: "task",
        subtasks: {
          first: { title: "first", assignee: goesTo("first") },
          second: {
            title: "second",
            assignee: goesTo("second"),
            after: subtasks === "ordered" ? ["first"] : [],
          },
        },
      },
    },
  );
}

/**
 * Creates a situation through the public API. Requester, assignee, neither and stranger have the
 * role in question. The chief is an ADMIN who created the board, the helper an ADMIN_LIMITED with
 * the other subtask.
 */
export async function situationOf(
  situation: Situation,
  role: Role,
  assignee: "requester" | "assignee",
) {
  const { subtasks, about, story } = stories[situation];
  const storage = rewindableStorage();
  const taskwire = createTaskwire({
    storage,
    notifications: false,
    runtime: fakeRuntime(),
    ...(subtasks !== "none" && about && { templates: templatesFor(subtasks, about, assignee) }),
  });
  await taskwire.open();
  const roles: Record<Person, Role> = {
    chief: "ADMIN",
    helper: "ADMIN_LIMITED",
    requester: role,
    assignee: role,
    neither: role,
    stranger: role,
  };
  const people = Object.keys(roles) as Person[];
  for (const id of people) await taskwire.system.users.put({ id, name: id, role: roles[id] });
  const chief = taskwire.as({ userId: "chief" });
  const { id: boardId } = await chief.boards.create({ name: "Board" });
  const members = people.filter((id) => id !== "stranger");
  for (const userId of members)
    if (userId !== "chief") await chief.members.add({ boardId, userId });

  const {
    task: { id: taskId },
  } = await taskwire.as({ userId: "requester" }).tasks.create({ boardId, title: "Task" });
  const on = { boardId, taskId };
  const ids: { first?: string; second?: string } = {};
  for (const step of story) {
    if (step === "approve") {
      const { subtasks: made } = await decide(chief, "approve", on);
      for (const { id, title } of made) ids[title as "first" | "second"] = id;
    } else if (step === "reject") await decide(chief, "reject", { ...on, reason: "No" });
    else if (step === "cancel") await chief.tasks.cancel(on);
    else if (step === "complete") await chief.tasks.complete(on);
    else if (step === "reopen") await chief.tasks.reopen(on);
    else if (step === "cancel the first")
      await chief.subtasks.cancel({ ...on, subtaskId: ids.first as string });
    else
      await chief.subtasks.complete({
        ...on,
        subtaskId: ids[step as "first" | "second"] as string,
      });
  }
  return {
    taskwire,
    storage,
    roles,
    members,
    boardId,
    taskId,
    ids,
    subtaskId: about && ids[about],
  };
}

export type World = Awaited<ReturnType<typeof situationOf>>;

/** The error of a call as it leaves the process, or undefined if it succeeds. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<{ code: string; message: string; details?: unknown } | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return JSON.parse(JSON.stringify(error));
  }
}

/** Input for any action, without its actor. */
export function inputFor(
  action: string,
  { boardId, taskId }: World,
  subtaskId: string | undefined,
): object {
  const on = { boardId, taskId };
  const more: { [action: string]: object } = {
    "task.edit": { title: "Another title" },
    "task.reject": { reason: "Because" },
    "subtask.create": { title: "One more" },
    "subtask.assign": { subtaskId, assigneeId: "neither" },
    "subtask.complete": { subtaskId },
    "subtask.reopen": { subtaskId },
    "subtask.edit": { subtaskId, dueAt: "2026-12-24T00:00:00.000Z" },
    "subtask.cancel": { subtaskId },
    "subtask.restore": { subtaskId },
  };
  return { ...on, ...more[action] };
}
