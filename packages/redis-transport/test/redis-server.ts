import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

// Interrupted runs end their processes with SIGTERM, which without this handler would run no exit
// handlers.
process.once("SIGTERM", () => process.exit(143));

/** A redis-server on a free port that stores nothing on disk. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #arguments: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), "taskwire-redis-"));
  #process: ChildProcess | undefined;
  readonly #endNow = () => {
    this.#process?.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  };

  constructor(port: number, more: readonly string[] = []) {
    this.port = port;
    this.#arguments = [
      ...[
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        this.#folder,
        "--save",
        "",
        "--appendonly",
        "no",
      ],
      ...more,
    ];
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves when it accepts connections. */
  async start(): Promise<void> {
    // It inherits no streams. If it did and outlived this process, a parent that waits for the end
    // of this process's output would also wait for the server.
    const child = spawn("redis-server", this.#arguments, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    // Also runs when a run is interrupted, so that no servers and folders are left behind.
    process.once("exit", this.#endNow);
    let printed = "";
    await new Promise<void>((resolve, reject) => {
      child.once("error", () =>
        reject(
          new Error("redis-server is not installed. On Debian: sudo apt-get install redis-server"),
        ),
      );
      child.once("close", () => reject(new Error(`redis-server ended:\n${printed}`)));
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (text) => {
          printed += text;
          if (printed.includes("Ready to accept connections")) resolve();
        });
      }
    });
    child.removeAllListeners("close");
  }

  /** Sends SIGKILL and waits for the process to end. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    process.off("exit", this.#endNow);
    if (!child || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  /** Suspends the process: its connections stay open, but it answers nothing. */
  pause(): void {
    this.#process?.kill("SIGSTOP");
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Returns a port that was free a moment ago, below those that systems use for outgoing connections.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}

export async function startRedis(): Promise<RedisServer> {
  const server = new RedisServer(await freePort());
  await server.start();
  return server;
}

/** Runs one command over a new connection. */
export async function command(
  port: number,
  name: string,
  ...words: (string | number)[]
): Promise<unknown> {
  const redis = new Redis(port, "127.0.0.1");
  try {
    return await redis.call(name, ...words);
  } finally {
    redis.disconnect();
  }
}

/** Publishes `count` messages over a new connection. */
export async function flood(
  port: number,
  channel: string,
  count: number,
  messageAt: (i: number) => string | Buffer,
) {
  const redis = new Redis(port, "127.0.0.1");
  for (let from = 0; from < count; from += 50) {
    const pipeline = redis.pipeline();
    for (let i = from; i < from + 50; i++) pipeline.publish(channel, messageAt(i));
    await pipeline.exec();
  }
  redis.disconnect();
}

/** Starts a cluster of masters without replicas, each with a share of the slots. */
export async function startCluster(masters = 3): Promise<RedisServer[]> {
  const servers: RedisServer[] = [];
  const busPorts: number[] = [];
  for (let i = 0; i < masters; i++) {
    const [port, busPort] = [await freePort(), await freePort()];
    const server = new RedisServer(port, [
      ...[
        "--cluster-enabled",
        "yes",
        "--cluster-port",
        String(busPort),
        "--cluster-node-timeout",
        "1000",
      ],
      // A slot without a server doesn't stop the others.
      ...["--cluster-require-full-coverage", "no"],
    ]);
    await server.start();
    servers.push(server);
    busPorts.push(busPort);
  }
  const share = 16_384 / masters;
  for (const [i, { port }] of servers.entries()) {
    const [from, to] = [Math.floor(i * share), Math.floor((i + 1) * share) - 1];
    await command(port, "CLUSTER", "ADDSLOTSRANGE", from, to);
    await command(port, "CLUSTER", "SET-CONFIG-EPOCH", i + 1);
  }
  for (const [i, { port }] of servers.entries()) {
    if (i > 0)
      await command(port, "CLUSTER", "MEET", "127.0.0.1", servers[0]?.port ?? 0, busPorts[0] ?? 0);
  }
  for (const { port } of servers) await untilWhole(port, masters);
  return servers;
}

// The servers exchange this among themselves, without an event to wait for.
async function untilWhole(port: number, masters: number): Promise<void> {
  for (;;) {
    const info = String(await command(port, "CLUSTER", "INFO"));
    const isWhole =
      info.includes("cluster_state:ok") &&
      info.includes("cluster_slots_ok:16384") &&
      info.includes(`cluster_known_nodes:${masters}`);
    if (isWhole) return;
    await sleep(50);
  }
}
