import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { atomically } from "./database.ts";
import { hashPassword, isPassword } from "./passwords.ts";

/** The account of a person. `id` is also their user id in taskwire. */
export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly disabled: boolean;
  /** A demo account: its password is public, in this repository. */
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

/**
 * Reads and writes the accounts, in SQLite. Another process can change them at any time, so nothing
 * is cached in memory.
 */
export function createAccounts(database: DatabaseSync) {
  const byId = database.prepare(`SELECT ${columns} FROM accounts WHERE id = ?`);
  const byLogin = database.prepare(`SELECT ${columns}, password FROM accounts WHERE login = ?`);
  const all = database.prepare(`SELECT ${columns} FROM accounts ORDER BY name, id`);
  const insert = database.prepare(
    "INSERT OR IGNORE INTO accounts (id, login, name, role, password, demo) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const setRole = database.prepare("UPDATE accounts SET role = ? WHERE id = ?");
  const setDisabled = database.prepare("UPDATE accounts SET disabled = ? WHERE id = ?");
  // With its own password, a demo account becomes an ordinary one.
  const setPassword = database.prepare("UPDATE accounts SET password = ?, demo = 0 WHERE id = ?");

  return {
    list: (): Account[] => all.all().map(toAccount),

    get: (id: string): Account | undefined => toAccountOrNone(byId.get(id)),

    byLogin: (login: string): Account | undefined =>
      toAccountOrNone(byLogin.get(normalizeLogin(login))),

    /** Creates an account. Returns undefined if the login is taken. */
    async add({
      login,
      name,
      role,
      password,
      demo = false,
    }: NewAccount): Promise<Account | undefined> {
      const id = randomUUID();
      const hash = await hashPassword(password, { isPublic: demo });
      const { changes } = insert.run(id, normalizeLogin(login), name, role, hash, demo ? 1 : 0);
      return changes === 1 ? toAccountOrNone(byId.get(id)) : undefined;
    },

    /**
     * Checks login and password, and returns the result of `onSuccess` if they are right, else
     * undefined. An unknown login takes as long as a wrong password. `onSuccess` runs in the
     * transaction that checks again that the password is still valid, so it can't be async.
     */
    async authenticate<T>(
      login: string,
      password: string,
      onSuccess: (account: Account) => T,
    ): Promise<T | undefined> {
      const hash = byLogin.get(normalizeLogin(login))?.password;
      const isRight = await isPassword(password, hash === undefined ? undefined : String(hash));
      if (!isRight) return undefined;
      return atomically(database, () => {
        // While it was hashing, the password may have been reset or the account disabled.
        const row = byLogin.get(normalizeLogin(login));
        return row && row.password === hash && row.disabled === 0
          ? onSuccess(toAccount(row))
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

/** Makes different spellings of a login equal: ignores case, Unicode form and spaces around it. */
export const normalizeLogin = (login: string) => login.trim().normalize("NFC").toLowerCase();

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
