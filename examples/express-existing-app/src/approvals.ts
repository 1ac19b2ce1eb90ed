import { createTaskwire, TaskwireError } from "@taskwire/core";
import { postgresStorage } from "@taskwire/postgres-storage";
import type { Pool } from "pg";
import type { Accounts, Person } from "./accounts.ts";
import { readToken } from "./tokens.ts";

/** taskwire inside of the app: on the app's own pool, with the app's own people. */
export async function openApprovals(pool: Pool, accounts: Accounts) {
  const taskwire = createTaskwire({ storage: postgresStorage({ pool }) });

  // Each decision reaches the table of the app. A reaction that fails runs again.
  for (const state of ["approved", "rejected"] as const)
    taskwire.react(`orders-${state}`, `task.${state}`, async ({ subject }) => {
      await pool.query("UPDATE orders SET state = $1 WHERE task = $2", [state, subject]);
    });
  await taskwire.open();

  // The board of all orders. The app keeps its id. With the key, a crash in between makes no second one.
  const [known] = (await pool.query("SELECT value FROM settings WHERE name = 'board'")).rows;
  const { id: boardId } = known
    ? { id: String(known.value) }
    : await taskwire.system.boards.create(
        { name: "Orders · คำสั่งซื้อ" },
        { key: "the-board-of-orders" },
      );
  const remember = "INSERT INTO settings VALUES ('board', $1) ON CONFLICT DO NOTHING";
  await pool.query(remember, [boardId]);

  /** Call it for a new person, and again when a name or a role changes. */
  async function know({ id, name, manager }: Person): Promise<void> {
    await taskwire.system.users.put({ id, name, role: manager ? "ADMIN" : "ADMIN_LIMITED" });
    await taskwire.system.members.add({ boardId, userId: id }).catch((error: TaskwireError) => {
      if (error.code !== "refused") throw error; // already a member
    });
  }
  // People who were there before taskwire.
  for (const person of await accounts.all()) await know(person);

  /** Asks for the approval of an order. The key makes it safe to repeat. */
  async function ask(person: Person, order: { readonly id: string; readonly item: string }) {
    const input = { boardId, title: order.item };
    const { task } = await taskwire
      .as({ userId: person.id })
      .tasks.create(input, { key: order.id });
    await pool.query("UPDATE orders SET task = $1 WHERE id = $2", [task.id, order.id]);
  }

  /** The function that both adapters call. The login behind a token has to be there still. */
  async function authenticate(token: string) {
    const { login, ends } = readToken(token);
    const person = login && (await accounts.personOf(login));
    if (!person) throw new TaskwireError("unauthenticated", "Log in again.");
    return { userId: person.id, sessionId: login, expiresAt: ends };
  }

  return { taskwire, know, ask, authenticate };
}

export type Approvals = Awaited<ReturnType<typeof openApprovals>>;
