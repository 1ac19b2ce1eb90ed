import type { Notification } from "../../src/model/notification.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { type FakeRuntime, fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { memoryTransport } from "../../src/transport/memory.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { type Seat, takeSeat } from "./seat.ts";

const revocations = [
  "removed from the room",
  "left the room",
  "removed from the board",
  "given a smaller role",
  "disabled",
] as const;
/** The ways to lose access. */
export type Revocation = (typeof revocations)[number];

/** The record of one schedule. */
export interface Played {
  readonly revocation: Revocation;
  readonly storage: Storage;
  readonly boardId: string;
  readonly roomId: string;
  /** The sessions of the user who loses access, with everything that reached them. */
  readonly seats: readonly Seat[];
  /** The open notifications of that user at the end. */
  readonly open: readonly Notification[];
  /** The state of each session in each topic at the moment of the loss. */
  readonly doing: readonly ("live" | "replay" | "snapshot")[];
}

/**
 * Gives each read its own delay, so that answers can come in another order than their questions.
 */
function slowed(storage: Storage, runtime: FakeRuntime): Storage {
  const after = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    const wait = Math.floor(runtime.random() * 12);
    if (wait > 0) await new Promise<void>((resolve) => void runtime.timer(wait, resolve));
    return value;
  };
  return {
    ...storage,
    get: (refs, key) => after(storage.get(refs, key)),
    list: (collection, query) => after(storage.list(collection, query)),
    events: (query) => after(storage.events(query)),
    heads: (topics) => after(storage.heads(topics)),
  };
}

/** Delays or drops hints. */
function unreliable(transport: Transport, runtime: FakeRuntime): Transport {
  return {
    ...transport,
    publish(channel, message) {
      if (runtime.random() < 0.3) return;
      runtime.timer(Math.floor(runtime.random() * 15), () => transport.publish(channel, message));
    },
  };
}

/**
 * Plays one random schedule: two nodes, two sessions of one user, others who post and work, and the
 * loss of access in the middle.
 */
export async function play(seed: number): Promise<Played> {
  const runtime = fakeRuntime({ seed });
  const chance = (probability: number) => runtime.random() < probability;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(runtime.random() * list.length)] as T;
  // Nodes close their storage, but the test reads it afterwards.
  const storage = { ...memoryStorage(), close: async () => {} };
  const shared = memoryTransport();
  const limits = { callsPerSecond: 1_000, callBurst: 1_000 };
  const nodes = [0, 1].map(() =>
    createTaskwire({
      storage: slowed(storage, runtime),
      transport: unreliable(shared, runtime),
      runtime,
      limits,
      onError() {},
    }),
  );
  const quiet = createTaskwire({
    storage,
    transport: unreliable(shared, runtime),
    runtime,
    onError() {},
  });
  await quiet.open();
  await Promise.all([Promise.all(nodes.map((one) => one.open())), runtime.advance(20)]);
  for (const [id, role] of Object.entries({
    boss: "ADMIN",
    talker: "ADMIN",
    victim: "ADMIN",
  } as const))
    await quiet.system.users.put({ id, name: id, role });
  const { id: boardId } = await quiet.as({ userId: "boss" }).boards.create({ name: "Board" });
  for (const userId of ["talker", "victim"]) await quiet.system.members.add({ boardId, userId });
  const talker = quiet.as({ userId: "talker" });
  const { id: roomId } = await talker.rooms.create({
    boardId,
    name: "Room",
    memberIds: ["boss", "victim"],
  });
  const topics = [`board:${boardId}`, `room:${roomId}`];
  const say = () => {
    for (const topic of topics) typist.type(topic);
    const text = `${chance(0.3) ? "@victim " : ""}said at ${runtime.now()}`;
    return talker.messages.post({ boardId, roomId, text });
  };
  const work = () => talker.tasks.create({ boardId, title: `asked at ${runtime.now()}` });
  const typist = takeSeat(nodes[0] as (typeof nodes)[0], runtime, "talker", { boardId, roomId });
  await runtime.advance(60);
  for (const topic of topics) typist.follow(topic, undefined);
  const cursors = new Map<string, string>();
  const remember = async () => {
    cursors.set(
      topics[0] as string,
      (await quiet.as({ userId: "victim" }).boards.open({ boardId })).cursor,
    );
    cursors.set(
      topics[1] as string,
      (await quiet.as({ userId: "victim" }).rooms.open({ boardId, roomId })).cursor,
    );
  };
  await remember();
  for (let i = 0; i < 3; i++) await Promise.all([say(), work()]);

  const seats = nodes.map((one) => takeSeat(one, runtime, "victim", { boardId, roomId }));
  await runtime.advance(60);
  const steps = 6 + Math.floor(runtime.random() * 8);
  for (let step = 0; step < steps; step++) {
    await pick([say, work])();
    for (const seat of seats) {
      const topic = pick(topics);
      if (chance(0.35)) seat.follow(topic, chance(0.6) ? cursors.get(topic) : undefined);
      else if (chance(0.15)) seat.leave(topic);
      else if (chance(0.4)) seat.open(topic);
    }
    if (chance(0.5)) await runtime.advance(Math.floor(runtime.random() * 30));
  }

  const revocation = pick(revocations);
  // Joining takes a read, so some sessions are still joining when access is lost.
  for (const seat of seats) {
    const topic = pick(topics);
    if (chance(0.4)) {
      seat.leave(topic);
      seat.follow(topic, chance(0.3) ? cursors.get(topic) : undefined);
    }
    if (chance(0.5)) await runtime.advance(Math.floor(runtime.random() * 8));
  }
  const doing = seats.flatMap((seat) => topics.flatMap((topic) => seat.doing(topic)));
  const boss = quiet.as({ userId: "boss" });
  const lose: { readonly [R in Revocation]: () => Promise<unknown> } = {
    "removed from the room": () => boss.roomMembers.remove({ boardId, roomId, userId: "victim" }),
    "left the room": () => quiet.as({ userId: "victim" }).rooms.leave({ boardId, roomId }),
    "removed from the board": () => boss.members.remove({ boardId, userId: "victim" }),
    "given a smaller role": () =>
      boss.members.change({ boardId, userId: "victim", role: "ADMIN_LIMITED" }),
    disabled: () =>
      quiet.system.users.put({ id: "victim", name: "victim", role: "ADMIN", disabled: true }),
  };
  await lose[revocation]();
  for (const seat of seats) seat.lost();
  for (let step = 0; step < 6; step++) {
    await pick([say, work])();
    for (const seat of seats) {
      const topic = pick(topics);
      if (chance(0.3)) seat.follow(topic, chance(0.7) ? cursors.get(topic) : undefined);
      else if (chance(0.4)) seat.open(topic);
    }
    if (chance(0.5)) await runtime.advance(Math.floor(runtime.random() * 30));
  }
  // As long as a node without any hint may still send data to a disabled account.
  await runtime.advance(5_000);
  for (const seat of seats) seat.overdue();
  await Promise.all([say(), work()]);
  await runtime.advance(3_000);
  await Promise.all(
    [...nodes, quiet]
      .map((one) => one.close({ deadlineMs: 0 }))
      .concat(runtime.advance(5_000) as never),
  );
  const { records } = await storage.list("notifications", {
    index: "state",
    equals: { userId: "victim", state: "open" },
    limit: 1_000,
  });
  const open = records.map(({ fields }) => fields as unknown as Notification);
  return { revocation, storage, boardId, roomId, seats, doing, open };
}
