import type { DatabaseSync } from "node:sqlite";
import {
  type Account,
  type Accounts,
  createAccounts,
  type NewAccount,
} from "./accounts/accounts.ts";
import { createLogins, type Logins } from "./accounts/logins.ts";
import { makePassword } from "./accounts/passwords.ts";
import { type Dealer, ensureMember } from "./dealer.ts";

export type People = ReturnType<typeof createPeople>;

/**
 * The accounts, with taskwire kept in step. taskwire needs of a person an id, a name, a role and whether they are
 * disabled; login and password stay here. Two files can't change in one transaction, so each change is one that may be
 * made again, and `sync` makes them all again: the server does at each start.
 */
export function createPeople(database: DatabaseSync, taskwire: Dealer) {
  const accounts: Accounts = createAccounts(database);
  const logins: Logins = createLogins(database);

  // Each change of the board's members makes the others decide again, so they are made one after the other.
  let last: Promise<void> = Promise.resolve();
  function put(account: Account): Promise<void> {
    const mine = last.then(() => putNow(account));
    last = mine.catch(() => {});
    return mine;
  }

  async function putNow({ id, login, name, role, disabled }: Account): Promise<void> {
    // What others write after an at-sign: the login, where it is one word.
    const handle = /^[^\s@＠﹫]{1,64}$/u.test(login) ? login : null;
    await taskwire.system.users.put({ id, name, handle, role, disabled });
    await ensureMember(taskwire, id);
  }

  async function changed(id: string): Promise<Account> {
    const account = accounts.get(id);
    if (!account) throw new Error(`There is no account ${id}.`);
    await put(account);
    return account;
  }

  return {
    accounts,
    logins,

    async sync(): Promise<void> {
      for (const account of accounts.list()) await put(account);
    },

    /** A new person on the board. Undefined when the login is taken. Makes a password when none is given. */
    async add(person: Omit<NewAccount, "password"> & { readonly password?: string | undefined }) {
      const password = person.password ?? makePassword();
      const account = await accounts.add({ ...person, password });
      if (!account) return undefined;
      await put(account);
      return { account, password };
    },

    setRole(id: string, role: string): Promise<Account> {
      accounts.setRole(id, role);
      return changed(id);
    },

    /**
     * A disabled person's logins end, and taskwire lets them do and see nothing more: at once when this process says so,
     * within 2 s when another does. An access token holds up to 15 minutes, but opens nothing: each call is refused.
     */
    setDisabled(id: string, disabled: boolean): Promise<Account> {
      accounts.setDisabled(id, disabled);
      if (disabled) logins.endAll(id);
      return changed(id);
    },

    /** Everybody who is logged in with the old password has to log in again. */
    async setPassword(id: string, password = makePassword()): Promise<string> {
      await accounts.setPassword(id, password);
      logins.endAll(id);
      return password;
    },
  };
}
