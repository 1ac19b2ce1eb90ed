interface Part {
  /** Folders of core and files at its top; or folders and single files inside them. */
  readonly may: readonly string[];
  readonly because: string;
}

const ground = ["model", "errors.ts", "runtime.ts"];
const reExports = "it is for users; files inside import the file they mean";

/** Import rules inside packages/core/src, lowest part first. A new part must be added here. */
export const coreParts: Readonly<Record<string, Part>> = {
  "errors.ts": {
    may: [],
    because: "clients and every adapter load the errors, so they depend on nothing",
  },
  "runtime.ts": {
    may: [],
    because: "everything uses time, ids and random numbers, so they depend on nothing",
  },
  model: {
    may: ["errors.ts"],
    because: "every other part depends on the model, so it depends on none",
  },
  authorize: {
    may: ["model", "errors.ts"],
    because: "authorization depends on its input alone, because it also runs in browsers",
  },
  calendar: {
    may: ["model", "errors.ts"],
    because: "working time depends on a calendar and an instant alone",
  },
  approvals: {
    may: ["authorize", "calendar", "model", "errors.ts"],
    because: "how votes count depends on its input alone, because it also runs in browsers",
  },
  mentions: {
    may: ["model"],
    because:
      "mentions depend on text and a directory alone, because they are also found in browsers",
  },
  workflow: {
    may: ["calendar", ...ground],
    because: "the state machine is pure: no policy, no storage, no sessions",
  },
  policy: {
    may: ["workflow", ...ground],
    because:
      "policy grants a workflow's actions and judges the facts it is given; it reads nothing",
  },
  notifications: {
    may: ground,
    because: "recipients are decided from facts, before anything is stored",
  },
  protocol: {
    may: ground,
    because: "clients share the messages of the protocol: no server code",
  },
  storage: { may: ground, because: "a storage stores data; other parts decide which" },
  transport: { may: ground, because: "a transport carries messages without knowing their meaning" },
  log: {
    may: ["storage/storage.ts", ...ground],
    because: "the log only reads the storage",
  },
  observe: {
    may: ["storage/storage.ts", ...ground],
    because: "it measures calls and deliveries, and decides nothing",
  },
  engine: {
    may: [
      "log",
      "authorize",
      "approvals",
      "policy",
      "workflow",
      "notifications",
      "storage/storage.ts",
      ...ground,
    ],
    because:
      "the engine runs every command: it knows no operation by name, no session and no adapter",
  },
  operations: {
    may: [
      "engine/operation",
      "authorize",
      "approvals",
      "workflow",
      "policy",
      "calendar",
      "mentions",
      "notifications",
      ...ground,
    ],
    because:
      "an operation decides from what its context gives it; it never stores or sends by itself",
  },
  reactions: {
    may: ["engine", "log", "notifications", "observe", "storage/storage.ts", ...ground],
    because:
      "a reaction is a stored job: those of apps call operations, taskwire's own commit through the engine",
  },
  channels: {
    may: ["calendar", "engine", "notifications", "reactions", "storage/storage.ts", ...ground],
    because: "a channel is made of jobs, and works out the times at which it may send",
  },
  webhooks: {
    may: ["engine", "log", "reactions", "storage/storage.ts", ...ground],
    because: "it reads logs and sends their events through a port; core has no HTTP of its own",
  },
  timers: {
    may: ["storage/storage.ts", ...ground],
    because: "it looks at the times of timers; an operation works out what is due",
  },
  people: {
    may: ["engine", "log", "notifications", "reactions", "storage/storage.ts", ...ground],
    because: "erasing a person takes the same pieces as deleting a thing, in all collections",
  },
  session: {
    may: ["log", "protocol", "policy", "transport/transport.ts", "engine", "observe", ...ground],
    because:
      "a session reads the log for one user and calls the engine; it never writes to the storage",
  },
  options: {
    may: [
      ...[
        "engine/operation",
        "policy",
        "workflow",
        "mentions",
        "protocol",
        "storage/storage.ts",
        "transport/transport.ts",
        "webhooks/sender.ts",
      ],
      ...ground,
    ],
    because: "it declares and checks the options of createTaskwire, and uses none of them",
  },
  "operation-methods.ts": {
    may: [...ground],
    because: "it only gives operations the shape of methods",
  },
  "api.ts": {
    may: [
      ...["engine", "observe", "operation-methods.ts", "protocol", "storage/storage-error.ts"],
      ...ground,
    ],
    because: "it calls whatever operations it is given; it knows none by name",
  },
  "app-definition.ts": {
    may: [...["engine/operation", "operations", "options", "policy", "workflow"], ...ground],
    because: "it puts definitions together before anything runs",
  },
  describe: {
    may: ["protocol", ...ground],
    because: "a document is made of schemas; it needs nothing that runs",
  },
  "listeners.ts": {
    may: ["log", ...ground],
    because: "listeners get events as the log has them, after the commit",
  },
  "health.ts": {
    may: ["storage/storage.ts", ...ground],
    because: "it tries the storage port alone, so it works the same with every storage",
  },
  "node.ts": {
    may: ["channels", "health.ts", "people", "session", "workflow", ...ground],
    because: "it says what a node offers, and nothing of how",
  },
  "taskwire.ts": {
    may: [
      ...["api.ts", "app-definition.ts", "health.ts", "listeners.ts", "node.ts", "options"],
      ...[
        "log",
        "engine",
        "observe",
        "operations",
        "people",
        "reactions",
        "session",
        "channels",
        "webhooks",
        "timers",
        "workflow",
        "policy",
        "mentions",
        "notifications",
      ],
      ...["protocol", "storage", "transport", ...ground],
    ],
    because: "createTaskwire connects the parts, imported from their own files",
  },
  "index.ts": {
    may: [
      ...["health.ts", "node.ts", "options", "taskwire.ts"],
      ...[
        "authorize",
        "calendar",
        "channels",
        "operations",
        "people",
        "reactions",
        "workflow",
        "policy",
        "protocol",
      ],
      ...["storage/memory.ts", "transport/memory.ts", ...ground],
    ],
    because: "applications must not load what only tests need",
  },
  doors: {
    may: [
      ...[
        "approvals",
        "authorize",
        "describe",
        "engine",
        "mentions",
        "notifications",
        "operations",
        "protocol",
        "session",
      ],
      ...["storage", "transport", "webhooks/sender.ts", "workflow/workflow.ts", ...ground],
    ],
    because: "each entry point re-exports what one kind of author needs",
  },
};

