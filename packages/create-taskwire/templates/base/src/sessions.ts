// Sign-in without a password, to try the app. Your app has sessions of its own: keep `tokenOf` and `authenticate`.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { TaskwireError } from "@taskwire/core";
import { people } from "./people.ts";

const sessions = new Map<string, { readonly userId: string }>();
const secret = process.env.SECRET ?? randomBytes(32).toString("hex"); // several servers need the same one
const sign = (text: string) => createHmac("sha256", secret).update(text).digest("base64url");

export const sessionIdOf = (cookies = "") => /\bsid=([\w-]+)/.exec(cookies)?.[1] ?? "";

/** Begins a session, and returns the value of the cookie `sid`. */
export function signIn(userId: string): string | undefined {
  if (!people.some(({ id }) => id === userId)) return undefined;
  const [oldest] = sessions.keys();
  if (oldest !== undefined && sessions.size >= 1_000) sessions.delete(oldest);
  const sid = randomBytes(18).toString("base64url");
  sessions.set(sid, { userId });
  return sid;
}

export const signOut = (sid: string) => sessions.delete(sid);

/** The page can't read the cookie. It exchanges it for a token that is valid for ten minutes. */
export function tokenOf(sid: string): string | undefined {
  if (!sessions.has(sid)) return undefined;
  const claim = `${sid}.${Date.now() + 600_000}`;
  return `${claim}.${sign(claim)}`;
}

/** Says whose token it is. Both adapters of taskwire call it. */
export async function authenticate(token: string) {
  const [sid = "", expires = "", signature = ""] = token.split(".");
  const [expected, given] = [Buffer.from(sign(`${sid}.${expires}`)), Buffer.from(signature)];
  const session = sessions.get(sid);
  const isOurs = expected.length === given.length && timingSafeEqual(expected, given);
  if (!isOurs || !session || Date.now() > Number(expires))
    throw new TaskwireError("unauthenticated", "Sign in again.");
  return { userId: session.userId, sessionId: sid, expiresAt: Number(expires) };
}
