import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { basename, join } from "node:path";

/** A command as a Dockerfile writes it: a list for the exec form, a text for a shell. */
type Command = readonly string[] | string;

/** The image that one `FROM` begins: a folder that stands for its root, and the values that its lines have set. */
interface Stage {
  readonly name: string;
  readonly root: string;
  readonly env: Record<string, string>;
  workdir: string;
  user: string;
}

/**
 * Does what a Dockerfile says in plain folders, line by line: `COPY` copies, `RUN` runs, and `USER` takes the rights
 * away. So a wrong line fails, on a machine without Docker too. Each image is one of Node: it has this process's `node`.
 */
export class Image implements AsyncDisposable {
  command: Command = [];
  health: Command = [];
  stopSignal: NodeJS.Signals = "SIGTERM";
  readonly #context: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #folder = mkdtempSync(join(tmpdir(), "taskwire-image-"));
  readonly #stages: Stage[] = [];

  private constructor(context: string, env: NodeJS.ProcessEnv) {
    this.#context = context;
    this.#env = env;
    // The user of the image has to reach it.
    chmodSync(this.#folder, 0o755);
  }

  /** Builds an image from the files of a folder. `env` is what a build has: the way to npm's registry. */
  static async build(dockerfile: string, context: string, env: NodeJS.ProcessEnv): Promise<Image> {
    const image = new Image(context, env);
    for (const line of dockerfile.split("\n"))
      if (line !== "" && !line.startsWith("#")) await image.#do(line);
    return image;
  }

  /** The folder of the app in the finished image. */
  get workdir(): string {
    return this.#path(this.#stage.workdir);
  }

  /** Starts a command in the finished image, as its user, with the environment of the container. */
  start(command: Command, env: NodeJS.ProcessEnv, stdio: SpawnOptions["stdio"] = "pipe") {
    const { user, env: own } = this.#stage;
    const [name = "", ...args] = typeof command === "string" ? ["sh", "-c", command] : command;
    const isNobody = user !== "root" && userInfo().uid === 0;
    return spawn(name, args, {
      cwd: this.workdir,
      env: { PATH: this.#searchPath, ...own, ...env },
      stdio,
      ...(isNobody && { uid: 65_534, gid: 65_534 }),
    });
  }

  /** Runs a command to its end. Resolves with its exit code and with what it printed. */
  async run(command: Command, env: NodeJS.ProcessEnv): Promise<{ code: number; printed: string }> {
    const child = this.start(command, env);
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
    const [code] = await once(child, "close");
    return { code, printed };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #do(line: string): Promise<void> {
    const [, name = "", rest = ""] = /^(\w+) (.*)$/.exec(line) ?? [];
    if (name === "FROM") this.#from(rest);
    else if (name === "ENV")
      for (const pair of rest.split(" ")) {
        const [key = "", value = ""] = pair.split("=");
        this.#stage.env[key] = value;
      }
    else if (name === "WORKDIR") {
      this.#stage.workdir = rest;
      mkdirSync(this.workdir, { recursive: true });
    } else if (name === "COPY") this.#copy(rest.split(" "));
    else if (name === "RUN") await this.#build(rest);
    else if (name === "USER") this.#stage.user = rest;
    else if (name === "STOPSIGNAL") this.stopSignal = rest as NodeJS.Signals;
    else if (name === "HEALTHCHECK") this.health = commandOf(rest.replace(/^.*? CMD /, ""));
    else if (name === "CMD") this.command = commandOf(rest);
    else if (name !== "EXPOSE") throw new Error(`This test does not know the line: ${line}`);
  }

  #from(line: string): void {
    const [image = "", , name = ""] = line.split(" ");
    if (!image.startsWith("node:")) throw new Error(`${image} has no node.`);
    const root = join(this.#folder, String(this.#stages.length));
    mkdirSync(join(root, "usr/local/bin"), { recursive: true });
    copyFileSync(process.execPath, join(root, "usr/local/bin/node"));
    this.#stages.push({ name, root, env: {}, workdir: "/", user: "root" });
  }

  async #build(line: string): Promise<void> {
    const env = { ...this.#env, PATH: `${this.#searchPath}:${this.#env.PATH}` };
    const { code, printed } = await this.run(commandOf(line), env);
    if (code !== 0) throw new Error(`RUN ${line} ended with ${code}: ${printed}`);
  }

  /** Several files go into a folder; the content of one folder goes into the target. */
  #copy(words: readonly string[]): void {
    const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
    const [target = "", ...sources] = words.filter((word) => !word.startsWith("--")).reverse();
    const stage = this.#stages.find(({ name }) => name === from);
    if (from !== undefined && !stage) throw new Error(`There is no stage ${from}.`);
    for (const source of sources) {
      const path = join(stage ? stage.root : this.#context, source);
      const isFolder = statSync(path).isDirectory();
      const into = isFolder || !target.endsWith("/") ? target : join(target, basename(source));
      cpSync(path, this.#path(into), { recursive: true, verbatimSymlinks: true });
    }
  }

  get #searchPath(): string {
    return `${this.#stage.root}/usr/local/bin:/usr/bin:/bin`;
  }

  get #stage(): Stage {
    const stage = this.#stages.at(-1);
    if (!stage) throw new Error("The first line has to be FROM.");
    return stage;
  }

  #path(path: string): string {
    const { root, workdir } = this.#stage;
    return path.startsWith("/") ? join(root, path) : join(root, workdir, path);
  }
}

const commandOf = (text: string): Command => (text.startsWith("[") ? JSON.parse(text) : text);
