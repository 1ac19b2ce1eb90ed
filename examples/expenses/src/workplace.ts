import type { Workplace } from "../../server/src/workplace.ts";
import { seedDemo } from "./demo.ts";
import { boardId, createExpenses, type Expenses, roleNames } from "./expenses.ts";

/** The office that asks for money, as the server runs it. */
export const expenses: Workplace<Expenses> = {
  title: "Expenses",
  command: "npm run expenses",
  create: createExpenses,
  board: { id: boardId, name: "Expenses · ค่าใช้จ่าย" },
  room: { id: "office", name: "Office · สำนักงาน" },
  roles: roleNames,
  seed: seedDemo,
};
