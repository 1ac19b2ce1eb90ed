import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@taskwire/client";
import { createTaskwire } from "@taskwire/core";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";
import { heading, line, median, progress } from "../report.ts";

const large = 100_000;
const inFlight = 256;
const rounds = 300;

/** Compares a room of a hundred thousand messages with an empty one. */
export async function room(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "taskwire-bench-"));
  const limits = { callsPerSecond: 100_000, callBurst: 100_000, callsInFlight: inFlight };
  const taskwire = createTaskwire({ storage: sqliteStorage(join(folder, "room.db")), limits });
  await taskwire.open();
  const server = createServer();
  const adapter = wsAdapter({
    taskwire,
    server,
    origins: [],
    authenticate: async (token) => ({ userId: token }),
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/taskwire`;
  for (const id of ["dao", "lek"]) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const clients = ["dao", "lek"].map((token) =>
    createClient<typeof taskwire>({ url, token: () => token }),
  );
  const [dao, lek] = clients as [(typeof clients)[0], (typeof clients)[0]];
  const { id: boardId } = await dao.boards.create({ name: "Bench" });
  await dao.members.add({ boardId, userId: "lek" });
  const open = async (name: string) =>
    (await dao.rooms.create({ boardId, name, memberIds: ["lek"] })).id;
  const full = await open("full");
  const empty = await open("empty");
  const ids: string[] = [];
  for (let said = 0; said < large; said += inFlight) {
    const post = () =>
      dao.messages.post({ boardId, roomId: full, text: "ขอให้ช่วยตรวจเอกสารให้หน่อยครับ" });
    ids.push(...(await Promise.all(Array.from({ length: inFlight }, post))).map(({ id }) => id));
    if (said % (inFlight * 20) === 0) progress(`a room of ${large}: ${said} messages`);
  }

  const places = (round: number) =>
    ids[Math.floor((ids.length * (round + 1)) / (rounds + 2))] as string;
  const actions: { readonly [name: string]: (roomId: string, round: number) => Promise<unknown> } =
    {
      "open it": (roomId) => lek.rooms.open({ boardId, roomId }),
      "a page back": (roomId, round) =>
        lek.rooms.history({ boardId, roomId, before: places(round) }),
      "post in it": (roomId) => dao.messages.post({ boardId, roomId, text: "ครับ" }),
      "the unread of all rooms": () => lek.rooms.list({ boardId }),
    };
  heading(
    `A room with ${large} messages beside one that begins empty, on SQLite, asked over WebSocket: median of ${rounds}`,
  );
  for (const [name, act] of Object.entries(actions)) {
    const times = new Map<string, number[]>([
      [empty, []],
      [full, []],
    ]);
    for (let round = 0; round < rounds; round++) {
      for (const roomId of [empty, full]) {
        const start = performance.now();
        await act(roomId, round);
        times.get(roomId)?.push(performance.now() - start);
      }
    }
    const base = median(times.get(empty) ?? []);
    line(`${name}, empty`, base, "ms");
    line(`${name}, full`, median(times.get(full) ?? []), "ms", {
      of: "empty",
      base,
      goal: { atMost: 2 },
    });
  }
  for (const client of clients) client.close();
  await adapter.close({ deadlineMs: 0 });
  server.close();
  await taskwire.close();
  await rm(folder, { recursive: true });
}
