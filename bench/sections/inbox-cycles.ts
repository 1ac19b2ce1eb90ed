import { heading, line, median, progress } from "../report.ts";
import { handwrittenRoutes } from "./cycle.ts";
import { inTurns, type Peer, startLoad, startPeer } from "./peers.ts";

const rounds = 3;
const roundMs = 700;
/** Short, because a long warm-up would fill the inboxes that have to begin empty. */
const shortWarmUpMs = 400;

/** Cycles on one server with some people, each with some unread notifications. */
interface Variant {
  readonly name: string;
  readonly server: "taskwire" | "hand-written";
  readonly approvers: number;
  readonly unread: number;
  readonly boards?: number;
}

const variants: readonly Variant[] = [
  ...[0, 100, 1_000].flatMap((unread) =>
    (["taskwire", "hand-written"] as const).map((server) => ({
      name: `${server}, 10 approvers, ${unread} unread`,
      server,
      approvers: 10,
      unread,
    })),
  ),
  { name: "taskwire, 100 approvers", server: "taskwire", approvers: 100, unread: 0 },
  { name: "hand-written, 100 approvers", server: "hand-written", approvers: 100, unread: 0 },
  { name: "taskwire, 50 boards", server: "taskwire", approvers: 10, unread: 0, boards: 50 },
];

/** Cycles with followed inboxes that are empty or full, with many approvers, and on many boards. */
export async function inboxCycles(): Promise<void> {
  const load = startLoad();
  const peers = new Map<Variant, Peer>();
  const boardsOf = ({ boards = 1 }: Variant) =>
    Array.from({ length: boards }, (_, index) => `cycle${index}-`);
  for (const variant of variants) {
    progress(`inbox cycles: ${variant.name}`);
    const { name, server, approvers: people, unread } = variant;
    const peer = (await startPeer(server)) as Peer<"taskwire">;
    peers.set(variant, peer);
    for (const boardId of boardsOf(variant)) {
      await peer.server.ask.createBoard({ people, role: "ADMIN", boardId });
      if (unread > 0) await peer.server.ask.fillInboxes({ boardId, people, unread });
      await load.ask.open({
        name: `${name} ${boardId}`,
        language: peer.language,
        port: peer.port,
        count: people,
        boardId,
        followsInbox: true,
      });
    }
  }
  const cpu = new Map<Variant, number[]>();
  const perSecond = async (variant: Variant, inFlight: number, ms: number): Promise<number> => {
    const peer = peers.get(variant) as Peer<"taskwire">;
    const before = await peer.server.ask.cpu();
    const [first, ...more] = boardsOf(variant).map((boardId) => ({
      name: `${variant.name} ${boardId}`,
      boardId,
    })) as [{ name: string; boardId: string }];
    const http = variant.server === "hand-written" && {
      http: { port: peer.port, routes: handwrittenRoutes },
    };
    const done = await load.ask.cycles({ ...first, more, inFlight, ms, ...http });
    cpu.get(variant)?.push(((await peer.server.ask.cpu()) - before) / done.cycles);
    return done.cycles / done.seconds;
  };
  // One at a time first: the inboxes fill up while cycles run.
  for (const inFlight of [1, 64]) {
    for (const variant of variants) await perSecond(variant, inFlight, shortWarmUpMs);
    for (const variant of variants) cpu.set(variant, []);
    const figures = await inTurns(rounds, variants, (variant, round) => {
      progress(`inbox cycles, ${inFlight} at once: ${variant.name}, round ${round + 1}`);
      return perSecond(variant, inFlight, roundMs);
    });
    heading(
      `Cycles whose watchers follow their inboxes, ${inFlight} at once`,
      "As in the section `cycle`. The watchers begin with so many unread notifications. On 50 boards, each with 10 people of its own, the cycles take turns.",
    );
    for (const variant of variants)
      line(variant.name, median(figures.get(variant) ?? []), "cycles/s", {
        of: "the first",
        base: median(figures.get(variants[0] as Variant) ?? []),
      });
    for (const variant of variants)
      line(`CPU of ${variant.name}`, median(cpu.get(variant) ?? []), "µs/cycle");
  }
  await Promise.all([load.stop(), ...[...peers.values()].map(({ server }) => server.stop())]);
}
