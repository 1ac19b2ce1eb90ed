import { approvalRoles, approvalWorkflow, createTaskwire, defineTemplates } from "@taskwire/core";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: {
        papers: { title: "Check the papers · ตรวจเอกสาร", assignee: "creator" },
        wash: {
          title: "Wash the car · ล้างรถ",
          assignee: { role: "ADMIN_LIMITED" },
          after: ["papers"],
        },
      },
    },
  },
);

/** A whole server, in this page: the engine, the storage in memory, and two people on a board with a room. */
export async function startDemoServer() {
  const taskwire = createTaskwire({ templates });
  await taskwire.open();
  const { users } = taskwire.system;
  await users.put({ id: "dao", name: "Dao ดาว", handle: "dao", role: "ADMIN" });
  await users.put({ id: "lek", name: "Lek เล็ก", handle: "เล็ก", role: "ADMIN_LIMITED" });
  const dao = taskwire.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  await dao.members.add({ boardId, userId: "lek" });
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Showroom", memberIds: ["lek"] });
  return { taskwire, boardId, roomId };
}

export type DemoServer = Awaited<ReturnType<typeof startDemoServer>>;
