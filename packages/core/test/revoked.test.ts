import { expect, test } from "vitest";
import { connect } from "./support/session-world.ts";
import { type SignalWorld, startNodes } from "./support/signal-world.ts";

const board = "board:sales";
type Connection = Awaited<ReturnType<typeof connect>>;

async function subscribe(world: SignalWorld, connection: Connection, topic: string) {
  connection.send({ type: "subscribe", topic });
  await world.runtime.settle();
}

const revoked = (topic: string, reason: string) => ({ type: "revoked", topic, reason });
const told = (connection: Connection) => connection.of("revoked");

/** Creates a room of Dao's with these people. Returns its topic. */
async function roomWith(
  world: SignalWorld,
  ...memberIds: string[]
): Promise<{ roomId: string; topic: string }> {
  const dao = world.at(0).taskwire.as({ userId: "dao" });
  const { id: roomId } = await dao.rooms.create({ boardId: "sales", name: "Showroom", memberIds });
  return { roomId, topic: `room:${roomId}` };
}

test("a user removed from a board is told of the board and each of its rooms, on all their connections and nobody else's", async () => {
  const world = await startNodes(2);
  const rooms = [await roomWith(world, "nok"), await roomWith(world, "nok", "lek")];
  const [here, there] = [await connect(world.at(0), "nok"), await connect(world.at(1), "nok")];
  const others = [await connect(world.at(0), "dao"), await connect(world.at(1), "lek")];
  for (const connection of [here, ...others]) await subscribe(world, connection, board);
  await world.system.members.remove({ boardId: "sales", userId: "nok" });
  await world.runtime.settle();
  const all = [board, ...rooms.map(({ topic }) => topic)].sort();
  for (const own of [here, there]) {
    expect(
      told(own)
        .map(({ topic }) => topic)
        .sort(),
    ).toEqual(all);
    expect(new Set(told(own).map(({ reason }) => reason))).toEqual(new Set(["removed"]));
  }
  expect(others.flatMap(told)).toEqual([]);
  await world.runtime.advance(10_000);
  expect(told(here)).toHaveLength(3);
});

test("if the hint is lost the user is told within two seconds", async () => {
  const world = await startNodes(2);
  const nok = await connect(world.at(1), "nok");
  world.at(1).cut(true);
  await world.system.members.remove({ boardId: "sales", userId: "nok" });
  await world.runtime.settle();
  expect(told(nok)).toEqual([]);
  await world.runtime.advance(2_000);
  expect(told(nok)).toEqual([revoked(board, "removed")]);
});

test("leaving a room is reported as left on the user's other connections, and a removal as removed", async () => {
  const world = await startNodes(1);
  const { roomId, topic } = await roomWith(world, "nok", "lek");
  const [nok, lek] = [await connect(world.at(0), "nok"), await connect(world.at(0), "lek")];
  await world.at(0).taskwire.as({ userId: "nok" }).rooms.leave({ boardId: "sales", roomId });
  await world.system.roomMembers.remove({ boardId: "sales", roomId, userId: "lek" });
  await world.runtime.settle();
  expect(told(nok)).toEqual([revoked(topic, "left")]);
  expect(told(lek)).toEqual([revoked(topic, "removed")]);
});

test.each(["who follows the board", "who does not"])(
  "a role that shows less is reported once to a user %s; a role that shows more is not",
  async (who) => {
    const world = await startNodes(1);
    const nok = await connect(world.at(0), "nok");
    if (who === "who follows the board") await subscribe(world, nok, board);
    await world.system.members.change({ boardId: "sales", userId: "nok", role: "ADMIN_LIMITED" });
    await world.runtime.advance(5_000);
    expect(told(nok)).toEqual([revoked(board, "role")]);
    await subscribe(world, nok, board);
    await world.system.members.change({ boardId: "sales", userId: "nok", role: "ADMIN" });
    await world.runtime.advance(5_000);
    expect(told(nok)).toHaveLength(1);
  },
);

test("a role changed in the app is reported for followed topics, before the reload", async () => {
  const world = await startNodes(2);
  const nok = await connect(world.at(1), "nok");
  await subscribe(world, nok, board);
  await world.system.users.put({ id: "nok", name: "nok", role: "ADMIN_LIMITED" });
  await world.runtime.settle();
  expect(nok.frames.slice(-2)).toEqual([
    revoked(board, "role"),
    { type: "reload", topic: board, reason: "rights" },
  ]);
});

test("a user whose account is disabled is told before the connection closes", async () => {
  const world = await startNodes(2);
  const nok = await connect(world.at(1), "nok");
  await world.system.users.put({ id: "nok", name: "nok", role: "ADMIN", disabled: true });
  await world.runtime.settle();
  expect(nok.frames.at(-1)).toEqual(revoked("user:nok", "disabled"));
  expect(nok.closed).toBe(4403);
});
