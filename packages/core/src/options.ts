import type { Operations } from "./engine/operation/definition.ts";
import type { Collection } from "./model/collection.ts";
import type { MentionsData } from "./model/definitions.ts";
import { eventTypes } from "./model/event-types.ts";
import { approvalRoles } from "./policy/approval-roles.ts";
import { checkRolesFit } from "./policy/check-roles.ts";
import type { Roles } from "./policy/defined-roles.ts";
import { defaultLimits, type Limits } from "./protocol/limits.ts";
import type { Runtime } from "./runtime.ts";
import type { Storage } from "./storage/storage.ts";
import type { Transport } from "./transport/transport.ts";
import { approvalWorkflow } from "./workflow/approval.ts";
import type { Templates } from "./workflow/templates.ts";
import type { Workflow } from "./workflow/workflow.ts";

/** What `createTaskwire` takes. Everything has a default; without a storage nothing outlives the process. */
export interface TaskwireOptions<W extends Workflow, Own extends Operations> {
  readonly storage?: Storage;
  readonly transport?: Transport;
  readonly workflow?: W;
  readonly roles?: Roles;
  readonly templates?: Templates;
  /** Groups that can be mentioned, and words for everyone, in your users' language. */
  readonly mentions?: MentionsData;
  /** The host's own operations, by name. */
  readonly operations?: Own;
  /** The host's own collections, for its own operations. */
  readonly collections?: readonly Collection[];
  /** The types of the events that the host's own operations emit, e.g. `["task.nudged"]`: one that is not named is neither emitted nor waited for. */
  readonly events?: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly runtime?: Runtime;
  /** Whether people are told of what concerns them, in their inboxes. Default: true. False for an import, and for an app that has its own way. */
  readonly notifications?: boolean;
  /** Hears what went wrong where nobody waits for it: a listener, a reaction, a poll. Default: `console.error`. */
  readonly onError?: (error: unknown) => void;
}

const names: { readonly [N in keyof Required<TaskwireOptions<Workflow, Operations>>]: true } = {
  storage: true,
  transport: true,
  workflow: true,
  roles: true,
  templates: true,
  mentions: true,
  operations: true,
  collections: true,
  events: true,
  limits: true,
  runtime: true,
  notifications: true,
  onError: true,
};

/** Refuses what the compiler would, for those who have none: a typing mistake in `storage` would keep everything in memory. */
export function checkOptions(options: TaskwireOptions<Workflow, Operations>): void {
  checkNames(options, names, "createTaskwire has no option");
  checkNames(options.limits ?? {}, defaultLimits, "There is no limit");
  const {
    storage,
    transport,
    workflow = approvalWorkflow,
    roles,
    templates = {},
    mentions = {},
  } = options;
  if (storage && typeof storage.open !== "function")
    throw new Error("storage: give what sqliteStorage(…) returned.");
  if (transport && typeof transport.publish !== "function")
    throw new Error("transport: give what memoryTransport() or another …Transport(…) returned.");
  if (!workflow.data) throw new Error("workflow: give what defineWorkflow returned.");
  if (roles && !(roles.data && roles.workflow))
    throw new Error("roles: give what defineRoles returned.");
  checkRolesFit(roles ?? approvalRoles, workflow);
  for (const [name, { type }] of Object.entries(templates)) {
    if (!Object.hasOwn(workflow.types, type))
      throw new Error(
        `Template "${name}": the task type "${type}" is not among those of the workflow that is given.`,
      );
  }
  checkEvents(options.events ?? []);
  checkMentions(mentions, Object.keys((roles ?? approvalRoles).data.roles));
}

/** Refuses events that nobody could tell from taskwire's own. */
function checkEvents(events: readonly string[]): void {
  for (const type of events) {
    if (!/^\w+\.\w+$/.test(type))
      throw new Error(`events: "${type}" needs a noun and what became of it, e.g. "task.nudged".`);
    if (eventTypes.includes(type))
      throw new Error(`taskwire has an event "${type}"; give yours another type.`);
  }
}

/** Refuses groups that would reach nobody, and words that would mean nothing. */
function checkMentions(mentions: MentionsData, roles: readonly string[]): void {
  checkNames(mentions, { groups: true, aliases: true }, "`mentions` has no part");
  const { groups = {}, aliases = {} } = mentions;
  for (const [handle, { role }] of Object.entries(groups)) {
    if (handle === "everyone" || handle === "here")
      throw new Error(`taskwire has a group "${handle}"; give yours another handle.`);
    if (!roles.includes(role))
      throw new Error(
        `The group "${handle}" needs a role: { ${handle}: { role: "…" } }; there are ${roles.join(", ")}.`,
      );
  }
  for (const [word, means] of Object.entries(aliases)) {
    if (means !== "everyone" && means !== "here")
      throw new Error(`The alias "${word}" means "everyone" or "here": { "${word}": "everyone" }.`);
  }
}

function checkNames(given: object, known: object, problem: string): void {
  const wrong = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (wrong !== undefined)
    throw new Error(`${problem} "${wrong}"; there are ${Object.keys(known).join(", ")}.`);
}

/** Refuses operations of the host's own that nobody could call, or that would stand in for one of taskwire's. */
export function checkOwn(own: Operations, builtIn: object): void {
  for (const [key, { name }] of Object.entries(own)) {
    if (!/^\w+\.\w+$/.test(name))
      throw new Error(`The operation "${name}" needs a noun and a verb, e.g. "tasks.nudge".`);
    if (name !== key)
      throw new Error(`The operation under "${key}" is named "${name}"; give both one name.`);
    if (Object.hasOwn(builtIn, name))
      throw new Error(`taskwire has an operation "${name}"; give yours another name.`);
  }
}
