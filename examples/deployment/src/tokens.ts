import { createHmac, timingSafeEqual } from "node:crypto";
import { TaskwireError } from "@taskwire/core";

const sign = (claim: string, secret: string) =>
  createHmac("sha256", secret).update(claim).digest("base64url");

/** A token that every server with the same secret accepts. Your app has tokens of its own. */
export function tokenFor(userId: string, secret: string, lastsMs = 600_000): string {
  const claim = `${userId}.${Date.now() + lastsMs}`;
  return `${claim}.${sign(claim, secret)}`;
}

/** Returns the function that both adapters call. */
export function authenticator(secret: string) {
  return async (token: string) => {
    const [userId = "", expires = "", signature = ""] = token.split(".");
    const [expected, given] = [sign(`${userId}.${expires}`, secret), signature].map((part) =>
      Buffer.from(part),
    );
    const isOurs =
      expected?.length === given?.length && timingSafeEqual(expected as Buffer, given as Buffer);
    if (!isOurs || Date.now() > Number(expires))
      throw new TaskwireError("unauthenticated", "Log in again.");
    return { userId, expiresAt: Number(expires) };
  };
}
