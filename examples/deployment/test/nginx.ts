import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../test/support/free-port.ts";

/** A real nginx with the configuration of this example, in front of servers on this machine. */
export class Nginx implements AsyncDisposable {
  readonly url: string;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.#stop = stop;
  }

  static async before(ports: readonly number[]): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), "taskwire-nginx-"));
    const port = await freePort();
    const site = readFileSync(join(import.meta.dirname, "../nginx.conf"), "utf8")
      .replace("listen 443 ssl;", `listen 127.0.0.1:${port};`)
      .replaceAll(/^ *ssl_certificate.*\n/gm, "")
      .replaceAll(/app([12]):3000/g, (_, n) => `127.0.0.1:${ports[Number(n) - 1]}`);
    for (const name of ["body", "proxy", "fastcgi", "uwsgi", "scgi"]) mkdirSync(join(folder, name));
    const temporary = ["fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const user = userInfo().uid === 0 ? "user root;" : "";
    const config = join(folder, "nginx.conf");
    writeFileSync(
      config,
      `${user} pid ${folder}/nginx.pid; error_log stderr notice; events {}
http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; ${temporary.join(" ")}
${site}
}`,
    );
    const child = spawn("nginx", ["-p", folder, "-c", config, "-g", "daemon off;"], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    const ended = once(child, "exit");
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-4_000);
        if (said.includes("start worker process")) resolve();
      });
      child.once("error", ({ message }) =>
        reject(new Error(`nginx can't be run (${message}). On Debian: sudo apt-get install nginx`)),
      );
      child.once("exit", (code) => reject(new Error(`nginx ended (${code}): ${said}`)));
    });
    return new Nginx(`http://127.0.0.1:${port}`, async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stop();
  }
}
