import { PostgresServer } from "../../test/support/postgres-server.ts";
import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";
import { handwrittenRoutes } from "./cycle.ts";
import { inTurns, type Peer, startLoad, startPeer, warmUpMs } from "./peers.ts";

const rounds = 5;
const roundMs = 1_500;
const inFlight = 64;
const watchers = 10;
const boardId = "cycle";

/** Cycles on PostgreSQL with inboxes that are followed, and what the database does for them. */
export async function postgresInbox(): Promise<void> {
  progress("PostgreSQL starts");
  await using database = await PostgresServer.start();
  const load = startLoad();
  const on = { postgres: database.url };
  const off = { ...on, withoutInboxes: true };
  const peers = {
    "taskwire, inboxes followed": await startPeer("taskwire", [], on),
    "taskwire with `notifications: false`": await startPeer("taskwire", [], off),
    "socket.io and pg, by hand": await startPeer("socket.io + pg", [], on),
    "socket.io and pg, nobody told": await startPeer("socket.io + pg", [], off),
  };
  type Name = keyof typeof peers;
  const names = Object.keys(peers) as Name[];
  for (const name of names) {
    const { server, language, port } = peers[name] as Peer<"taskwire">;
    await server.ask.createBoard({ people: watchers, role: "ADMIN", boardId });
    await load.ask.open({ name, language, port, count: watchers, boardId, followsInbox: true });
  }
  const ofServer = new Map<Name, number[]>();
  const ofDatabase = new Map<Name, number[]>();
  const perSecond = async (name: Name, ms = roundMs): Promise<number> => {
    const { server, port, language } = peers[name] as Peer<"taskwire">;
    const before = [await server.ask.cpu(), database.cpu()] as const;
    const http = language !== "taskwire" && { http: { port, routes: handwrittenRoutes } };
    const done = await load.ask.cycles({ name, boardId, inFlight, ms, ...http });
    ofServer.get(name)?.push(((await server.ask.cpu()) - before[0]) / done.cycles);
    ofDatabase.get(name)?.push((database.cpu() - before[1]) / done.cycles);
    return done.cycles / done.seconds;
  };
  for (const name of names) {
    progress(`PostgreSQL with inboxes: ${name} warms up`);
    await perSecond(name, warmUpMs);
  }
  for (const name of names) {
    ofServer.set(name, []);
    ofDatabase.set(name, []);
  }
  const figures = await inTurns(rounds, names, (name, round) => {
    progress(`PostgreSQL with inboxes: ${name}, round ${round + 1} of ${rounds}`);
    return perSecond(name);
  });
  const of = (from: Map<Name, number[]>, name: Name): number => median(from.get(name) ?? []);
  const byHand = "socket.io and pg, by hand";
  heading(
    `Durable approval cycles on PostgreSQL, ${inFlight} at once`,
    "As in the section `cycle`. By hand: express, socket.io and pg with 16 connections, one transaction a request, with a row for each person told and a count.",
  );
  for (const name of names)
    line(name, of(figures, name), "cycles/s", { of: "by hand", base: of(figures, byHand) });
  for (const name of names)
    line(`CPU of the server: ${name}`, of(ofServer, name), "µs/cycle", {
      of: "by hand",
      base: of(ofServer, byHand),
    });
  for (const name of names)
    line(`CPU of PostgreSQL: ${name}`, of(ofDatabase, name), "µs/cycle", {
      of: "by hand",
      base: of(ofDatabase, byHand),
    });
  line("CPU of PostgreSQL, inboxes on", of(ofDatabase, names[0] as Name), "µs/cycle", {
    of: "inboxes off",
    base: of(ofDatabase, names[1] as Name),
    goal: goals.postgresInboxes,
  });
  await Promise.all([load.stop(), ...names.map((name) => peers[name].server.stop())]);
}
