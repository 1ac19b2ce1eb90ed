// `npm run cluster`: a PostgreSQL, a Redis, two servers, and one address for both.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoPassword } from "../../server/src/demo.ts";
import { createBalancer, type Target } from "./balancer.ts";
import { type Part, PartFailed, startPart } from "./part.ts";

interface NodeWord {
  readonly port: string;
  readonly accounts: readonly {
    readonly login: string;
    readonly role: string;
    readonly name: string;
  }[];
}

const directory = mkdtempSync(join(tmpdir(), "taskwire-cluster-"));
const targets: readonly Target[] = [1, 2].map((n) => ({
  name: `server ${n}`,
  port: undefined,
  sockets: new Set(),
}));
const nodes = new Map<Target, Part<NodeWord>>();
let services: Part<{ readonly databaseUrl: string; readonly redisUrl: string }> | undefined;
let isStopping = false;

const balancer = createBalancer(targets, () => {
  if (!isStopping)
    console.log(
      `  ${targets.map(({ name, sockets }) => `${name}: ${sockets.size}`).join(", ")} connected`,
    );
});

async function startNode(target: Target, env: Readonly<Record<string, string>>): Promise<void> {
  const node = await startPart<NodeWord>("./node.ts", env);
  nodes.set(target, node);
  target.port = Number(node.word.port);
  console.log(`  ${target.name} is process ${node.pid}, on port ${target.port}`);
  node.gone.then(() => {
    nodes.delete(target);
    target.port = undefined;
    if (isStopping) return;
    console.log(`  ${target.name} has ended; it is started again`);
    startNode(target, env).catch(fail);
  }, fail);
}

async function start(): Promise<void> {
  services = await startPart("./services.ts");
  await new Promise<void>((resolve, reject) => {
    balancer.once("error", reject);
    balancer.listen(Number(process.env.PORT || 3000), "127.0.0.1", resolve);
  });
  const { port } = balancer.address() as AddressInfo;
  const env = {
    DATABASE_URL: services.word.databaseUrl,
    REDIS_URL: services.word.redisUrl,
    // Passwords and logins are the app's own; here they are in a file, which both servers can open.
    DATA_DIR: directory,
    TASKWIRE_SECRET: randomBytes(32).toString("base64url"),
    PORT: "0",
    ORIGINS: `http://127.0.0.1:${port},http://localhost:${port}`,
    TRUSTED_PROXIES: "1",
  };
  // One after the other: the first makes the tables and the demo.
  for (const target of targets) await startNode(target, env);
  console.log(`\n  taskwire is running at http://127.0.0.1:${port}\n`);
  console.log(`  Log in as one of these, with the password ${demoPassword}:\n`);
  const [first] = nodes.values();
  for (const { login, role, name } of first?.word.accounts ?? [])
    console.log(`    ${login.padEnd(10)} ${role.padEnd(14)} ${name}`);
  console.log(
    "\n  Each side of the page is connected to another server. Ctrl-C ends everything.\n",
  );
}

async function stop(): Promise<void> {
  // Whoever asks twice doesn't want to wait.
  if (isStopping) process.exit(1);
  isStopping = true;
  balancer.close();
  await Promise.all([...nodes.values()].map((node) => node.stop()));
  balancer.closeAllConnections();
  await services?.stop();
}

function fail(error: unknown): void {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  if (isTaken)
    console.error("taskwire: this port is taken. Choose another: PORT=3001 npm run cluster");
  else console.error(error instanceof PartFailed ? `taskwire: ${error.message}` : error);
  process.exitCode = 1;
  if (!isStopping) end();
}

function end(): void {
  stop().then(() => process.exit(), fail);
}

process.on("SIGINT", end).on("SIGTERM", end);
// Also after a second Ctrl-C, which doesn't wait for the rest.
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
start().catch(fail);
