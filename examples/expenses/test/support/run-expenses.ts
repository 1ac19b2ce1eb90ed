import { startWorkplace } from "../../../server/src/server.ts";
import { temporaryDirectory } from "../../../server/test/support/directory.ts";
import { settingsFor } from "../../../server/test/support/server.ts";
import { boardId, createExpenses } from "../../src/expenses.ts";
import { expenses } from "../../src/workplace.ts";

/** Starts the office on a free port, with its demo. */
export async function startExpenses(directory = temporaryDirectory()) {
  const settings = settingsFor(directory);
  const taskwire = createExpenses(settings.files.tasks);
  const server = await startWorkplace(settings, { ...expenses, create: () => taskwire });
  const idOf = (login: string) => server.people.accounts.byLogin(login)?.id ?? "";
  const as = (login: string) => taskwire.as({ userId: idOf(login) });
  return {
    ...server,
    taskwire,
    idOf,
    as,
    /** Asks for money as Lek, and has some people approve it. */
    async ask(purpose: string, managed: string, ...approvedBy: readonly string[]) {
      const data = { purpose, supplier: "Central", amount: 20_000, managerId: idOf(managed) };
      const input = { boardId, type: "expense", title: `${purpose} — Central`, data } as const;
      const { task } = await as("lek").tasks.create(input);
      const on = { boardId, taskId: task.id, version: task.version };
      for (const login of approvedBy) await as(login).tasks.approve(on);
      return on;
    },
  };
}
