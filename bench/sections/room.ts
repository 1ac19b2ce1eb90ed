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
import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";

const large = 100_000;
const small = 200;
const inFlight = 256;
const rounds = 300;

/** Compares a room of a hundred thousand messages with one of two hundred. */
export async function room(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "taskwire-bench-"));
  const limits = { callsPerSecond: 100_000, callBurst: 100_000, callsInFlight: inFlight };
  const taskwire = createTaskwire({
    storage: sqliteStorage(join(folder, "room.db")),
    limits,
    quotas: { postsPerHour: null, bytesPerDay: null },
  });
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
  const few = await open("few");
  // In process, which takes a quarter of the time.
  const author = taskwire.as({ userId: "dao" });
  const fill = async (roomId: string, count: number): Promise<string[]> => {
    const ids: string[] = [];
    while (ids.length < count) {
      const post = () =>
        author.messages.post({ boardId, roomId, text: "ขอให้ช่วยตรวจเอกสารให้หน่อยครับ" });
      const length = Math.min(inFlight, count - ids.length);
      ids.push(...(await Promise.all(Array.from({ length }, post))).map(({ id }) => id));
      if (ids.length % (inFlight * 20) === 0)
        progress(`a room of ${count}: ${ids.length} messages`);
    }
    return ids;
  };
  const idsOf = new Map([
    [few, await fill(few, small)],
    [full, await fill(full, large)],
  ]);

  // Every page is a whole one, so it begins after at least fifty messages. No array is copied here, because
  // that would be a part of the measured time.
  const firstPlace = 60;
  const place = (roomId: string, round: number) => {
    const ids = idsOf.get(roomId) ?? [];
    const share = (round + 1) / (rounds + 2);
    return ids[firstPlace + Math.floor((ids.length - firstPlace) * share)] as string;
  };
  const actions: { readonly [name: string]: (roomId: string, round: number) => Promise<unknown> } =
    {
      "open it": (roomId) => lek.rooms.open({ boardId, roomId }),
      "a page back": (roomId, round) =>
        lek.rooms.history({ boardId, roomId, before: place(roomId, round) }),
      "post in it": (roomId) => dao.messages.post({ boardId, roomId, text: "ครับ" }),
      "the unread of all rooms": () => lek.rooms.list({ boardId }),
    };
  heading(
    `A room with ${large} messages beside one with ${small}, median of ${rounds}`,
    "Calls over WebSocket, one at a time, on SQLite. A page has 50 messages, from anywhere in the room.",
  );
  for (const [name, act] of Object.entries(actions)) {
    const times = new Map<string, number[]>([
      [few, []],
      [full, []],
    ]);
    for (let round = 0; round < rounds; round++) {
      for (const roomId of [few, full]) {
        const start = performance.now();
        await act(roomId, round);
        times.get(roomId)?.push(performance.now() - start);
      }
    }
    const base = median(times.get(few) ?? []);
    line(`${name}, ${small} messages`, base, "ms");
    line(`${name}, ${large} messages`, median(times.get(full) ?? []), "ms", {
      of: `${small} messages`,
      base,
      goal: name === "a page back" ? goals.roomPage : goals.room,
    });
  }
  for (const client of clients) client.close();
  await adapter.close({ deadlineMs: 0 });
  server.close();
  await taskwire.close();
  await rm(folder, { recursive: true });
}
