import { createSecretKey } from "node:crypto";
import { TaskwireError } from "@taskwire/core";
import { jwtVerify, SignJWT } from "jose";

const lifetimeSeconds = 15 * 60;
const issuer = "taskwire-example";
const audience = "taskwire-example";

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/**
 * Signs and checks access tokens, for HTTP and WebSocket. A token proves who calls, for 15 minutes,
 * and not longer than its login lasts. It contains no role, because a role in a token would be out of
 * date after a change; taskwire reads the current one.
 *
 * @param isOpen whether a login has not ended
 */
export function createAccessTokens(secret: string, isOpen: (loginId: string) => boolean) {
  const key = createSecretKey(Buffer.from(secret));

  return {
    lifetimeSeconds,

    sign: (userId: string, loginId: string): Promise<string> =>
      new SignJWT({ sid: loginId })
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds} s`)
        .sign(key),

    /** Checks a token. Both adapters take this as `authenticate`. Throws `unauthenticated`. */
    async verify(token: string): Promise<{ userId: string; expiresAt: number; sessionId: string }> {
      try {
        const { payload } = await jwtVerify(token, key, {
          // Without this list a token could choose its own algorithm. Without `typ` a JWT that was
          // signed for another purpose would be accepted.
          algorithms: ["HS256"],
          typ: "at+jwt",
          issuer,
          audience,
          requiredClaims: ["sub", "sid", "exp", "iat"],
        });
        const sessionId = String(payload.sid);
        if (!isOpen(sessionId)) throw new Error("This login has ended.");
        return { userId: payload.sub ?? "", expiresAt: (payload.exp ?? 0) * 1000, sessionId };
      } catch {
        throw new TaskwireError(
          "unauthenticated",
          "The access token is invalid or expired. Refresh it, or log in again.",
        );
      }
    },
  };
}
