// Prepares a fresh clone for `npm start`, `npm run expenses`, `npm run cluster`, `npm run picture` or `npm test`:
// dependencies, a build, system packages. Runs before anything is installed, so it is plain
// JavaScript for Node 18 and imports only Node's own modules.
import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");
const target = process.argv[2];
// If none of the alternatives is there, the first one is installed.
const chromium = process.env.CHROMIUM ? [] : [["chromium-headless-shell", "chromium"]];
const systemPackages = {
  start: [],
  expenses: [],
  cluster: [["redis-server"]],
  picture: chromium,
  test: [...chromium, ["redis-server"], ["pgbouncer"], ["python3-websockets"]],
  long: [
    ...[...chromium, ["redis-server"], ["pgbouncer"], ["python3-websockets"]],
    ...[["nginx"], ["caddy"], ["openssl"], ["docker-compose"]],
  ],
}[target];
if (systemPackages === undefined)
  fail("Usage: node scripts/bootstrap.mjs start|expenses|cluster|picture|test|long");

const pathWithoutBin = process.env.PATH.split(delimiter).filter(
  (dir) => !dir.endsWith(join("node_modules", ".bin")),
);
// The settings of the npm that runs this script (`--silent`, its prefix, …) must not reach the
// commands started here.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")),
);

prepareAlone();
if (!isInstalled()) {
  say("installing dependencies, about half a minute …");
  // Without .bin on PATH: it contains a `node` that npm would delete while running on it.
  const path = pathWithoutBin.join(delimiter);
  run(
    "npm",
    ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"],
    path,
  );
  if (!isInstalled())
    fail("npm ci has left node_modules incomplete; look at what it printed above.");
}

const path = [bin, ...pathWithoutBin].join(delimiter);
const version =
  spawnSync("node", ["--version"], {
    env: { ...env, PATH: path },
    encoding: "utf8",
  }).stdout?.trim() ?? "";
const [major, minor] = version.slice(1).split(".").map(Number);
if (!(major > 22 || (major === 22 && minor >= 18))) {
  fail(
    `taskwire's sources run on Node 22.18 or newer, this is ${version || "none"}: install Node 24 and try again.`,
  );
}

installSystemPackages(systemPackages);
// Browsers load the built client and the built app; everything else runs from source. Tests of
// packages build the others.
run("node", [join("scripts", "build.mjs"), "client"], path);
run("node", [join("scripts", "build-web.mjs")], path);

/**
 * Waits until no other command prepares this clone: two `npm ci` would delete each other's files, and so would two builds.
 * The lock of a process that was killed is ignored.
 */
function prepareAlone() {
  const lock = join(root, ".cache", "preparing");
  mkdirSync(join(root, ".cache"), { recursive: true });
  for (let tries = 0; !takes(lock); tries++) {
    const holder = holderOf(lock);
    if (holder && isDead(holder) && removes(lock, holder)) continue;
    const who = holder?.pid ? `process ${holder.pid}, ` : "";
    if (tries === 2) say(`another command prepares this clone, waiting for it … (${who}${lock})`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  // After a very long time, another command may have taken it.
  process.once("exit", () => {
    if (holderOf(lock)?.pid === process.pid) rmSync(lock, { force: true });
  });
}

function takes(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Returns the process that has a lock, and since when. Undefined if it has just ended. */
function holderOf(lock) {
  try {
    return { since: statSync(lock).mtimeMs, pid: Number(readFileSync(lock, "utf8")) };
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** After 10 minutes, the number may be that of another process. A lock without a number is just being written. */
function isDead({ since, pid }) {
  const ms = Date.now() - since;
  return ms > 600_000 || (pid > 0 ? !isRunning(pid) : ms > 3_000);
}

/**
 * Removes the lock of a dead process. Another command may have removed it too, and taken it. So one at a time looks
 * again before it removes.
 */
function removes(lock, dead) {
  const turn = `${lock}.turn`;
  if (!takes(turn)) {
    const other = holderOf(turn);
    if (other && isDead(other)) rmSync(turn, { force: true });
    return false;
  }
  const now = holderOf(lock);
  if (now?.pid === dead.pid && now.since === dead.since) rmSync(lock, { force: true });
  rmSync(turn, { force: true });
  return true;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

/**
 * Whether node_modules matches the lock file. npm records what it installed, so a manual `npm
 * install` counts too.
 */
function isInstalled() {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const locked = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const isSame = (one, other) =>
    one?.version === other.version && one?.integrity === other.integrity;
  return Object.entries(locked).every(([place, entry]) => {
    // Packages for other platforms are in the lock file, but not installed.
    const mayBeAbsent = place === "" || entry.optional || entry.devOptional || entry.peer;
    return isSame(installed[place], entry) || (mayBeAbsent && installed[place] === undefined);
  });
}

/** Installs missing packages. Each provides a command of the same name, or a module of Python. */
function installSystemPackages(wanted) {
  const isThere = (name) =>
    name.startsWith("python3-") ? isPythonModule(name.slice("python3-".length)) : isOnPath(name);
  const missing = wanted.filter((names) => !names.some(isThere)).map(([name]) => name);
  if (missing.length === 0) return;
  const canInstall = process.getuid?.() === 0 && isOnPath("apt-get");
  if (!canInstall) {
    say(
      `${["test", "long"].includes(target) ? "some tests need" : "this needs"} ${missing.join(", ")}. On Debian: sudo apt-get install ${missing.join(" ")}`,
    );
    return;
  }
  say(`installing ${missing.join(", ")}, about a minute …`);
  const options = ["-qq", "-o", "Dpkg::Use-Pty=0"];
  env.DEBIAN_FRONTEND = "noninteractive";
  attempt("apt-get", [...options, "update"], process.env.PATH);
  // One by one, so that a missing package stops nothing. A test that needs it fails and says so.
  for (const name of missing) {
    const install = [...options, "install", "-y", "--no-install-recommends", name];
    const problem = attempt("apt-get", install, process.env.PATH, "ignore");
    if (problem) say(problem);
  }
}

/** Whether Debian's Python has a module. Another Python may be first on PATH. */
function isPythonModule(name) {
  const python = process.env.PYTHON ?? "/usr/bin/python3";
  return spawnSync(python, ["-c", `import ${name}`]).status === 0;
}

function isOnPath(command) {
  return [...process.env.PATH.split(delimiter), "/usr/sbin"].some((dir) => {
    try {
      accessSync(join(dir, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function run(...what) {
  const problem = attempt(...what);
  if (problem) fail(problem);
}

/** Runs a command. Returns what went wrong, or undefined. */
function attempt(command, args, path, output = "inherit") {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...env, PATH: path },
    stdio: ["ignore", output, "inherit"],
    shell: process.platform === "win32",
  });
  if (status === 0) return undefined;
  return `\`${command} ${args.join(" ")}\` failed${error ? `: ${error.message}` : "; see above."}`;
}

function say(text) {
  console.error(`taskwire: ${text}`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
