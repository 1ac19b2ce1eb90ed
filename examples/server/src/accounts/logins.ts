import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { atomically } from "./database.ts";

/** A login ends after this time, and the person has to type the password again. */
const lifetimeMs = 30 * 24 * 60 * 60 * 1000;

export type Logins = ReturnType<typeof createLogins>;

/**
 * Issues and rotates refresh tokens. Each token can be used once and is replaced by the next one of
 * its family; a family is one login. If a token is used a second time, somebody has copied it. The
 * server can't tell the thief from the owner, so the whole family ends and both have to log in
 * again. Only hashes are stored, so nobody can log in with the contents of the file.
 */
export function createLogins(database: DatabaseSync, now: () => number = Date.now) {
  const findToken = database.prepare(
    "SELECT family, account, expires, used FROM refresh_tokens WHERE hash = ?",
  );
  const insertToken = database.prepare(
    "INSERT INTO refresh_tokens (hash, family, account, expires) VALUES (?, ?, ?, ?)",
  );
  const markUsed = database.prepare("UPDATE refresh_tokens SET used = 1 WHERE hash = ?");
  const deleteFamily = database.prepare("DELETE FROM refresh_tokens WHERE family = ?");
  const deleteOfAccount = database.prepare("DELETE FROM refresh_tokens WHERE account = ?");
  const deleteExpired = database.prepare("DELETE FROM refresh_tokens WHERE expires <= ?");

  function issue(family: string, account: string, expires: number): string {
    // 256 random bits can't be guessed, so a fast hash is enough.
    const token = randomBytes(32).toString("base64url");
    insertToken.run(hashOf(token), family, account, expires);
    return token;
  }

  return {
    /** Begins a login and returns its first refresh token. Call it after the password was right. */
    start(accountId: string): string {
      deleteExpired.run(now());
      return issue(randomUUID(), accountId, now() + lifetimeMs);
    },

    /**
     * Replaces a token by the next one, and returns that with its account. Returns undefined if the
     * token is unknown or expired, or was used before. In the last case its family ends.
     */
    rotate(token: string): { accountId: string; token: string } | undefined {
      return atomically(database, () => {
        const row = findToken.get(hashOf(token));
        if (!row || Number(row.expires) <= now()) return undefined;
        const family = String(row.family);
        if (row.used === 1) {
          deleteFamily.run(family);
          return undefined;
        }
        markUsed.run(hashOf(token));
        const accountId = String(row.account);
        return { accountId, token: issue(family, accountId, Number(row.expires)) };
      });
    },

    /** Logs out: ends the family of this token. */
    end(token: string): void {
      const row = findToken.get(hashOf(token));
      if (row) deleteFamily.run(String(row.family));
    },

    /** Ends all logins of an account. Used when it is disabled or has a new password. */
    endAll: (accountId: string): void => void deleteOfAccount.run(accountId),
  };
}

const hashOf = (token: string) => createHash("sha256").update(token).digest();
