import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { hashPassword, isPassword } from "./passwords.ts";

/** Somebody who can log in. `id` is also their id in taskwire. */
export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly disabled: boolean;
  /** Its password is in this repository. */
  readonly demo: boolean;
}

export interface NewAccount {
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
  readonly demo?: boolean;
}

export type Accounts = ReturnType<typeof createAccounts>;

const columns = "id, login, name, role, disabled, demo";

/** The people who may log in, in SQLite. Another process may change them at any time, so nothing is kept in memory. */
export function createAccounts(database: DatabaseSync) {
  const byId = database.prepare(`SELECT ${columns} FROM accounts WHERE id = ?`);
  const byLogin = database.prepare(`SELECT ${columns}, password FROM accounts WHERE login = ?`);
  const all = database.prepare(`SELECT ${columns} FROM accounts ORDER BY name, id`);
  const insert = database.prepare(
    "INSERT OR IGNORE INTO accounts (id, login, name, role, password, demo) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const setRole = database.prepare("UPDATE accounts SET role = ? WHERE id = ?");
  const setDisabled = database.prepare("UPDATE accounts SET disabled = ? WHERE id = ?");
  // A demo account with a password of its own is one no longer.
  const setPassword = database.prepare("UPDATE accounts SET password = ?, demo = 0 WHERE id = ?");

  return {
    list: (): Account[] => all.all().map(toAccount),

    get: (id: string): Account | undefined => toAccountOrNone(byId.get(id)),

    byLogin: (login: string): Account | undefined => toAccountOrNone(byLogin.get(fold(login))),

    /** Undefined when the login is taken. */
    async add({ login, name, role, password, demo = false }: NewAccount): Promise<Account | undefined> {
      const id = randomUUID();
      const { changes } = insert.run(id, fold(login), name, role, await hashPassword(password), demo ? 1 : 0);
      return changes === 1 ? toAccountOrNone(byId.get(id)) : undefined;
    },

    /** Whose login and password these are. Takes as long when there is no such login. */
    async check(login: string, password: string): Promise<Account | undefined> {
      const row = byLogin.get(fold(login));
      const isRight = await isPassword(password, row && String(row.password));
      return isRight ? toAccountOrNone(row) : undefined;
    },

    setRole: (id: string, role: string): void => void setRole.run(role, id),

    setDisabled: (id: string, disabled: boolean): void => void setDisabled.run(disabled ? 1 : 0, id),

    async setPassword(id: string, password: string): Promise<void> {
      setPassword.run(await hashPassword(password), id);
    },
  };
}

const fold = (login: string) => login.trim().normalize("NFC").toLowerCase();

type Row = ReturnType<ReturnType<DatabaseSync["prepare"]>["get"]>;

const toAccountOrNone = (row: Row) => row && toAccount(row);

function toAccount(row: NonNullable<Row>): Account {
  const { id, login, name, role, disabled, demo } = row;
  return {
    id: String(id),
    login: String(login),
    name: String(name),
    role: String(role),
    disabled: disabled === 1,
    demo: demo === 1,
  };
}
