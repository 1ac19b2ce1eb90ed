import { toErrorBody } from "@taskwire/core/adapter";
import type { World } from "./world.ts";

/** The three ways to call an operation. */
export const channels = ["in process", "WebSocket", "HTTP"] as const;
export type Channel = (typeof channels)[number];

type Ids = World["here"];
type Input = { readonly [field: string]: unknown };

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** Input of each operation beside its ids. */
const inputs: { readonly [operation: string]: Input } = {
  "users.put": { id: "guest", name: "guest", role: "ADMIN" },
  "boards.create": { name: "Another" },
  "boards.edit": { name: "Another" },
  "members.add": { userId: "extra" },
  "members.change": { userId: "guest", role: "ADMIN" },
  "members.remove": { userId: "guest" },
  "tasks.create": { title: "Another" },
  "tasks.edit": { title: "Another" },
  "tasks.reject": { reason: "No" },
  "tasks.why": { action: "task.approve" },
  "tasks.withdraw": { step: "check" },
  "delegations.set": { to: [], from: inDays(1), until: inDays(2) },
  "delegations.end": { id: "no-such-delegation" },
  "delegations.checkDue": { userId: "guest" },
  "tasks.addVoter": { step: "check", userId: "admin" },
  "tasks.extend": {
    step: "check",
    deadlineAt: inDays(10),
  },
  "subtasks.create": { title: "Another" },
  "subtasks.assign": { assigneeId: "guest" },
  "subtasks.edit": { title: "Another" },
  "comments.post": { text: "Words" },
  "comments.edit": { text: "Words" },
  "rooms.create": { name: "Another" },
  "rooms.direct": { userId: "guest" },
  "rooms.edit": { name: "Another" },
  "roomMembers.add": { userId: "guest" },
  "roomMembers.remove": { userId: "downgraded" },
  "messages.post": { text: "Words" },
  "messages.edit": { text: "Words" },
  "inbox.done": { ids: ["no-such-row"] },
  "notifications.explain": { eventId: "no-such-event" },
  "reactions.retry": { id: "no-such-job" },
  "webhooks.put": {
    id: "crm",
    url: "https://crm.example/",
    secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  },
  "webhooks.resume": { id: "crm" },
  "webhooks.remove": { id: "crm" },
  "webhooks.report": { id: "crm", boardId: "sales" },
  "links.make": { userId: "admin", actions: ["approve"] },
  "links.show": { token: "no-such-token" },
  "links.use": { token: "no-such-token", version: 1, action: "approve" },
};

/** Input of operations that concern a board without an id field. */
const boardInputs: { readonly [operation: string]: (ids: Ids) => Input } = {
  "preferences.set": ({ boardId }) => ({ target: `board:${boardId}`, level: "none" }),
  "notifications.preview": ({ boardId }) => ({
    operation: "tasks.create",
    input: { boardId, title: "Another" },
  }),
};

const onWork = new Set([
  "subtasks.create",
  "subtasks.assign",
  "subtasks.complete",
  "subtasks.reopen",
  "subtasks.edit",
  "subtasks.cancel",
  "subtasks.restore",
]);

/** The input of an operation on the objects with these ids. */
export function inputOf({ taskwire }: World, operation: string, ids: Ids): Input {
  const { route, target } = taskwire.operations[operation as "tasks.get"];
  if ((target as string) === "app")
    return { ...inputs[operation], ...boardInputs[operation]?.(ids) };
  const named = [...route.path.matchAll(/:(\w+)/g)].map(([, field]) => field as keyof Ids);
  const known = named.filter((field) => Object.hasOwn(ids, field));
  const own = Object.fromEntries(known.map((field) => [field, ids[field]]));
  const { decides } = taskwire.operations[operation as "tasks.approve"];
  const seen = decides && { version: ids.version };
  return {
    ...own,
    ...seen,
    ...(operation === "comments.counts" && { taskIds: [ids.taskId] }),
    ...(onWork.has(operation) && { taskId: ids.workId }),
    ...inputs[operation],
  };
}

export interface Answer {
  readonly code: string;
  readonly message?: string;
}

const worked: Answer = { code: "yes" };

async function inProcess(
  { taskwire }: World,
  caller: string,
  operation: string,
  input: Input,
): Promise<Answer> {
  return taskwire.call(caller, operation, input).then(
    () => worked,
    (error: unknown) => toErrorBody(error),
  );
}

async function overSocket(
  world: World,
  token: string,
  operation: string,
  input: Input,
): Promise<Answer> {
  const client = world.clientOf(token);
  return client.call(operation as "users.me", input as never).then(
    () => worked,
    (error: unknown) =>
      client.closed?.code === 1000
        ? { code: "unauthenticated", message: "signed out" }
        : toErrorBody(error),
  );
}

async function overHttp(
  world: World,
  token: string,
  operation: string,
  input: Input,
): Promise<Answer> {
  const { route } = world.taskwire.operations[operation as "tasks.get"];
  const left: { [field: string]: unknown } = { ...input };
  const path = route.path.replace(/:(\w+)/g, (_, field: string) => {
    const value = encodeURIComponent(String(left[field]));
    delete left[field];
    return value;
  });
  const isGet = (route.method as string) === "GET";
  const query = isGet ? `?${new URLSearchParams(left as Record<string, string>)}` : "";
  const response = await fetch(`${world.http}${path}${query}`, {
    method: route.method,
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(!isGet && { "Content-Type": "application/json" }),
    },
    ...(!isGet && { body: JSON.stringify(left) }),
  });
  const text = await response.text();
  if (response.ok) return worked;
  const { code, detail } = JSON.parse(text) as { code: string; detail: string };
  return { code, message: detail };
}

const tokenOf = (caller: string): string =>
  caller === "nobody" ? "" : `${caller === "expired" ? "expired" : "valid"}:${caller}`;

/**
 * Calls an operation in one of the three ways. Returns undefined if the channel can't have such a
 * caller.
 */
export async function call(
  channel: Channel,
  world: World,
  caller: string,
  operation: string,
  input: Input,
): Promise<Answer | undefined> {
  if (channel === "HTTP") return overHttp(world, tokenOf(caller), operation, input);
  // In process the app itself names the caller, so there is no missing or expired token. A socket
  // without a token never authenticates.
  if (channel === "in process")
    return caller === "nobody" || caller === "expired"
      ? undefined
      : inProcess(world, caller, operation, input);
  return caller === "nobody" ? undefined : overSocket(world, tokenOf(caller), operation, input);
}
