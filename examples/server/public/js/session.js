import { TaskwireError } from "/client/index.js";
import { RequestError, request } from "./server.js";

/** @typedef {{ id: string, name: string, role: string }} User */
/** @typedef {ReturnType<typeof createSession>} Session */

/** The access token is refreshed this long before it expires, in ms. */
const refreshBefore = 2 * 60_000;

/**
 * Creates the session of one side. The access token stays in memory. The refresh token is in this
 * tab's `sessionStorage`, so the person stays logged in after a reload. Each side has its own
 * session, which cookies couldn't provide.
 *
 * @param {string} side
 */
export function createSession(side) {
  const key = `session.${side}`;
  /** @type {{ user: User, refreshToken: string } | undefined} */
  let stored = JSON.parse(sessionStorage.getItem(key) ?? "null") ?? undefined;
  let accessToken = "";
  let expiresAt = 0;
  /** @type {Promise<string> | undefined} */
  let refreshing;

  /** @param {{ accessToken: string, expiresIn: number, refreshToken: string, user: User }} tokens */
  function store(tokens) {
    ({ accessToken } = tokens);
    expiresAt = Date.now() + tokens.expiresIn * 1000;
    stored = { user: tokens.user, refreshToken: tokens.refreshToken };
    sessionStorage.setItem(key, JSON.stringify(stored));
  }

  function forget() {
    stored = undefined;
    accessToken = "";
    expiresAt = 0;
    sessionStorage.removeItem(key);
  }

  async function refresh() {
    try {
      if (!stored) throw new RequestError("unauthenticated", "Nobody is logged in.");
      store(
        await request("/auth/refresh", {
          method: "POST",
          body: { refreshToken: stored.refreshToken },
        }),
      );
      return accessToken;
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== "unauthenticated") throw error;
      forget();
      // The client is then signed out. After any other error it would only try again.
      throw new TaskwireError("unauthenticated", error.message);
    }
  }

  return {
    /** The logged-in person. The server may have ended the login since. */
    get user() {
      return stored?.user;
    },

    /**
     * @param {string} login
     * @param {string} password
     */
    async login(login, password) {
      store(await request("/auth/login", { method: "POST", body: { login, password } }));
    },

    /** Logs out here at once, and tells the server without waiting for its response. */
    logout() {
      const { refreshToken } = stored ?? {};
      forget();
      if (refreshToken)
        request("/auth/logout", { method: "POST", body: { refreshToken } }).catch(() => {});
    },

    /** Logs out here only. Used when the server has ended the login. */
    forget,

    /**
     * Returns a valid access token. Makes only one refresh at a time, because a refresh token works
     * once.
     */
    token() {
      if (Date.now() < expiresAt - refreshBefore) return Promise.resolve(accessToken);
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
  };
}
