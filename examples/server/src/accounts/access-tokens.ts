import { createSecretKey } from "node:crypto";
import { TaskwireError } from "@taskwire/core";
import { jwtVerify, SignJWT } from "jose";

const lifetimeSeconds = 15 * 60;
const issuer = "taskwire-example";
const audience = "taskwire-example";

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/**
 * Short-lived proof of who is calling, for HTTP and WebSocket alike. It says nothing about roles: taskwire knows the role
 * that somebody has now, and a token would only know the one they had.
 */
export function createAccessTokens(secret: string) {
  const key = createSecretKey(Buffer.from(secret));

  return {
    lifetimeSeconds,

    sign: (userId: string): Promise<string> =>
      new SignJWT()
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds} s`)
        .sign(key),

    /** What both adapters take as `authenticate`. Throws `unauthenticated`. */
    async verify(token: string): Promise<{ userId: string; expiresAt: number }> {
      try {
        const { payload } = await jwtVerify(token, key, {
          // Without a list a token may name its own algorithm; without `typ` a JWT made for something else would do.
          algorithms: ["HS256"],
          typ: "at+jwt",
          issuer,
          audience,
          requiredClaims: ["sub", "exp", "iat"],
        });
        return { userId: payload.sub ?? "", expiresAt: (payload.exp ?? 0) * 1000 };
      } catch {
        throw new TaskwireError(
          "unauthenticated",
          "The access token doesn't hold: refresh it, or log in again.",
        );
      }
    },
  };
}
