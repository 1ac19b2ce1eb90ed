// `npm run cluster`: starts a PostgreSQL, a Redis and two servers, which share one address.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoPassword } from "../../server/src/demo.ts";
import { type Backend, createBalancer } from "./balancer.ts";
import { type Subprocess, SubprocessError, startSubprocess } from "./subprocess.ts";

interface NodeInfo {
  readonly port: string;
  readonly accounts: readonly {
    readonly login: string;
    readonly role: string;
    readonly name: string;
  }[];
}

const directory = mkdtempSync(join(tmpdir(), "taskwire-cluster-"));
const backends: readonly Backend[] = [1, 2].map((n) => ({
  name: `server ${n}`,
  port: undefined,
  sockets: new Set(),
}));
const nodes = new Map<Backend, Subprocess<NodeInfo>>();
let services: Subprocess<{ readonly databaseUrl: string; readonly redisUrl: string }> | undefined;
let isStopping = false;

const balancer = createBalancer(backends, () => {
  if (!isStopping)
    console.log(
      `  ${backends.map(({ name, sockets }) => `${name}: ${sockets.size}`).join(", ")} connected`,
    );
});

async function startNode(backend: Backend, env: Readonly<Record<string, string>>): Promise<void> {
  const node = await startSubprocess<NodeInfo>("./node.ts", env);
  nodes.set(backend, node);
  backend.port = Number(node.info.port);
  console.log(`  ${backend.name} is process ${node.pid}, on port ${backend.port}`);
  node.exited.then(() => {
    nodes.delete(backend);
    backend.port = undefined;
    if (isStopping) return;
    console.log(`  ${backend.name} has ended; it is started again`);
    startNode(backend, env).catch(fail);
  }, fail);
}

async function start(): Promise<void> {
  services = await startSubprocess("./services.ts");
  await new Promise<void>((resolve, reject) => {
    balancer.once("error", reject);
    balancer.listen(Number(process.env.PORT || 3000), "127.0.0.1", resolve);
  });
  const { port } = balancer.address() as AddressInfo;
  const env = {
    DATABASE_URL: services.info.databaseUrl,
    REDIS_URL: services.info.redisUrl,
    // Accounts and logins belong to the app. Here they are in one file that both servers open.
    DATA_DIR: directory,
    TASKWIRE_SECRET: randomBytes(32).toString("base64url"),
    PORT: "0",
    ORIGINS: `http://127.0.0.1:${port},http://localhost:${port}`,
    TRUSTED_PROXIES: "1",
  };
  // One after the other: the first server creates the tables and the demo data.
  for (const backend of backends) await startNode(backend, env);
  console.log(`\n  taskwire is running at http://127.0.0.1:${port}\n`);
  console.log(`  Log in as one of these, with the password ${demoPassword}:\n`);
  const [first] = nodes.values();
  for (const { login, role, name } of first?.info.accounts ?? [])
    console.log(`    ${login.padEnd(10)} ${role.padEnd(14)} ${name}`);
  console.log(
    "\n  Each side of the page is connected to a different server. Ctrl-C stops everything.\n",
  );
}

async function stop(): Promise<void> {
  // A second Ctrl-C stops at once.
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
  else console.error(error instanceof SubprocessError ? `taskwire: ${error.message}` : error);
  process.exitCode = 1;
  if (!isStopping) end();
}

function end(): void {
  stop().then(() => process.exit(), fail);
}

process.on("SIGINT", end).on("SIGTERM", end);
// Runs after a second Ctrl-C too, which doesn't wait for `stop`.
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
start().catch(fail);
