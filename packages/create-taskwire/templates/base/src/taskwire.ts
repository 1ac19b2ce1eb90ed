import { approvalRoles, approvalWorkflow, createTaskwire, defineTemplates } from "@taskwire/core";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { people } from "./people.ts";

/** The steps that begin when a request is approved. Write your own here. */
const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    request: {
      version: 1,
      type: "task",
      subtasks: {
        prepare: { title: "Prepare it · เตรียม", assignee: "creator" },
        deliver: { title: "Hand it over · ส่งมอบ", assignee: "creator", after: ["prepare"] },
      },
    },
  },
);

/** Opens taskwire on a SQLite file, and makes the first board if there is none. */
export async function openTaskwire(file: string) {
  const taskwire = createTaskwire({ storage: sqliteStorage(file), templates });
  await taskwire.open();
  for (const person of people) await taskwire.system.users.put(person);
  const dao = taskwire.as({ userId: "dao" });
  const { boards } = await dao.boards.list();
  if (boards.length === 0) {
    const { id: boardId } = await dao.boards.create({ name: "Team · ทีม" });
    await dao.members.add({ boardId, userId: "lek" });
    await dao.rooms.create({ boardId, name: "Everyone · ทุกคน", memberIds: ["lek"] });
  }
  return taskwire;
}

export type Taskwire = Awaited<ReturnType<typeof openTaskwire>>;
