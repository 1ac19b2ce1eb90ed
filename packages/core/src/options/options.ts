import type { Operations } from "../engine/operation/definition.ts";
import type { Collection } from "../model/collection.ts";
import type { MentionsData } from "../model/definitions.ts";
import type { Roles } from "../policy/defined-roles.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";
import type { Transport } from "../transport/transport.ts";
import type { Templates } from "../workflow/templates.ts";
import type { Workflow } from "../workflow/workflow.ts";

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
