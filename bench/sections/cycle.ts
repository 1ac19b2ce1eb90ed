import { goals } from "../goals.ts";
import type { Routes } from "../load/cycles.ts";
import { heading, line, median, progress, type Relation, skipped } from "../report.ts";
import { startDjango } from "../servers/django.ts";
import {
  inTurns,
  type Peer,
  type PeerName,
  type Setup,
  startLoad,
  startPeer,
  warmUpMs,
} from "./peers.ts";

const watchers = 10;
const boardId = "cycle";
const rounds = 5;
const roundMs = 900;

export const handwrittenRoutes: Routes = {
  create: "/tasks",
  approve: "/tasks/:taskId/approve",
  complete: "/subtasks/:subtaskId/complete",
};
export const taskwireRoutes: Routes = {
  create: "/api/boards/:boardId/tasks",
  approve: "/api/boards/:boardId/tasks/:taskId/approve",
  complete: "/api/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/complete",
};

/** One server that runs cycles, and its figures. */
interface Runner {
  readonly name: string;
  readonly peer: Peer;
  readonly followsInbox?: boolean;
  /** Set: over HTTP. Otherwise over the watchers' own sockets. */
  readonly routes?: Routes;
}

/** Durable approval cycles while ten clients watch: create, approve, complete three subtasks. */
export async function cycle(): Promise<void> {
  const load = startLoad();
  const peer = async (name: PeerName, setup: Setup = {}) => {
    const one = await startPeer(name, [], setup);
    if (name !== "the limit")
      await (one as Peer<"taskwire">).server.ask.createBoard({
        people: watchers,
        role: "ADMIN",
        boardId,
      });
    return one;
  };
  progress("cycles: everybody joins the board");
  const runner = (name: string, peer: Peer, more: Partial<Runner> = {}): Runner => ({
    name,
    peer,
    ...more,
  });
  const limit = runner("the limit", await peer("the limit"));
  const limitTelling = runner(
    "the limit, which tells people too",
    await peer("the limit", { tells: true }),
  );
  const byHand = runner("hand-written, over HTTP", await peer("hand-written"), {
    routes: handwrittenRoutes,
  });
  const followed = runner("taskwire, inboxes followed", await peer("taskwire"), {
    followsInbox: true,
  });
  const notFollowed = runner("taskwire, inboxes not followed", await peer("taskwire"));
  const overHttp = runner("taskwire, followed, over HTTP", await peer("taskwire"), {
    followsInbox: true,
    routes: taskwireRoutes,
  });
  const without = runner(
    "taskwire with `notifications: false`",
    await peer("taskwire", { withoutInboxes: true }),
  );
  const runners = [followed, byHand, notFollowed, limit, limitTelling, overHttp, without];
  const django = await startDjango({ people: watchers, boardId });
  if ("peer" in django)
    runners.push(runner("Django Channels, over HTTP", django.peer, { routes: handwrittenRoutes }));
  for (const { name, peer, followsInbox = false } of runners)
    await load.ask.open({
      name,
      language: peer.language,
      port: peer.port,
      count: watchers,
      boardId,
      followsInbox,
    });

  const told = new Map<Runner, number>();
  const cpu = new Map<Runner, number[]>();
  const perSecond = async (one: Runner, inFlight: number, ms = roundMs): Promise<number> => {
    const { name, peer, routes } = one;
    const ask = (peer as Peer<"taskwire">).server.ask;
    const before = await ask.cpu();
    const http = routes && { http: { port: peer.port, routes } };
    // Django answers one request at a time. More at once would only wait.
    const atOnce = name.startsWith("Django") ? Math.min(inFlight, 4) : inFlight;
    const done = await load.ask.cycles({ name, boardId, inFlight: atOnce, ms, ...http });
    cpu.get(one)?.push(((await ask.cpu()) - before) / done.cycles);
    told.set(one, done.told / done.cycles);
    return done.cycles / done.seconds;
  };
  for (const one of runners) {
    progress(`cycles: ${one.name} warms up`);
    await perSecond(one, 64, warmUpMs);
  }

  for (const inFlight of [1, 64] as const) {
    const measured = inFlight === 1 ? runners.filter((one) => one !== overHttp) : runners;
    for (const one of measured) await perSecond(one, inFlight);
    for (const one of measured) cpu.set(one, []);
    const figures = await inTurns(rounds, measured, (one, round) => {
      progress(`cycles, ${inFlight} at once: ${one.name}, round ${round + 1} of ${rounds}`);
      return perSecond(one, inFlight);
    });
    const of = (one: Runner): number => median(figures.get(one) ?? []);
    const to = (other: Runner, goal?: Relation["goal"]): Relation => ({
      of: other === limit ? "the limit" : "hand-written",
      base: of(other),
      ...(goal && { goal }),
    });
    heading(
      `Durable approval cycles in the default configuration, ${inFlight} at once`,
      `A cycle submits a task, approves it and completes three subtasks: 5 commands, 9 events on the board. ${watchers} people can decide, so it also tells people 22 times. All of them watch the board; in the default configuration each follows the own inbox with its count. The hand-written server writes and sends the same, in one transaction a request. The limit does the least work that is possible, and tells nobody.`,
    );
    line(followed.name, of(followed), "cycles/s", to(limit, goals.followed[inFlight]));
    line("  the same", of(followed), "cycles/s", to(byHand, goals.overHandwritten[inFlight]));
    line(notFollowed.name, of(notFollowed), "cycles/s", to(limit, goals.notFollowed[inFlight]));
    if (inFlight === 64) line(overHttp.name, of(overHttp), "cycles/s", to(limit));
    line(byHand.name, of(byHand), "cycles/s", to(limit));
    if ("peer" in django) {
      const last = runners.at(-1) as Runner;
      line(last.name, of(last), "cycles/s", to(byHand));
    } else skipped("Django Channels", django.reason);
    line(limit.name, of(limit), "cycles/s");
    line(limitTelling.name, of(limitTelling), "cycles/s", to(limit));
    const base = median(cpu.get(limit) ?? []);
    for (const one of measured)
      line(`CPU of ${one.name}`, median(cpu.get(one) ?? []), "µs/cycle", { of: "the limit", base });
    line("frames about inboxes, taskwire followed", told.get(followed) ?? 0, "a cycle");
    line("frames about inboxes, hand-written", told.get(byHand) ?? 0, "a cycle");
    line(
      `footnote: ${without.name}`,
      of(without),
      "cycles/s",
      to(limit, goals.withoutInboxes[inFlight]),
    );
  }
  await Promise.all([load.stop(), ...runners.map(({ peer }) => peer.server.stop())]);
}
