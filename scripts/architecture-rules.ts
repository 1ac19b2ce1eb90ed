interface Part {
  /** Parts of core (a folder, or a file at the top), or single files of them. */
  readonly may: readonly string[];
  readonly because: string;
}

const ground = ["model", "errors.ts", "runtime.ts"];
const reExports = "it is for users; inside, everybody says which file they mean";

/** Who may import whom inside packages/core/src, from the ground up. A part that isn't here has to be thought about, and then added. */
export const coreParts: Readonly<Record<string, Part>> = {
  "errors.ts": { may: [], because: "errors are ground: clients and every adapter load them" },
  "runtime.ts": { may: [], because: "time, ids and chance are ground" },
  model: { may: ["errors.ts"], because: "model is the ground that everything stands on" },
  authorize: {
    may: ["model", "errors.ts"],
    because: "whether somebody may do something is judged from facts alone, in browsers too",
  },
  mentions: {
    may: ["model"],
    because: "mentions are found in browsers too, from text and a directory alone",
  },
  workflow: {
    may: ground,
    because: "the state machine is pure and knows nothing of policy, storage or sessions",
  },
  policy: {
    may: ["workflow", ...ground],
    because: "policy grants a workflow's actions and judges facts it is given; it fetches nothing",
  },
  notifications: {
    may: ground,
    because: "who is told is decided from facts, before anything is stored",
  },
  protocol: {
    may: ground,
    because: "the wire's messages are shared with clients: no server code behind them",
  },
  storage: { may: ground, because: "a storage keeps; what it keeps is decided above" },
  transport: { may: ground, because: "a transport carries; it knows nothing of what" },
  log: {
    may: ["storage/storage.ts", ...ground],
    because: "the log is a way to read storage, and nothing more",
  },
  engine: {
    may: [
      "log",
      "authorize",
      "policy",
      "workflow",
      "notifications",
      "storage/storage.ts",
      "storage/canonical.ts",
      ...ground,
    ],
    because:
      "the engine is the one road of commands: it knows no operation by name, no session and no adapter",
  },
  operations: {
    may: [
      "engine/operation.ts",
      "engine/context.ts",
      "engine/emitted.ts",
      "authorize",
      "workflow",
      "policy",
      "mentions",
      "notifications",
      ...ground,
    ],
    because:
      "an operation decides over what its context gives it; it never stores or sends by itself",
  },
  reactions: {
    may: ["engine", "log", "notifications", "storage/storage.ts", ...ground],
    because:
      "a reaction is a stored job: the host's call operations from outside, taskwire's own commit through the engine",
  },
  session: {
    may: ["log", "protocol", "policy", "transport/transport.ts", "engine", ...ground],
    because:
      "a session reads the log for one person and calls the engine; it has no storage of its own",
  },
  "options.ts": {
    may: [
      ...[
        "engine/operation.ts",
        "policy",
        "workflow",
        "protocol",
        "storage/storage.ts",
        "transport/transport.ts",
      ],
      ...ground,
    ],
    because: "it says what createTaskwire takes, and makes nothing of it",
  },
  "api.ts": {
    may: ["model"],
    because: "it makes methods from names; it knows no operation",
  },
  "listeners.ts": {
    may: ["log", ...ground],
    because: "listeners get events as the log has them, after the commit",
  },
  "health.ts": {
    may: ["storage/storage.ts", ...ground],
    because: "it tries the storage port alone, so it works the same with every storage",
  },
  "taskwire.ts": {
    may: [
      ...["api.ts", "health.ts", "listeners.ts", "options.ts"],
      ...[
        "log",
        "engine",
        "operations",
        "reactions",
        "session",
        "workflow",
        "policy",
        "mentions",
        "notifications",
      ],
      ...["protocol", "storage", "transport", ...ground],
    ],
    because: "createTaskwire puts the parts together, from their own files",
  },
  "index.ts": {
    may: [
      "options.ts",
      "taskwire.ts",
      ...["authorize", "operations", "reactions", "workflow", "policy", "protocol"],
      ...["storage/memory.ts", "transport/memory.ts", ...ground],
    ],
    because: "what applications import must not load what tests need",
  },
  doors: {
    may: [
      ...["authorize", "engine", "mentions", "notifications", "operations", "protocol", "session"],
      ...["storage", "transport", ...ground],
    ],
    because: "a door re-exports, for one audience each, what the package offers beside index.ts",
  },
};

/** Null, or why the one may not import the other. Both as paths below packages/core/src. */
export function mayImport(from: string, to: string): string | null {
  const fromPart = partOf(from);
  const toPart = partOf(to);
  if (fromPart === toPart || fromPart === "testing" || from === "doors/testing.ts") return null;
  if (toPart === "index.ts") return reExports;
  if (toPart === "doors") return `a door is a subpath export: ${reExports}.`;
  const rule = coreParts[fromPart];
  if (rule === undefined)
    return `${fromPart} is not in the table of scripts/architecture-rules.ts: decide what it may import.`;
  const isAllowed = rule.may.some((allowed) => allowed === to || allowed === toPart);
  return isAllowed
    ? null
    : `${fromPart} may import ${rule.may.join(", ") || "nothing"}; ${rule.because}.`;
}

function partOf(path: string): string {
  return path.split("/")[0] ?? path;
}

const adapter = {
  may: [
    "@taskwire/core",
    "@taskwire/core/adapter",
    "@taskwire/core/operations",
    "@taskwire/core/model",
    "@taskwire/core/protocol",
  ],
  because:
    "an adapter lets something in and knows core alone; what two adapters share belongs into core",
};
const storage = {
  may: ["@taskwire/core/adapter", "@taskwire/core/model"],
  because: "a storage adapter implements the port of core and knows no other package",
};

/** What each package may import of the others. */
export const packageRules: Readonly<Record<string, Part>> = {
  core: { may: [], because: "core knows nobody; inside it, imports are relative" },
  client: {
    may: ["@taskwire/core/model", "@taskwire/core/protocol", "@taskwire/core/mentions"],
    because:
      "the client runs in browsers: only what core has for both sides, no server and no zod at run time",
  },
  "sqlite-storage": storage,
  "postgres-storage": storage,
  "redis-transport": {
    may: ["@taskwire/core/adapter"],
    because: "a transport adapter implements the port of core and knows no other package",
  },
  "ws-adapter": adapter,
  "express-adapter": adapter,
  cli: {
    may: ["@taskwire/core/adapter", ...["@taskwire/sqlite-storage", "@taskwire/postgres-storage"]],
    because:
      "the command works on databases alone: no server, no client, and none of an app's code",
  },
};
