import { describe, expect, test } from "vitest";
import { type FakeSocket, setUp } from "./fake-socket.ts";

const perSecond = 20;
const burst = 40;

/** Answers calls as a server with this limit, each after a line of `lineMs`. */
function createServer(runtime: ReturnType<typeof setUp>["runtime"], lineMs: number) {
  let level = burst;
  let at = runtime.now();
  const heard = new WeakMap<FakeSocket, number>();
  const counts = { answered: 0, refused: 0 };
  function answer(id: unknown) {
    level = Math.min(burst, level + ((runtime.now() - at) / 1000) * perSecond);
    at = runtime.now();
    if (level >= 1) {
      level--;
      counts.answered++;
      return { type: "result", id, result: { id } };
    }
    counts.refused++;
    const retryAfterMs = Math.ceil(((1 - level) / perSecond) * 1000);
    return {
      type: "result",
      id,
      error: { code: "rate_limited", message: "", details: { retryAfterMs } },
    };
  }
  return {
    counts,
    hear(socket: FakeSocket) {
      const calls = socket.of("call");
      for (const { id } of calls.slice(heard.get(socket) ?? 0))
        runtime.timer(lineMs, () => socket.say(answer(id)));
      heard.set(socket, calls.length);
    },
  };
}

describe("E6: calls that come too fast", () => {
  test.each([0, 5, 100, 400])(
    "of 150 creates in a loop all are done, over a line of %i ms, and few are turned away",
    async (lineMs) => {
      const { core: client, greet, runtime } = setUp();
      const socket = await greet();
      const server = createServer(runtime, lineMs);
      const creates = Array.from({ length: 150 }, (_, i) =>
        client.call("tasks.create", { boardId: "b", title: `${i}` }),
      );
      const begin = runtime.now();
      while (server.counts.answered < 150) {
        server.hear(socket);
        const { refused } = server.counts;
        await runtime.advance(Math.max(1, Math.min(10, runtime.waits[0] ?? 10)));
        // The server would close a connection that sends five times as many.
        expect(server.counts.refused - refused).toBeLessThanOrEqual(32);
      }
      await Promise.all(creates);
      expect(runtime.now() - begin).toBeLessThan(
        ((150 - burst) / perSecond) * 1000 * 2.5 + 30 * lineMs,
      );
      expect(server.counts.refused).toBeLessThan(150);
    },
  );

  test("a call that is turned away again and again is rejected in the end, each time after a pause", async () => {
    const { client, greet, runtime } = setUp();
    const socket = await greet();
    let error: unknown;
    void client.tasks.create({ title: "x" }).catch((thrown: unknown) => {
      error = thrown;
    });
    let sent = 0;
    while (!error) {
      expect(socket.of("call")).toHaveLength(++sent);
      const turnedAway = { code: "rate_limited", message: "", details: { retryAfterMs: 100 } };
      socket.say({ type: "result", id: 0, error: turnedAway });
      await runtime.advance(99);
      expect(socket.of("call")).toHaveLength(sent);
      await runtime.advance(1);
      expect(sent).toBeLessThan(100);
    }
    expect(error).toMatchObject({ code: "rate_limited", details: { retryAfterMs: 100 } });
    expect(sent).toBeGreaterThan(10);
    client.close();
    expect(runtime.waits).toEqual([]);
  });

  test.each([{ retryAfterMs: 3_600_000 }, {}, undefined])(
    "a wait of %j is left to the caller",
    async (details) => {
      const { client, greet } = setUp();
      const socket = await greet();
      const call = client.tasks.create({ title: "x" });
      socket.say({ type: "result", id: 0, error: { code: "rate_limited", message: "", details } });
      await expect(call).rejects.toMatchObject({ code: "rate_limited" });
    },
  );

  test("a call that is cancelled during a pause is not sent again, and closing ends the pause", async () => {
    const { client, greet, runtime } = setUp();
    const socket = await greet();
    const stop = new AbortController();
    const call = client.tasks.create({ title: "x" }, { signal: stop.signal });
    const error = { code: "rate_limited", message: "", details: { retryAfterMs: 100 } };
    socket.say({ type: "result", id: 0, error });
    stop.abort();
    await expect(call).rejects.toThrow();
    await runtime.advance(200);
    expect(socket.of("call")).toHaveLength(1);
    const other = client.tasks.create({ title: "y" }).catch((thrown: unknown) => thrown);
    socket.say({ type: "result", id: 1, error });
    client.close();
    expect(await other).toMatchObject({ code: "unavailable" });
    expect(runtime.waits).toEqual([]);
  });
});
