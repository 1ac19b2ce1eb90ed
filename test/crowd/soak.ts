import { setTimeout as sleep } from "node:timers/promises";
import { type ClientRuntime, createClient } from "@taskwire/client";
import { WebSocket } from "ws";
import { systemRuntime } from "../../packages/client/src/runtime.ts";
import { type Server, startServer, until } from "./start.ts";

/** The result of {@link soak}. */
export interface SoakReport {
  readonly visits: number;
  readonly commands: number;
  readonly problems: readonly string[];
  /**
   * Heap used by the server with no client connected, in bytes: after the first visits, and at the
   * end.
   */
  readonly heap: { readonly first: number; readonly last: number };
  /**
   * Mean heap with clients connected, in bytes: in the second and in the last quarter of the time.
   */
  readonly middle: number;
  readonly late: number;
  /** Resident memory of the server's process, in bytes. */
  readonly resident: { readonly first: number; readonly last: number };
  readonly before: Resources;
  readonly after: Resources;
  /** Timers that clients left behind. */
  readonly clientTimers: number;
}

/** Resources of the server while no client is connected. */
interface Resources {
  readonly sessions: number;
  readonly channels: number;
  readonly timers: number;
  readonly handles: number;
  readonly resources: string;
}

const atOnce = 8;
const people = Array.from({ length: 20 }, (_, i) => `p${i}`);
/**
 * Users move to a new board after so many visits, so that the growth of a board is not measured.
 */
const visitsPerBoard = 200;

/** On a slow machine, the clients warm up for longer: until they have sent so many commands. */
const warmUpCommands = 600;

/** The server's heap may grow by so many bytes while people come and go. */
export const mostGrowth = 4 * 2 ** 20;

/**
 * Clients connect, work and leave, cleanly or not, in rounds of `ms` milliseconds. Before the first measurement,
 * they do so for `warmUpMs`: everything is used once, and the caches get most of their bytes.
 *
 * There is a further round, `rounds` at most, while the heap has grown by {@link mostGrowth}. Caches
 * rise and fall by about 6 MiB within a minute, and a leak grows in each round.
 */
export async function soak(
  {
    ms,
    warmUpMs,
    sampleMs,
    pauseMs,
    rounds,
  }: {
    readonly ms: number;
    readonly warmUpMs: number;
    readonly sampleMs: number;
    readonly pauseMs: number;
    readonly rounds: number;
  },
  progress: (line: string) => void = () => {},
): Promise<SoakReport> {
  // Clients that vanish are noticed by unanswered pings, here within seconds.
  await using server = await startServer({
    limits: { pingMs: 1_000, pongMs: 1_000, authenticationMs: 1_000 },
  });
  // A server without clients: its own timers, and its channel for the calls that people have spent.
  const idle = await server.ask.state();
  await server.ask.createBoards({ people, boards: ["b0"] });
  const world = new SoakRun(server.ask, server.port, idle);
  do await world.visitFor(warmUpMs, pauseMs);
  while (world.commands < warmUpCommands);
  const first = await world.empty();
  const samples: number[] = [];
  const round = async () => {
    const until = performance.now() + ms;
    const visiting = world.visitFor(ms, pauseMs);
    while (performance.now() < until) {
      await sleep(Math.min(sampleMs, Math.max(0, until - performance.now())));
      const { heap, resident } = await server.ask.memory();
      samples.push(heap);
      progress(
        `${world.visits} visits, ${world.commands} commands, heap ${mib(heap)} MiB, resident ${mib(resident)} MiB`,
      );
    }
    await visiting;
    return await world.empty();
  };
  let last = await round();
  for (let i = 1; i < rounds && last.heap - first.heap >= mostGrowth; i++) last = await round();
  const mean = (from: number, to: number) => {
    const part = samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to));
    return part.reduce((sum, one) => sum + one, 0) / part.length;
  };
  return {
    visits: world.visits,
    commands: world.commands,
    problems: [...world.problems, ...last.errors].slice(0, 20),
    heap: { first: first.heap, last: last.heap },
    middle: mean(0.25, 0.5),
    late: mean(0.75, 1),
    resident: { first: first.resident, last: last.resident },
    before: first.left,
    after: last.left,
    clientTimers: world.timers,
  };
}

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

