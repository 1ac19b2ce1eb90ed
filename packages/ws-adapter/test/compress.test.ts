import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { inflateRawSync } from "node:zlib";
import { createClient } from "@taskwire/client";
import { deflated } from "@taskwire/client/deflate";
import { createTaskwire } from "@taskwire/core";
import { expect, test } from "vitest";
import { wsAdapter } from "../src/adapter.ts";
import { compressFrame } from "../src/compress.ts";

/** The text of a binary frame. */
function textOf(bytes: Uint8Array | undefined): string {
  const frame = Buffer.from(bytes ?? []);
  expect(frame[0]).toBe(0x82);
  const short = frame.readUInt8(1);
  return inflateRawSync(frame.subarray(short < 126 ? 2 : short === 126 ? 4 : 10)).toString();
}

test("a shared part is compressed once and fits into any frame", async () => {
  const json = JSON.stringify({ tasks: "ขอให้ช่วยตรวจ ".repeat(2_000) });
  const bytes = Buffer.byteLength(json);
  const shared = { json, bytes, compressed: undefined as Promise<Uint8Array> | undefined };
  const text = (id: number, name: string) => ({
    before: `{"type":"result","id":${id},"result":{"me":${JSON.stringify(name)},`,
    shared,
    after: "}",
  });
  const whole = ({ before, after }: ReturnType<typeof text>) => before + json.slice(1) + after;
  const first = await compressFrame(text(1, "ดาว"));
  const compressed = shared.compressed;
  const second = await compressFrame(text(22, "Nok"));
  expect(shared.compressed).toBe(compressed);
  expect(textOf(first.bytes)).toBe(whole(text(1, "ดาว")));
  expect(textOf(second.bytes)).toBe(whole(text(22, "Nok")));
  expect(second.bytes?.length).toBeLessThan(1_000);
  const long = text(3, "x".repeat(70_000));
  expect(textOf((await compressFrame(long)).bytes)).toBe(whole(long));
  expect(textOf((await compressFrame({ before: "alone" })).bytes)).toBe("alone");
});

/** A board of 300 tasks behind a real server. Counts the bytes that it sends. */
async function startBoard() {
  const limits = { callsPerSecond: 1e6, callBurst: 1e6 };
  const taskwire = createTaskwire({ limits, notifications: false });
  await taskwire.open();
  await taskwire.system.boards.create({ id: "b", name: "Board" });
  for (const id of ["dao", "nok"]) {
    await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
    await taskwire.system.members.add({ boardId: "b", userId: id });
  }
  const description = "ช่วยตรวจเอกสาร ".repeat(20);
  for (let i = 0; i < 300; i++)
    await taskwire.as({ userId: "dao" }).tasks.create({ boardId: "b", title: `${i}`, description });
  const server = createServer();
  const sockets: Socket[] = [];
  server.on("connection", (socket) => void sockets.push(socket));
  const adapter = wsAdapter({
    taskwire,
    server,
    origins: [],
    authenticate: async (token) => ({ userId: token }),
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/taskwire`;
  return {
    taskwire,
    url,
    bytesSent: () => sockets.reduce((sum, one) => sum + one.bytesWritten, 0),
    async [Symbol.asyncDispose]() {
      await adapter.close({ deadlineMs: 0 });
      server.close();
      await taskwire.close();
    },
  };
}

type App = Awaited<ReturnType<typeof startBoard>>["taskwire"];

async function openBoard(client: ReturnType<typeof createClient<App>>) {
  const parts: { readonly tasks: readonly { readonly id: string }[] }[] = [];
  let after: string | undefined;
  do {
    const part = await client.boards.open({ boardId: "b", ...(after !== undefined && { after }) });
    parts.push(part);
    after = part.more ?? undefined;
  } while (after !== undefined);
  return { answers: parts.length, tasks: parts.flatMap(({ tasks }) => tasks) };
}

test("a client that asks for it gets large answers compressed, in fewer parts and in order", async () => {
  await using board = await startBoard();
  const open = (WebSocket?: ReturnType<typeof deflated>) =>
    createClient<App>({
      url: board.url,
      token: () => "dao",
      ...(WebSocket && { WebSocket }),
    });
  const plain = open();
  const expected = await openBoard(plain);
  const plainBytes = board.bytesSent();
  plain.close();
  const client = open(deflated());
  const found = await openBoard(client);
  expect(found.tasks).toEqual(expected.tasks);
  expect(found.answers).toBeLessThan(expected.answers / 4);
  expect(board.bytesSent() - plainBytes).toBeLessThan(plainBytes / 6);
  // A small answer, which is not compressed, doesn't overtake a large one.
  const order: string[] = [];
  await Promise.all([
    client.boards.open({ boardId: "b" }).then(() => order.push("large")),
    client.boards.list({}).then(() => order.push("small")),
  ]);
  expect(order).toEqual(["large", "small"]);
  client.close();
});

test("an answer from before a change is not kept for others", async () => {
  await using board = await startBoard();
  const of = (userId: string) =>
    createClient<App>({ url: board.url, token: () => userId, WebSocket: deflated() });
  const [dao, nok] = [of("dao"), of("nok")];
  const before = await openBoard(dao);
  await board.taskwire.as({ userId: "dao" }).tasks.create({ boardId: "b", title: "New" });
  expect((await openBoard(nok)).tasks).toHaveLength(before.tasks.length + 1);
  await board.taskwire.system.members.remove({ boardId: "b", userId: "nok" });
  await expect(openBoard(nok)).rejects.toMatchObject({ code: "not_found" });
  dao.close();
  nok.close();
});
