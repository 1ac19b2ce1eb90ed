import fc from "fast-check";
import { expect, test } from "vitest";
import { connect } from "./support/session-world.ts";
import { type SignalNode, startNodes } from "./support/signal-world.ts";

const topic = "board:sales";
const people = ["nok", "lek", "mai"];
const nodeCount = 3;

type Connection = Awaited<ReturnType<typeof connect>>;

const place = fc.nat({ max: nodeCount - 1 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant("connect"), place, who: fc.constantFrom(...people) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom("disconnect", "unsubscribe"), which: fc.nat() }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom("cut", "heal"), place }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom("crash", "close"), place }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("repeat"), which: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("wait"), ms: fc.nat({ max: 35_000 }) }) },
) as fc.Arbitrary<{ does: string; place: number; who: string; which: number; ms: number }>;

async function follow(node: SignalNode, userId: string, watches = false): Promise<Connection> {
  const connection = await connect(node, userId);
  connection.send({ type: "subscribe", topic });
  if (watches) connection.send({ type: "presence", topic, on: true });
  await node.runtime.settle();
  return connection;
}

/** A node on which Dao watches the presence all the time. */
async function watched(node: SignalNode) {
  return { node, dao: await follow(node, "dao", true) };
}

test("all nodes show the correct presence 30 s after the last of any joins, leaves, crashes and cuts", {
  timeout: 60_000,
}, async () => {
  const run = async (
    steps: readonly { does: string; place: number; who: string; which: number; ms: number }[],
  ) => {
    const world = await startNodes(nodeCount);
    const { runtime } = world;
    const watchers = await Promise.all(world.nodes.map(watched));
    let connections: { userId: string; node: SignalNode; connection: Connection }[] = [];
    for (const { does, place: at, who, which, ms } of steps) {
      const { node } = watchers[at ?? 0] as (typeof watchers)[number];
      const one = connections[which % connections.length];
      if (does === "connect")
        connections.push({ userId: who, node, connection: await follow(node, who) });
      if (does === "cut" || does === "heal") node.cut(does === "cut");
      if (does === "wait") await runtime.advance(ms);
      if (does === "repeat" && world.said.length > 0) {
        const { channel, message } = world.said[
          which % world.said.length
        ] as (typeof world.said)[number];
        world.transport.publish(channel, message);
      }
      if (does === "crash" || does === "close") {
        if (does === "crash") node.kill();
        else await node.taskwire.close({ deadlineMs: 0 });
        connections = connections.filter((other) => other.node !== node);
        watchers[at] = await watched(world.start());
      }
      if (one && (does === "disconnect" || does === "unsubscribe")) {
        if (does === "disconnect") one.connection.end();
        else one.connection.send({ type: "unsubscribe", topic });
        connections = connections.filter((other) => other !== one);
      }
    }
    for (const { node } of watchers) node.cut(false);
    await runtime.advance(30_000);
    const truth = [...new Set(["dao", ...connections.map(({ userId }) => userId)])].sort();
    for (const { node, dao } of watchers) {
      expect(dao.of("presence").at(-1)).toMatchObject({ users: truth.map((id) => ({ id })) });
      expect([...node.taskwire.presentIn(topic)].sort()).toEqual(truth);
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), run), { numRuns: 100 });
});