class SoakRun {
  visits = 0;
  commands = 0;
  timers = 0;
  readonly problems: string[] = [];
  readonly #server: Server;
  readonly #url: string;
  readonly #idle: Pick<Resources, "timers" | "channels">;
  #boards: Promise<string> = Promise.resolve("b0");
  /** Real time, with a count of pending timers. */
  readonly #runtime: ClientRuntime = {
    ...systemRuntime,
    timer: (ms, run) => {
      this.timers++;
      let isOver = false;
      const end = () => {
        if (!isOver) this.timers--;
        isOver = true;
      };
      const cancel = systemRuntime.timer(ms, () => {
        end();
        run();
      });
      return () => {
        end();
        cancel();
      };
    },
  };

  constructor(server: Server, port: number, idle: Pick<Resources, "timers" | "channels">) {
    this.#server = server;
    this.#idle = idle;
    this.#url = `ws://127.0.0.1:${port}/taskwire`;
  }

  async visitFor(ms: number, pauseMs: number): Promise<void> {
    const end = performance.now() + ms;
    const visitors = Array.from({ length: atOnce }, async (_, i) => {
      for (let turn = i; performance.now() < end; turn += atOnce) {
        try {
          await this.#visit(turn);
        } catch (error) {
          this.problems.push(String(error));
        }
        await sleep(pauseMs);
      }
    });
    await Promise.all(visitors);
  }

  /** Waits until all clients are gone, and returns the remaining resources. */
  async empty() {
    const { sessions, channels, timers, handles, resources, errors } = await until(
      this.#server,
      // A session ends before its socket is closed.
      ({ sessions, channels, timers, resources }) =>
        sessions === 0 &&
        channels <= this.#idle.channels &&
        timers <= this.#idle.timers &&
        !resources.includes("TCPSocketWrap"),
      30_000,
    );
    const { heap, resident } = await this.#server.memory();
    return { heap, resident, errors, left: { sessions, channels, timers, handles, resources } };
  }

  async #visit(turn: number): Promise<void> {
    if (this.visits++ % visitsPerBoard === visitsPerBoard - 1) this.#boards = this.#nextBoard();
    const boardId = await this.#boards;
    const userId = people[turn % people.length] as string;
    let socket: WebSocket | undefined;
    const client = createClient({
      url: this.#url,
      token: () => userId,
      runtime: this.#runtime,
      WebSocket: class extends WebSocket {
        constructor(url: string, protocol: string) {
          super(url, protocol);
          socket = this;
        }
      } as never,
    });
    try {
      const { cursor } = (await client.call("boards.open", { boardId })) as { cursor: string };
      const title = `${userId} ${turn}`;
      const seen = new Promise<void>((resolve, reject) => {
        client.subscribe(
          `board:${boardId}`,
          {
            onEvents: (events) => {
              if (JSON.stringify(events).includes(`"${title}"`)) resolve();
            },
            onReload: (reason) => reject(new Error(`${userId} had to reload: ${reason}`)),
            onEnd: reject,
          },
          cursor,
        );
      });
      client.subscribe(`user:${userId}`, { onEvents() {}, onReload() {}, onEnd() {} });
      const { task } = (await client.call("tasks.create", { boardId, title })) as {
        task: { id: string };
      };
      const taskId = task.id;
      await client.call("comments.post", { boardId, taskId, text: `About ${title}` });
      client.signal({ type: "typing", topic: `board:${boardId}`, subject: taskId });
      // Some lose their connection in the middle and continue.
      if (turn % 3 === 0) socket?.terminate();
      await client.call("tasks.cancel", { boardId, taskId, reason: "That was all." });
      await seen;
      this.commands += 3;
    } finally {
      // Some vanish: their connection stays open, but nothing is answered any more.
      const vanishing = turn % 5 === 0 ? socket : undefined;
      vanishing?.pause();
      client.close();
      if (vanishing) setTimeout(() => vanishing.terminate(), 4_000);
      else if (turn % 2 === 0) socket?.terminate();
    }
  }

  async #nextBoard(): Promise<string> {
    const boardId = `b${this.visits}`;
    await this.#server.createBoards({ people, boards: [boardId] });
    return boardId;
  }
}
