import { demoPassword } from "../../server/src/demo.ts";
import type { People } from "../../server/src/people.ts";
import { boardId, type Expenses } from "./expenses.ts";

const staff = [
  { login: "lek", name: "Lek เล็ก", role: "STAFF" },
  { login: "somchai", name: "Somchai สมชาย", role: "STAFF" },
  { login: "dao", name: "Dao ดาว", role: "MANAGER" },
  { login: "ton", name: "Ton ต้น", role: "MANAGER" },
  // Mint has left. Her account is disabled below.
  { login: "mint", name: "Mint มิ้นต์", role: "MANAGER" },
  { login: "nok", name: "Nok นก", role: "LEGAL" },
  { login: "bee", name: "Bee บี", role: "FINANCE" },
  { login: "fah", name: "Fah ฟ้า", role: "FINANCE" },
  { login: "chai", name: "Chai ชัย", role: "DIRECTOR" },
  { login: "ann", name: "Ann แอน", role: "ADMIN" },
] as const;

type Login = (typeof staff)[number]["login"];

/** A deadline of the demo passes so soon after the first start, in ms. */
const soonMs = 1_500;
const dayMs = 86_400_000;

/** Creates people, and a request in each state that an approval can have, on a first start. */
export async function seedDemo(people: People, taskwire: Expenses): Promise<void> {
  const ids = new Map<string, string>();
  for (const person of staff) {
    const added = await people.add({ ...person, password: demoPassword, demo: true });
    if (added) ids.set(person.login, added.account.id);
  }
  const idOf = (login: Login) => ids.get(login) ?? "";
  const as = (login: Login) => taskwire.as({ userId: idOf(login) });

  const ask = async (
    by: Login,
    managed: Login,
    purpose: string,
    supplier: string,
    amount: number,
  ) => {
    const data = { purpose, supplier, amount, managerId: idOf(managed) };
    const input = { boardId, type: "expense", title: `${purpose} — ${supplier}`, data } as const;
    const { task } = await as(by).tasks.create(input);
    const on = { boardId, taskId: task.id, version: task.version };
    return {
      on,
      async approvedBy(...voters: readonly Login[]) {
        for (const voter of voters) await as(voter).tasks.approve(on);
      },
      /** Its deadline passes right after the start. The server then does what the workflow says. */
      async endSoon(step: string) {
        const deadlineAt = new Date(Date.now() + soonMs).toISOString();
        const { boardId, taskId } = on;
        await as("ann").tasks.extend({ boardId, taskId, step, deadlineAt });
      },
    };
  };

  // Done, denied, and too late.
  const lunch = await ask("somchai", "dao", "เลี้ยงทีม", "ครัวอัปสร", 4_800);
  await lunch.approvedBy("dao", "nok", "bee", "fah");
  await finishAll(taskwire, lunch.on.taskId);
  const drone = await ask("lek", "dao", "โดรนถ่ายภาพ", "SkyShop", 38_000);
  await as("dao").tasks.reject({
    ...drone.on,
    reason: "เช่าปีละสองครั้งถูกกว่า",
  });
  const fair = await ask("somchai", "dao", "Trade fair stand", "Impact", 62_000);
  await fair.endSoon("line");

  // Approved, and being bought.
  const chairs = await ask("lek", "dao", "Office chairs", "Modernform", 27_500);
  await chairs.approvedBy("dao", "fah", "nok", "bee");

  // Back for revision.
  const laptops = await ask("lek", "dao", "Three laptops", "JIB", 96_000);
  await laptops.approvedBy("dao", "nok");
  await as("fah").tasks.revise({ ...laptops.on, reason: "Please add a second offer." });

  // Nobody can vote: the manager has left.
  await ask("somchai", "mint", "Language course", "AUA", 18_000);
  await people.setDisabled(idOf("mint"), true);

  // Ton is away, and Nok votes for him.
  await as("ton").delegations.set({
    to: [idOf("nok")],
    boardId,
    from: new Date().toISOString(),
    until: new Date(Date.now() + 14 * dayMs).toISOString(),
    reason: "Leave · ลาพักร้อน",
  });
  await ask("lek", "ton", "Printer", "Advice", 12_900);

  // Waiting: for the manager, for one of finance, and for a director who is late.
  await ask("somchai", "dao", "Train tickets", "SRT", 3_600);
  const software = await ask("lek", "dao", "Design software", "Adobe", 54_000);
  await software.approvedBy("dao", "nok", "bee");
  const van = await ask("somchai", "dao", "Delivery van", "Toyota", 890_000);
  await van.approvedBy("dao", "nok", "bee", "fah");
  await van.endSoon("director");
}

/** Completes the subtasks of a request, one after the other. */
async function finishAll(taskwire: Expenses, taskId: string): Promise<void> {
  for (;;) {
    const { subtasks } = await taskwire.system.tasks.get({ boardId, taskId });
    const open = subtasks.find(
      ({ state, dependsOn }) =>
        state === "open" &&
        subtasks.every((one) => !dependsOn.includes(one.id) || one.state === "done"),
    );
    if (!open) return;
    await taskwire.system.subtasks.complete({ boardId, taskId, subtaskId: open.id });
  }
}
