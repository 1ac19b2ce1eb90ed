import { TaskwireError } from "/client/index.js";
import { RequestError, request } from "./server.js";

/** @typedef {{ id: string, name: string, role: string }} User */
/** @typedef {ReturnType<typeof createSession>} Session */

/** Refresh when less than this is left, in ms: longer before the end than the server asks for it. */
const leeway = 2 * 60_000;

/**
 * Who is logged in on one side. The access token stays in memory; the refresh token in this tab's sessionStorage, so that
 * a reload of the page keeps the person. Two sides are two sessions, which is why there are no cookies.
 *
 * @param {string} side
 */
export function createSession(side) {
  const key = `session.${side}`;
  /** @type {{ user: User, refreshToken: string } | undefined} */
  let kept = JSON.parse(sessionStorage.getItem(key) ?? "null") ?? undefined;
  let accessToken = "";
  let expires = 0;
  /** @type {Promise<string> | undefined} */
  let refreshing;

  /** @param {{ accessToken: string, expiresIn: number, refreshToken: string, user: User }} answer */
  function keep(answer) {
    ({ accessToken } = answer);
    expires = Date.now() + answer.expiresIn * 1000;
    kept = { user: answer.user, refreshToken: answer.refreshToken };
    sessionStorage.setItem(key, JSON.stringify(kept));
  }

  function forget() {
    kept = undefined;
    accessToken = "";
    expires = 0;
    sessionStorage.removeItem(key);
  }

  async function refresh() {
    try {
      if (!kept) throw new RequestError("unauthenticated", "Nobody is logged in.");
      keep(
        await request("/auth/refresh", {
          method: "POST",
          body: { refreshToken: kept.refreshToken },
        }),
      );
      return accessToken;
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== "unauthenticated") throw error;
      forget();
      // In the client's own words: stop, a new connection won't help.
      throw new TaskwireError("unauthenticated", error.message);
    }
  }

  return {
    /** The person who is logged in, as far as this page knows. */
    get user() {
      return kept?.user;
    },

    /**
     * @param {string} login
     * @param {string} password
     */
    async login(login, password) {
      keep(await request("/auth/login", { method: "POST", body: { login, password } }));
    },

    /** Ends this login on the server too, as soon as that hears of it. */
    logout() {
      const { refreshToken } = kept ?? {};
      forget();
      if (refreshToken)
        request("/auth/logout", { method: "POST", body: { refreshToken } }).catch(() => {});
    },

    forget,

    /** An access token that holds. One refresh at a time: a refresh token works once. */
    token() {
      if (Date.now() < expires - leeway) return Promise.resolve(accessToken);
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
  };
}
