import type {
  MentionsData,
  OwnPermissions,
  RolesData,
  WorkflowData,
} from "../../model/definitions.ts";
import type { ReasonsData } from "../../model/reason.ts";
import type { Limits } from "../limits.ts";

/** The answer to the first `authenticate`. Later ones are answered with `authenticated`. */
export interface Welcome {
  readonly type: "welcome";
  /** The id of this connection, for your logs. */
  readonly connection: string;
  /**
   * The same for all connections of one login of the app. It is a hash of the app's id of the login, so it
   * doesn't reveal that id. Absent if the app has no such ids.
   */
  readonly login?: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: string };
  /** The server's time, ISO 8601. */
  readonly now: string;
  readonly limits: Limits;
  readonly workflow: WorkflowData;
  readonly roles: RolesData;
  /** The permissions that the app's own operations on tasks and subtasks need. */
  readonly permissions: OwnPermissions;
  /** The app's own reasons to notify people, the strongest first, with the words that a page shows for them. */
  readonly reasons: ReasonsData;
  /** The groups and words that a message can mention besides people. */
  readonly mentions: MentionsData;
}

/** The answer to a later `authenticate`: the new token was accepted. */
export interface Authenticated {
  readonly type: "authenticated";
  /** As in {@link Welcome}: the login that the new token belongs to. */
  readonly login?: string;
}

/**
 * The token expires soon. The client sends `authenticate` with a new one before the time `before`
 * (ISO 8601). Otherwise the socket closes with 4003.
 */
export interface Refresh {
  readonly type: "refresh";
  readonly before: string;
}
