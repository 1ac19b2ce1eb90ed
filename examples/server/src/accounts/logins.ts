import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { atomically } from "./database.ts";

/** A login ends after this time, and the person has to type the password again. */
const lifetimeMs = 30 * 24 * 60 * 60 * 1000;

export type Logins = ReturnType<typeof createLogins>;

/** A login of a person, and the refresh token with which it goes on. */
export interface Login {
  readonly loginId: string;
  readonly accountId: string;
  readonly token: string;
}

/**
 * Issues and rotates refresh tokens. Each token can be used once and is replaced by the next one of
 * its family; a family is one login. If a token is used a second time, somebody has copied it. The
 * server can't tell the thief from the owner, so the whole family ends and both have to log in
 * again. Only hashes are stored, so nobody can log in with the contents of the file.
 *
 * An answer can get lost, for example because the person left the page. So a page makes a random id
 * for each exchange and keeps it until the answer has arrived. The same token with the same id gives
 * the same next token, as long as that one was not used. A thief who has only the token can't use
 * this: with another id, it is a second use.
 */
export function createLogins(database: DatabaseSync, now: () => number = Date.now) {
  const findToken = database.prepare(
    "SELECT family, account, expires, used FROM refresh_tokens WHERE hash = ?",
  );
  const findFamily = database.prepare("SELECT 1 FROM refresh_tokens WHERE family = ? LIMIT 1");
  const insertToken = database.prepare(
    "INSERT INTO refresh_tokens (hash, family, account, expires) VALUES (?, ?, ?, ?)",
  );
  const markUsed = database.prepare("UPDATE refresh_tokens SET used = 1 WHERE hash = ?");
  const deleteFamily = database.prepare("DELETE FROM refresh_tokens WHERE family = ?");
  const deleteOfAccount = database.prepare("DELETE FROM refresh_tokens WHERE account = ?");
  const deleteExpired = database.prepare("DELETE FROM refresh_tokens WHERE expires <= ?");

  return {
    /** Begins a login and returns its first refresh token. Call it after the password was right. */
    start(accountId: string): Login {
      deleteExpired.run(now());
      const loginId = randomUUID();
      const token = randomToken();
      insertToken.run(hashOf(token), loginId, accountId, now() + lifetimeMs);
      return { loginId, accountId, token };
    },

    /** Whether a login has not ended. Asked for each access token, so that a logout counts at once. */
    isOpen: (loginId: string): boolean => findFamily.get(loginId) !== undefined,

    /**
     * Replaces a token by the next one, and returns its login. Returns undefined if the token is
     * unknown or expired. If it was used before, its login ends, and `ended` is its id.
     *
     * @param exchangeId a UUID. The same token with the same id returns the same login again.
     */
    rotate(token: string, exchangeId?: string): Login | { readonly ended: string } | undefined {
      return atomically(database, () => {
        const row = findToken.get(hashOf(token));
        if (!row || Number(row.expires) <= now()) return undefined;
        const loginId = String(row.family);
        const accountId = String(row.account);
        const next = exchangeId === undefined ? randomToken() : derivedToken(token, exchangeId);
        if (row.used === 0) {
          markUsed.run(hashOf(token));
          insertToken.run(hashOf(next), loginId, accountId, Number(row.expires));
        } else if (findToken.get(hashOf(next))?.used !== 0) {
          deleteFamily.run(loginId);
          return { ended: loginId };
        }
        return { loginId, accountId, token: next };
      });
    },

    /** Logs out: ends the login of this token. Returns its id; undefined if there is none. */
    end(token: string): string | undefined {
      const row = findToken.get(hashOf(token));
      if (!row) return undefined;
      deleteFamily.run(String(row.family));
      return String(row.family);
    },

    /** Ends all logins of an account. Used when it is disabled or has a new password. */
    endAll: (accountId: string): void => void deleteOfAccount.run(accountId),
  };
}

const randomToken = () => randomBytes(32).toString("base64url");

/** Nobody can know it without the token and the id, which are both random. */
const derivedToken = (token: string, exchangeId: string) =>
  createHmac("sha256", token).update(exchangeId).digest("base64url");

// A token has at least 122 random bits that can't be guessed, so a fast hash is enough.
const hashOf = (token: string) => createHash("sha256").update(token).digest();
