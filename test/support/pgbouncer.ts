import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "./free-port.ts";

/**
 * A pgbouncer in transaction mode in front of a PostgreSQL server, with few connections to share.
 */
export class Pgbouncer implements AsyncDisposable {
  readonly url: string;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.#stop = stop;
  }

  static async before(target: string): Promise<Pgbouncer> {
    const { hostname, port, username, password } = new URL(target);
    const folder = mkdtempSync(join(tmpdir(), "taskwire-pgbouncer-"));
    chmodSync(folder, 0o755);
    const own = await freePort();
    const users = join(folder, "users.txt");
    writeFileSync(users, `"${username}" "${password}"\n`);
    const config = join(folder, "pgbouncer.ini");
    writeFileSync(
      config,
      `[databases]
postgres = host=${hostname} port=${port} dbname=postgres user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
`,
    );
    // pgbouncer refuses to run as root.
    const asNobody = userInfo().uid === 0 ? ["-u", "nobody"] : [];
    const child = spawn("pgbouncer", [...asNobody, config], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr }).on("line", (line) => {
        if (said.length < 50) said.push(line);
        if (line.includes("process up")) resolve();
      });
      child.once("error", ({ message }) =>
        reject(
          new Error(
            `pgbouncer can't be run (${message}). On Debian: sudo apt-get install pgbouncer`,
          ),
        ),
      );
      child.once("exit", (code) =>
        reject(new Error(`pgbouncer ended (${code}): ${said.join("\n")}`)),
      );
    });
    return new Pgbouncer(
      `postgres://${username}:${password}@127.0.0.1:${own}/postgres`,
      async () => {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
        rmSync(folder, { recursive: true, force: true });
      },
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stop();
  }
}