/**
 * Returns null, or the reason why `from` may not import `to`. Both are paths below
 * packages/core/src.
 */
export function mayImport(from: string, to: string): string | null {
  const fromPart = partOf(from);
  const toPart = partOf(to);
  if (fromPart === toPart || fromPart === "testing" || from === "doors/testing.ts") return null;
  if (toPart === "index.ts") return reExports;
  if (toPart === "doors") return `a door is a subpath export; ${reExports}.`;
  const rule = coreParts[fromPart];
  if (rule === undefined)
    return `${fromPart} is not in the table of scripts/architecture-rules.ts: decide what it may import.`;
  const isAllowed = rule.may.some((allowed) => allowed === to || to.startsWith(`${allowed}/`));
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
  because: "an adapter depends on core alone; code shared by two adapters belongs into core",
};
const storage = {
  may: ["@taskwire/core/adapter", "@taskwire/core/storage", "@taskwire/core/model"],
  because: "a storage adapter implements the port of core and uses no other package",
};

/** Import rules between packages. */
export const packageRules: Readonly<Record<string, Part>> = {
  core: { may: [], because: "core depends on no other package; inside it, imports are relative" },
  client: {
    may: ["model", "protocol", "mentions", "approvals"].map((door) => `@taskwire/core/${door}`),
    because:
      "the client runs in browsers: only code that core offers for both sides, no server code and no zod at run time",
  },
  react: {
    may: [
      "@taskwire/client",
      ...[
        "approval",
        "board",
        "boards",
        "comments",
        "counts",
        "inbox",
        "mentions",
        "presence",
        "room",
        "rooms",
        "task",
        "work",
      ].map((store) => `@taskwire/client/${store}`),
    ],
    because: "the hooks show the client's stores: what isn't React belongs into the client",
  },
  "sqlite-storage": storage,
  "postgres-storage": storage,
  "redis-transport": {
    may: ["@taskwire/core/adapter"],
    because: "a transport adapter implements the port of core and uses no other package",
  },
  "ws-adapter": adapter,
  "express-adapter": adapter,
  observability: {
    may: ["@taskwire/core"],
    because: "an observer gets what core tells every observer, and nothing else",
  },
  webhooks: adapter,
  cli: {
    may: [
      ...["@taskwire/core/adapter", "@taskwire/core/storage", "@taskwire/core/approvals"],
      ...["@taskwire/sqlite-storage", "@taskwire/postgres-storage"],
    ],
    because: "the command works on databases alone: no server, no client, no code of an app",
  },
  "create-taskwire": {
    may: [],
    because:
      "npm downloads it to run it once: the app that it makes has the packages, not the command",
  },
};
