import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { atomically } from "./database.ts";
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

    byLogin: (login: string): Account | undefined => toAccountOrNone(byLogin.get(foldLogin(login))),

    /** Undefined when the login is taken. */
    async add({
      login,
      name,
      role,
      password,
      demo = false,
    }: NewAccount): Promise<Account | undefined> {
      const id = randomUUID();
      const hash = await hashPassword(password, { isPublic: demo });
      const { changes } = insert.run(id, foldLogin(login), name, role, hash, demo ? 1 : 0);
      return changes === 1 ? toAccountOrNone(byId.get(id)) : undefined;
    },

    /**
     * What `enter` makes of the account that login and password open; undefined when they open none, which takes as
     * long. `enter` runs in the transaction that looks whether the password still holds, so it can't await.
     */
    async open<T>(
      login: string,
      password: string,
      enter: (account: Account) => T,
    ): Promise<T | undefined> {
      const hash = byLogin.get(foldLogin(login))?.password;
      const isRight = await isPassword(password, hash === undefined ? undefined : String(hash));
      if (!isRight) return undefined;
      return atomically(database, () => {
        // While that was counting, somebody may have reset the password, or disabled the account, and ended its logins.
        const row = byLogin.get(foldLogin(login));
        return row && row.password === hash && row.disabled === 0
          ? enter(toAccount(row))
          : undefined;
      });
    },

    setRole: (id: string, role: string): void => void setRole.run(role, id),

    setDisabled: (id: string, disabled: boolean): void =>
      void setDisabled.run(disabled ? 1 : 0, id),

    async setPassword(id: string, password: string): Promise<void> {
      setPassword.run(await hashPassword(password), id);
    },
  };
}

/** One login for all the ways to type it: case, Unicode form and spaces around it make no difference. */
export const foldLogin = (login: string) => login.trim().normalize("NFC").toLowerCase();

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
