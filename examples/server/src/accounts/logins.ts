import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { atomically } from "./database.ts";

/** How long somebody stays logged in without typing the password again. */
const lifetimeMs = 30 * 24 * 60 * 60 * 1000;

export type Logins = ReturnType<typeof createLogins>;

/**
 * Refresh tokens. Each can be used once and brings the next one of its family; a family is one login. A token that comes
 * a second time was copied: nobody can tell thief from owner, so the whole family ends and both have to log in again.
 * Only hashes are stored: whoever reads the file can't log in with it.
 */
export function createLogins(database: DatabaseSync, now: () => number = Date.now) {
  const find = database.prepare(
    "SELECT family, account, expires, used FROM refresh_tokens WHERE hash = ?",
  );
  const insert = database.prepare(
    "INSERT INTO refresh_tokens (hash, family, account, expires) VALUES (?, ?, ?, ?)",
  );
  const use = database.prepare("UPDATE refresh_tokens SET used = 1 WHERE hash = ?");
  const endFamily = database.prepare("DELETE FROM refresh_tokens WHERE family = ?");
  const endAccount = database.prepare("DELETE FROM refresh_tokens WHERE account = ?");
  const forgetOld = database.prepare("DELETE FROM refresh_tokens WHERE expires <= ?");

  function issue(family: string, account: string, expires: number): string {
    // 256 random bits need no slow hash: there is nothing to guess.
    const token = randomBytes(32).toString("base64url");
    insert.run(hashOf(token), family, account, expires);
    return token;
  }

  return {
    /** A first refresh token for somebody who has just given the right password. */
    start(accountId: string): string {
      forgetOld.run(now());
      return issue(randomUUID(), accountId, now() + lifetimeMs);
    },

    /** Whose token it is, and the next one. Undefined: unknown, expired, or used before, which ends its family. */
    rotate(token: string): { accountId: string; token: string } | undefined {
      return atomically(database, () => {
        const row = find.get(hashOf(token));
        if (!row || Number(row.expires) <= now()) return undefined;
        const family = String(row.family);
        if (row.used === 1) {
          endFamily.run(family);
          return undefined;
        }
        use.run(hashOf(token));
        const accountId = String(row.account);
        return { accountId, token: issue(family, accountId, Number(row.expires)) };
      });
    },

    /** Logs out: the family of this token ends. */
    end(token: string): void {
      const row = find.get(hashOf(token));
      if (row) endFamily.run(String(row.family));
    },

    /** Ends every login of somebody: the account was disabled, or has a new password. */
    endAll: (accountId: string): void => void endAccount.run(accountId),
  };
}

const hashOf = (token: string) => createHash("sha256").update(token).digest();
