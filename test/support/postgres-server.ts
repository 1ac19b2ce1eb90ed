import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import { makePostgresHome, type PostgresHome } from "./postgres-home.ts";

/** A real PostgreSQL server on a free port, with data of its own that are deleted with it. */
export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly password: string;
  readonly #home: PostgresHome;
  #process: ChildProcess | undefined;
  /** When the process exits without disposing of the server, as after a test that ran out of time. */
  readonly #endNow = () => {
    this.#process?.kill("SIGQUIT");
    this.#removeFolder();
  };

  private constructor(home: PostgresHome, port: number, password: string) {
    this.#home = home;
    this.port = port;
    this.password = password;
    process.once("exit", this.#endNow);
  }

  /** Creates a database cluster and starts its server with settings such as `fsync=off`. Rejects with the reason if it can't. */
  static async start(...settings: string[]): Promise<PostgresServer> {
    return PostgresServer.startIn(await makePostgresHome(), ...settings);
  }

  /** The same with given programs and a given folder, which is removed with the server. */
  static async startIn(home: PostgresHome, ...settings: string[]): Promise<PostgresServer> {
    const server = new PostgresServer(home, await freePort(), randomUUID());
    try {
      await server.#initialise();
      await server.restart(...settings);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /**
   * CPU time of the server and its processes in µs, also of those that have ended. 0 where the
   * system doesn't tell.
   */
  cpu(): number {
    const parent = this.#process?.pid;
    if (parent === undefined) return 0;
    const ticks = childrenOf(parent).map((pid) => sumOf(statOf(pid).slice(11, 13)));
    // The times are in ticks, of which there are a hundred a second. The last two fields are the
    // times of children that have ended, e.g. of closed connections.
    return (sumOf(ticks) + sumOf(statOf(String(parent)).slice(11, 15))) * 10_000;
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
    const { folder, postgres, user } = this.#home;
    const settings = [
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "max_connections=200",
    ];
    // After a kill, the written data are in the kernel's cache, so nothing has to be synced file by
    // file. Only Linux offers another way.
    if (process.platform === "linux") settings.push("recovery_init_sync_method=syncfs");
    const flags = [...settings, ...more].flatMap((setting) => ["-c", setting]);
    const child = spawn(postgres, ["-D", join(folder, "data"), "-p", String(this.port), ...flags], {
      stdio: ["ignore", "ignore", "pipe"],
      env: inEnglish(),
      cwd: folder,
      ...user,
    });
    this.#process = child;
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", (line) => {
        if (said.length < 100) said.push(line);
        if (/ready to accept (read-only )?connections/.test(line)) resolve();
      });
      child.on("error", (error) => reject(new Error(`Can't run ${postgres}: ${error.message}`)));
      child.once("exit", (code, signal) =>
        reject(new Error(`postgres ended (${code ?? signal}): ${said.join("\n")}`)),
      );
    });
  }

  /** Makes the next start a read-only standby that follows no primary. */
  demote(): void {
    writeFileSync(join(this.#home.folder, "data", "standby.signal"), "");
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
    process.off("exit", this.#endNow);
    this.#removeFolder();
  }

  async #initialise(): Promise<void> {
    const { folder, initdb, user } = this.#home;
    const passwordFile = join(folder, "password");
    writeFileSync(passwordFile, this.password, { mode: 0o600 });
    if (user) chownSync(passwordFile, user.uid, user.gid);
    const [data, names] = [`--pgdata=${join(folder, "data")}`, "--username=postgres"];
    // Without the caller's locale, which the system may not have.
    const flags = ["--auth=password", "--no-locale", "--encoding=UTF8", "--no-sync"];
    await promisify(execFile)(
      initdb,
      [data, names, `--pwfile=${passwordFile}`, ...flags, "--no-instructions"],
      { env: inEnglish(), cwd: folder, ...user },
    ).catch((cause) => {
      throw new Error(`PostgreSQL's initdb failed. ${cause.message}`, { cause });
    });
  }

  #removeFolder(): void {
    // Backends that are just ending can still write files.
    const patiently = { maxRetries: 10, retryDelay: 20 };
    rmSync(this.#home.folder, { recursive: true, force: true, ...patiently });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

/** The environment of the programs: `restart` searches the log for English words. */
const inEnglish = () => ({ ...process.env, LC_ALL: "C", LC_MESSAGES: "C" });

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

const sumOf = (numbers: readonly (string | number)[]): number =>
  numbers.reduce<number>((sum, one) => sum + Number(one), 0);

// A zombie counts as gone: there may be no init process to reap orphans.
function isRunning(pid: string): boolean {
  const [state = "Z"] = statOf(pid);
  return state !== "Z";
}
