import { startRedis } from "../../packages/redis-transport/test/redis-server.ts";
import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";
import { temporaryFile } from "../servers/cycle-tables.ts";
import { cpuOf, inTurns, type Peer, startLoad, startPeer } from "./peers.ts";

const sockets = 1000;
const boardId = "nodes";
const rounds = 9;

/** One crowd and the servers that it is spread over. */
interface Setup {
  readonly name: string;
  readonly servers: readonly Peer[];
}

/**
 * The CPU time of an event on two servers connected by Redis with half of the clients each,
 * compared with one server that has all clients.
 */
export async function nodes(): Promise<void> {
  await using redis = await startRedis();
  const load = startLoad();
  const beside = { redis: redis.url, database: temporaryFile("nodes.db") };
  const one = {
    name: "taskwire, one server",
    servers: [await startPeer("taskwire", [], { withoutInboxes: true })],
  };
  const two = {
    name: "taskwire, two servers",
    servers: [
      await startPeer("taskwire", [], { beside, withoutInboxes: true }),
      await startPeer("taskwire", [], { beside, withoutInboxes: true }),
    ],
  };
  const setups: Setup[] = [
    { name: "socket.io, one server", servers: [await startPeer("socket.io")] },
    {
      name: "socket.io, two servers",
      servers: [
        await startPeer("socket.io", [], { beside }),
        await startPeer("socket.io", [], { beside }),
      ],
    },
    one,
    two,
  ];
  progress("nodes: a thousand people join the board");
  for (const { servers } of [one, two])
    await servers[0]?.server.ask.createBoard({ people: sockets, role: "ADMIN", boardId });
  for (const { name, servers } of setups) {
    const [first, ...others] = servers as [Peer, ...Peer[]];
    const count = sockets / servers.length;
    await load.ask.open({ name, language: first.language, port: first.port, count, boardId });
    for (const { port } of others) await load.ask.join({ name, port, count });
  }

  for (const inFlight of [1, 8]) {
    const events = inFlight === 1 ? 40 : 80;
    for (const { name } of setups) await load.ask.fire({ name, events, inFlight });
    const figures = await inTurns(rounds, setups, async ({ name, servers }, round) => {
      progress(`nodes, ${inFlight} in flight: ${name}, round ${round + 1} of ${rounds}`);
      return (
        (await cpuOf(servers, () => load.ask.fire({ name, events, inFlight }))) / events / sockets
      );
    });
    heading(
      `Fan-out to ${sockets} sockets over Redis, ${inFlight} event${inFlight > 1 ? "s" : ""} in flight: CPU of all servers per delivery`,
      "Half of the clients are connected to each of two servers, which share a database and a Redis. The CPU of both servers together is compared with one server that has all clients.",
    );
    const of = ({ name }: Setup) =>
      median(figures.get(setups.find((setup) => setup.name === name) as Setup) ?? []);
    const [ioOne, ioTwo] = setups as [Setup, Setup];
    line(ioOne.name, of(ioOne), "µs");
    line(ioTwo.name, of(ioTwo), "µs", { of: "its one server", base: of(ioOne) });
    line(one.name, of(one), "µs");
    line(two.name, of(two), "µs", { of: "its one server", base: of(one), goal: goals.nodes });
  }
  await Promise.all([
    load.stop(),
    ...setups.flatMap(({ servers }) => servers.map(({ server }) => server.stop())),
  ]);
}
