import type { MentionsData, RolesData, WorkflowData } from "../../model/definitions.ts";
import type { Limits } from "../limits.ts";

/** The first answer to `authenticate`; a later one is answered with `authenticated`. */
export interface Welcome {
  readonly type: "welcome";
  /** This connection's id, for logs. */
  readonly connection: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: string };
  /** The server's time, ISO 8601. */
  readonly now: string;
  readonly limits: Limits;
  readonly workflow: WorkflowData;
  readonly roles: RolesData;
  /** Groups and words that can be mentioned beside people. */
  readonly mentions: MentionsData;
}

/** A later `authenticate` was accepted. */
export interface Authenticated {
  readonly type: "authenticated";
}

/** The token runs out soon, or has: send `authenticate` with a new one by `before` (ISO 8601), or the socket closes with 4003. */
export interface Refresh {
  readonly type: "refresh";
  readonly before: string;
}
