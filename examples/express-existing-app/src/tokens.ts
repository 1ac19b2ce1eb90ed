import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const secret = process.env.SECRET ?? randomBytes(32).toString("hex"); // several servers need the same one
const sign = (text: string) => createHmac("sha256", secret).update(text).digest("base64url");

/** A token for the live connection of a login, valid for ten minutes. */
export function tokenOf(login: string): string {
  const claim = `${login}.${Date.now() + 600_000}`;
  return `${claim}.${sign(claim)}`;
}

/** The login of a token of ours, and when the token ends. No login if the token is forged or old. */
export function readToken(token: string): { readonly login: string; readonly ends: number } {
  const [login = "", ends = "", signature = ""] = token.split(".");
  const [expected, given] = [Buffer.from(sign(`${login}.${ends}`)), Buffer.from(signature)];
  const isOurs = expected.length === given.length && timingSafeEqual(expected, given);
  return { login: isOurs && Date.now() < Number(ends) ? login : "", ends: Number(ends) };
}
