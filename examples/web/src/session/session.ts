import { TaskwireError } from "@taskwire/client";
import { forgetPerson, forgetState } from "../offline/saved-state.ts";
import { RequestError, request } from "./http.ts";

/** The person who is signed in. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

interface Tokens {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly user: Person;
}

/** The part of the tokens that all tabs share. */
interface Stored {
  readonly user: Person;
  readonly refreshToken: string;
  /**
   * Set while the token is being exchanged and no answer has arrived: the id of this exchange. The
   * page may be left meanwhile; the next page repeats the exchange with the same id, and gets the
   * same answer.
   */
  readonly exchangeId?: string;
}

/** The session of one person in this browser. */
export interface Session {
  /** The person who is signed in. The server may have ended the session since. */
  readonly person: Person | undefined;
  subscribe(listener: () => void): () => void;
  /** Rejects with a `RequestError`: `unauthenticated` if the login or the password is wrong. */
  signIn(login: string, password: string): Promise<void>;
  /**
   * Signs out here at once, and tells the server without waiting for its answer. The browser forgets what
   * the person has read and typed.
   */
  signOut(): void;
  /** Returns a valid access token, for the client. */
  token(): Promise<string>;
  /** The access token, if it is valid. A page that is being left has no time to wait for one. */
  readonly validToken: string | undefined;
}

/** The access token is refreshed this long before it expires, in ms. */
const refreshBefore = 2 * 60_000;

/**
 * Creates the session of one place in the browser. All tabs share it. A refresh token works once, so
 * only one tab at a time exchanges it: the others wait for a lock, and then read the new one.
 *
 * @param place the name under which it is stored; a page with two people has two
 */
export function createSession(place: string): Session {
  const key = `taskwire.session.${place}`;
  const listeners = new Set<() => void>();
  let raw = localStorage.getItem(key);
  let stored = parse(raw);
  let accessToken = "";
  let expiresAt = 0;
  let refreshing: Promise<string> | undefined;
  // Another page may have been closed while it signed out.
  if (!stored) forgetState();

  function changed(next: string | null) {
    if (next === raw) return;
    const before = stored?.user.id;
    raw = next;
    stored = parse(next);
    if (stored?.user.id !== before) {
      accessToken = "";
      expiresAt = 0;
    }
    for (const listener of listeners) listener();
  }

  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) changed(localStorage.getItem(key));
  });

  function keep(next: Stored) {
    const text = JSON.stringify(next);
    localStorage.setItem(key, text);
    changed(text);
  }

  function store({ user, refreshToken, ...tokens }: Tokens) {
    keep({ user, refreshToken });
    ({ accessToken } = tokens);
    expiresAt = Date.now() + tokens.expiresIn * 1000;
  }

  function forget() {
    localStorage.removeItem(key);
    changed(null);
  }

  const post = (path: string, body: unknown) => request<Tokens>(path, { method: "POST", body });

  async function refresh(): Promise<string> {
    // Another tab may have exchanged the token while this one waited.
    changed(localStorage.getItem(key));
    if (!stored) throw new TaskwireError("unauthenticated", "Nobody is signed in.");
    const exchange = { exchangeId: crypto.randomUUID(), ...stored };
    keep(exchange);
    const { refreshToken, exchangeId } = exchange;
    try {
      store(await post("/auth/refresh", { refreshToken, exchangeId }));
      return accessToken;
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== "unauthenticated") throw error;
      // After any other error the client tries again by itself.
      throw new TaskwireError("unauthenticated", error.message);
    }
  }

  return {
    get person() {
      return stored?.user;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async signIn(login, password) {
      store(await post("/auth/login", { login, password }));
    },
    signOut() {
      const { refreshToken, user } = stored ?? {};
      forget();
      if (user) forgetPerson(user.id);
      if (refreshToken) post("/auth/logout", { refreshToken }).catch(() => {});
    },
    get validToken() {
      return Date.now() < expiresAt ? accessToken : undefined;
    },
    token() {
      if (Date.now() < expiresAt - refreshBefore) return Promise.resolve(accessToken);
      refreshing ??= Promise.resolve(navigator.locks.request(key, refresh)).finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
  };
}

function parse(text: string | null): Stored | undefined {
  try {
    return (JSON.parse(text ?? "null") as Stored | null) ?? undefined;
  } catch {
    return undefined;
  }
}
