import { mkdtempSync } from "node:fs";
import { approvalRoles, approvalWorkflow, createTaskwire, defineTemplates } from "@taskwire/core";
import { sqliteStorage } from "./src/index.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    t: {
      version: 1,
      type: "task",
      subtasks: {
        a: { title: "A", assignee: "creator" },
        b: { title: "B", assignee: "creator" },
        c: { title: "C", assignee: "creator" },
      },
    },
  },
);
const tw = createTaskwire({ templates, storage: sqliteStorage(mkdtempSync("/tmp/prof/") + "/a.db") });
await tw.open();
await tw.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
await tw.system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
const b = await tw.as({ userId: "dao" }).boards.create({ name: "S" });
const boardId = b.id;
await tw.as({ userId: "dao" }).members.add({ boardId, userId: "lek" });
const call = async (u: string, op: string, input: object) => JSON.parse(await tw.call(u, op, { boardId, ...input }));
async function cycle() {
  const t = await call("lek", "tasks.create", { title: "Car" });
  const r = await call("dao", "tasks.approve", { taskId: t.id });
  for (const s of r.subtasks) await call("lek", "subtasks.complete", { taskId: t.id, subtaskId: s.id });
}
for (const n of [64, 64]) {
  const t0 = performance.now(),
    c0 = process.cpuUsage();
  let count = 0;
  await Promise.all(
    Array.from({ length: n }, async () => {
      while (performance.now() - t0 < 3000) {
        await cycle();
        count++;
      }
    }),
  );
  const s = (performance.now() - t0) / 1000,
    c = process.cpuUsage(c0);
  console.log(n, (count / s).toFixed(0), "cycles/s", ((c.user + c.system) / count).toFixed(0), "us cpu/cycle");
}
await tw.close();
