import type { DatabaseSync } from "node:sqlite";
import { TaskwireError } from "@taskwire/core";
import {
  type Account,
  type Accounts,
  createAccounts,
  type NewAccount,
} from "./accounts/accounts.ts";
import { createLogins, type Login, type Logins } from "./accounts/logins.ts";
import { makePassword } from "./accounts/passwords.ts";
import { ensureMember, type Hosted, type Place } from "./hosted.ts";

export type People = ReturnType<typeof createPeople>;

/**
 * Changes accounts and copies them to taskwire. taskwire needs the id, name, handle and role of
 * each person, and whether they are disabled. Login and password stay here. The two databases can't
 * share a transaction, so copying an account twice does no harm. The server copies all of them at
 * each start, with `sync`.
 */
export function createPeople(database: DatabaseSync, taskwire: Hosted, place: Place) {
  const accounts: Accounts = createAccounts(database);
  const logins: Logins = createLogins(database);

  // Concurrent changes of the board's members conflict and are retried, so this makes them in turn.
  let lastCopy: Promise<void> = Promise.resolve();
  function copyToTaskwire(account: Account): Promise<void> {
    const copied = lastCopy.then(() => copyNow(account));
    lastCopy = copied.catch(() => {});
    return copied;
  }

  async function copyNow({ id, login, name, role, disabled }: Account): Promise<void> {
    // Others mention the person by this handle. It is the login, if that is one word.
    const handle = /^[^\s@＠﹫]{1,64}$/u.test(login) ? login : null;
    const user = { id, name, role, disabled };
    // A login that looks like another one, or like a group, can't be a handle: others then mention
    // the person by name.
    await taskwire.system.users.put({ ...user, handle }).catch((error) => {
      if (!(error instanceof TaskwireError) || error.details?.rule !== "handle") throw error;
      return taskwire.system.users.put({ ...user, handle: null });
    });
    await ensureMember(taskwire, place, id);
  }

  async function copyChanged(id: string): Promise<Account> {
    const account = accounts.get(id);
    if (!account) throw new Error(`There is no account ${id}.`);
    await copyToTaskwire(account);
    return account;
  }

  // First the tokens stop working, then the connections end that came with them.
  async function endLogins(id: string): Promise<void> {
    logins.endAll(id);
    await taskwire.sessions.end({ userId: id });
  }

  return {
    accounts,
    logins,
    /** The roles that an account can have. */
    roles: place.roles,

    /** Copies all accounts to taskwire. */
    async sync(): Promise<void> {
      for (const account of accounts.list()) await copyToTaskwire(account);
    },

    /**
     * Adds a person to the accounts and the board. Creates a password if none is given. Returns
     * undefined if the login is taken.
     */
    async add(person: Omit<NewAccount, "password"> & { readonly password?: string | undefined }) {
      const password = person.password ?? makePassword();
      const account = await accounts.add({ ...person, password });
      if (!account) return undefined;
      await copyToTaskwire(account);
      return { account, password };
    },

    setRole(id: string, role: string): Promise<Account> {
      accounts.setRole(id, role);
      return copyChanged(id);
    },

    /**
     * Disables or enables an account. Disabling ends its logins and their connections. taskwire then
     * refuses every call and stops delivering: at once if this process made the change, within 2 s if
     * another one did.
     */
    async setDisabled(id: string, disabled: boolean): Promise<Account> {
      accounts.setDisabled(id, disabled);
      if (disabled) await endLogins(id);
      return copyChanged(id);
    },

    /**
     * Sets a new password and returns it. Ends all logins that began with the old one, and their
     * connections.
     */
    async setPassword(id: string, password = makePassword()): Promise<string> {
      await accounts.setPassword(id, password);
      await endLogins(id);
      return password;
    },

    /** Ends the login of a refresh token, and its connections on every server. */
    async logOut(refreshToken: string): Promise<void> {
      const sessionId = logins.end(refreshToken);
      if (sessionId !== undefined) await taskwire.sessions.end({ sessionId });
    },

    /**
     * Replaces a refresh token. A token that was used before ends its login, and the connections of
     * both who have a copy of it. With the same `exchangeId`, an answer that got lost comes again.
     */
    async refresh(refreshToken: string, exchangeId?: string): Promise<Login | undefined> {
      const next = logins.rotate(refreshToken, exchangeId);
      if (!next || !("ended" in next)) return next;
      await taskwire.sessions.end({ sessionId: next.ended });
      return undefined;
    },
  };
}
