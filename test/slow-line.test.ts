import { createClient, type SocketConstructor, type SocketLike } from "@taskwire/client";
import { boardStore } from "@taskwire/client/board";
import { roomStore } from "@taskwire/client/room";
import { createTaskwire } from "@taskwire/core";
import type { Link, Session } from "@taskwire/core/adapter";
import { fakeRuntime } from "@taskwire/core/testing";
import { expect, test } from "vitest";

/** So many bytes fit into the buffers of the systems on both ends. */
const systemBuffers = 256 * 1024;

type Node = { readonly sessions: { connect(...given: never[]): Session } };

/** Sockets of clients over one line with so many bytes a millisecond to the client, and to the server. */
function slowLine(
  node: () => Node,
  runtime: ReturnType<typeof fakeRuntime>,
  bytesPerMs: number,
  bytesUpPerMs: number,
) {
  const line = { connections: 0, codes: [] as number[] };
  class SlowSocket implements SocketLike {
    onopen: SocketLike["onopen"] = null;
    onmessage: SocketLike["onmessage"] = null;
    onclose: SocketLike["onclose"] = null;
    onerror: SocketLike["onerror"] = null;
    #session: Session | undefined;
    #isOver = false;
    #waiting = 0;
    #sent = 0;
    #freeAt = 0;
    #freeUpAt = 0;
    #wake: (() => void)[] = [];

    constructor() {
      line.connections++;
      runtime.timer(50, () => {
        const connect = node().sessions.connect as (link: Link, how: object) => Session;
        this.#session = connect.call(node().sessions, this.#link(), {
          authenticate: async () => ({ userId: "dao" }),
        });
        this.onopen?.(undefined);
      });
    }

    send(data: string): void {
      this.#freeUpAt =
        Math.max(runtime.now(), this.#freeUpAt) + Buffer.byteLength(data) / bytesUpPerMs;
      runtime.timer(
        this.#freeUpAt - runtime.now() + 50,
        () => this.#isOver || this.#session?.receive(data),
      );
    }

    close(code = 1000): void {
      line.codes.push(code);
      this.#isOver = true;
      runtime.timer(50, () => this.#session?.ended());
    }

    #buffered(): number {
      return Math.max(0, this.#waiting - systemBuffers);
    }

    #link(): Link {
      return {
        send: (frame) => {
          const text = typeof frame === "string" ? frame : frame.text;
          const bytes = Buffer.byteLength(text);
          this.#sent += bytes;
          this.#waiting += bytes;
          this.#freeAt = Math.max(runtime.now(), this.#freeAt) + bytes / bytesPerMs;
          runtime.timer(this.#freeAt - runtime.now(), () => {
            this.#waiting -= bytes;
            for (const wake of this.#wake.splice(0)) wake();
            if (!this.#isOver) this.onmessage?.({ data: text });
          });
        },
        buffered: () => this.#buffered(),
        sent: () => this.#sent,
        drained: async (bytes) => {
          while (this.#buffered() > bytes && !this.#isOver)
            await new Promise<void>((resolve) => void this.#wake.push(resolve));
        },
        close: (code, reason) => {
          this.#session?.ended();
          runtime.timer(50, () => {
            if (this.#isOver) return;
            line.codes.push(code);
            this.#isOver = true;
            this.onclose?.({ code, reason });
          });
        },
      };
    }
  }
  return { line, WebSocket: SlowSocket as SocketConstructor };
}

async function start(bytesPerMs: number, bytesUpPerMs = 1_000) {
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({ runtime, onError() {} });
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const { id: boardId } = await taskwire.as({ userId: "dao" }).boards.create({ name: "Sales" });
  const { line, WebSocket } = slowLine(() => taskwire as never, runtime, bytesPerMs, bytesUpPerMs);
  const client = createClient({ url: "ws://test", token: () => "token", WebSocket, runtime });
  const until = async (isReady: () => boolean, ms: number) => {
    for (let at = 0; at < ms && !isReady(); at += 1_000) await runtime.advance(1_000);
    expect(isReady(), `not ready: ${JSON.stringify(line)}`).toBe(true);
  };
  return { runtime, taskwire, boardId, client, line, until };
}

test("a board of 500 tasks opens over a line of 64 kbit/s (I1)", async () => {
  const { taskwire, boardId, client, line, until } = await start(8);
  const dao = taskwire.as({ userId: "dao" });
  for (let i = 0; i < 500; i++)
    await dao.tasks.create({ boardId, title: `Task ${i}`, description: "x".repeat(150) });
  const whole = JSON.stringify((await dao.boards.open({ boardId })).tasks).length;
  expect(whole).toBeGreaterThan(200_000);
  const store = boardStore(client, boardId);
  store.subscribe(() => {});
  await until(() => store.getSnapshot().status === "ready", 180_000);
  expect(store.getSnapshot().tasks).toHaveLength(500);
  expect(line).toEqual({ connections: 1, codes: [] });
  store.close();
  client.close();
});

test("a room with 50 messages of 8,000 Thai characters opens over a line of 256 kbit/s (I1)", async () => {
  const { taskwire, boardId, client, line, until } = await start(32);
  const dao = taskwire.as({ userId: "dao" });
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Hall", memberIds: [] });
  for (let i = 0; i < 50; i++)
    await dao.messages.post({ boardId, roomId, text: "น้ำ".repeat(2_666) });
  const store = roomStore(client, { boardId, roomId });
  store.subscribe(() => {});
  await until(() => store.getSnapshot().status === "ready", 30_000);
  const older = async () => {
    let isDone = false;
    void store.loadOlder().finally(() => {
      isDone = true;
    });
    await until(() => isDone, 60_000);
  };
  while (store.getSnapshot().hasOlder) await older();
  expect(store.getSnapshot().messages).toHaveLength(50);
  expect(line).toEqual({ connections: 1, codes: [] });
  store.close();
  client.close();
});

test("a missed backlog of 1 MiB arrives over a line of 64 kbit/s, with pings behind it (I1)", async () => {
  const { taskwire, boardId, client, line, until, runtime } = await start(8);
  const dao = taskwire.as({ userId: "dao" });
  const { cursor } = await dao.boards.open({ boardId });
  for (let i = 0; i < 120; i++)
    await dao.tasks.create({ boardId, title: `Task ${i}`, description: "x".repeat(7_900) });
  let count = 0;
  const onEvents = (events: readonly unknown[]) => {
    count += events.length;
  };
  client.subscribe(`board:${boardId}`, { onEvents, onReload() {} }, cursor);
  await until(() => count >= 120, 240_000);
  expect(line).toEqual({ connections: 1, codes: [] });
  await runtime.advance(60_000);
  expect(line.connections).toBe(1);
  client.close();
});

test.each([
  ["a call of almost 64 KiB", 32, ["x".repeat(65_000)]],
  ["7,900 Thai letters", 16, ["น้ำ".repeat(2_633)]],
  ["a call of 60 kB, with a small call first,", 32, ["x", "x".repeat(60_000)]],
])(
  "%s get through a line that sends %i kbit/s, on one connection (I1)",
  async (_what, speed, texts) => {
    const { client, line, runtime } = await start(8, speed / 8);
    const calls = texts.map((text) => client.call("none.such", { text }).catch(({ code }) => code));
    await runtime.advance(30_000);
    expect(await Promise.all(calls)).toEqual(texts.map(() => "invalid"));
    expect(line).toEqual({ connections: 1, codes: [] });
    client.close();
  },
);
