import { createSecretKey } from "node:crypto";
import { TaskwireError } from "@taskwire/core";
import { jwtVerify, SignJWT } from "jose";

const lifetimeSeconds = 15 * 60;
const issuer = "taskwire-example";
const audience = "taskwire-example";

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/**
 * Signs and checks access tokens, for HTTP and WebSocket. A token proves who calls, for 15 minutes.
 * It contains no role, because a role in a token would be out of date after a change; taskwire
 * reads the current one.
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

    /** Checks a token. Both adapters take this as `authenticate`. Throws `unauthenticated`. */
    async verify(token: string): Promise<{ userId: string; expiresAt: number }> {
      try {
        const { payload } = await jwtVerify(token, key, {
          // Without this list a token could choose its own algorithm. Without `typ` a JWT that was
          // signed for another purpose would be accepted.
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
          "The access token is invalid or expired. Refresh it, or log in again.",
        );
      }
    },
  };
}
