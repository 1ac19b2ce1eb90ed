import { describe, expect, test } from "vitest";
import { closeCodes } from "../src/protocol/close.ts";
import type { Link } from "../src/session/link.ts";
import { startWorld } from "./support/session-world.ts";

const minute = 60_000;

/** A token is the time at which it expires. */
interface Source {
  /** How long one token is used, in ms. */
  readonly lifeMs: number;
  token(now: number): number;
}

/** A cache whose tokens live so long. It makes a new one when the old one has less left than this. */
function cached(lifeMs: number, renewedAtMs: number): Source {
  let expiresAt = 0;
  return {
    lifeMs: lifeMs - renewedAtMs,
    token(now) {
      if (expiresAt - now <= renewedAtMs) expiresAt = now + lifeMs;
      return expiresAt;
    },
  };
}

const fresh = (lifeMs: number): Source => ({ lifeMs, token: (now) => now + lifeMs });

/** Keeps one person connected for so long, as a client that sends the same token again does. */
async function stayConnected({ token }: Source, ms: number) {
  const { runtime, taskwire } = await startWorld();
  const counts = { tokens: 0, authenticated: 0, connections: 0 };
  const next = () => {
    counts.tokens++;
    return token(runtime.now());
  };
  function connect() {
    counts.connections++;
    const answer = (frame: object) => queueMicrotask(() => session.receive(JSON.stringify(frame)));
    const link: Link = {
      send(frame) {
        const { type } = JSON.parse(typeof frame === "string" ? frame : frame.text);
        if (type === "refresh") answer(authenticate());
        if (type === "ping") answer({ type: "pong" });
      },
      buffered: () => 0,
      drained: async () => {},
      close(code) {
        expect(code).toBe(closeCodes.tokenExpired);
        connect();
      },
    };
    const session = taskwire.sessions.connect(link, {
      authenticate: async (text) => {
        counts.authenticated++;
        return { userId: "lek", expiresAt: Number(text) };
      },
    });
    answer(authenticate());
  }
  const authenticate = () => ({ type: "authenticate", token: String(next()) });
  connect();
  for (let left = ms; left > 0; left -= 1_000) await runtime.advance(1_000);
  return counts;
}

describe("I5: a token is asked for once in the life of the one before it", () => {
  test.each([
    ["that live 45 s", fresh(45_000)],
    ["that live 3 s", fresh(3_000)],
    ["that live 5 min", fresh(5 * minute)],
    ["with 60 s left", fresh(minute)],
  ])("tokens %s", async (_, source) => {
    const counts = await stayConnected(source, 30 * minute);
    // It is asked for in the last third, or 60 s ahead.
    const most = (30 * minute) / Math.min(source.lifeMs - 1_000, (source.lifeMs * 2) / 3);
    expect(counts.tokens).toBeLessThanOrEqual(most + 2);
    expect(counts).toEqual({ tokens: counts.tokens, authenticated: counts.tokens, connections: 1 });
  });

  test.each([
    ["60 s, renewed when they have expired", cached(minute, 0)],
    ["45 s, renewed when they have expired", cached(45_000, 0)],
    ["5 min, renewed when 30 s are left", cached(5 * minute, 30_000)],
    ["5 min, renewed when 60 s are left", cached(5 * minute, minute)],
  ])("tokens of %s, from a cache", async (_, source) => {
    const { tokens } = await stayConnected(source, 30 * minute);
    expect(tokens).toBeLessThanOrEqual(((30 * minute) / source.lifeMs) * 3 + 3);
  });
});
