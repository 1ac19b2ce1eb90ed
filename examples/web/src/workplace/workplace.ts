import type { Words } from "../language/words.ts";
import type { Data, Field } from "./fields.ts";
import type { ApprovalParts } from "./parts.ts";

/** Facts about a server's requests that the workflow's definition doesn't have. */
export interface Workplace {
  /** The type of new requests. */
  readonly type: string;
  /** The fields of a request's data. */
  readonly fields: readonly Field[];
  /** The two texts that are the title of a request. */
  readonly titleFields: readonly [string, string];
  /** The names of states, roles, actions and fields. They replace other words of the app. */
  readonly words: Words;
  /** The parts of pages that show approvals with several votes. Undefined if no request has one. */
  readonly approval?: ApprovalParts;
}

/** The server's only board. The server writes its id into the page. */
export const boardId =
  document.querySelector<HTMLMetaElement>("meta[name=taskwire-board]")?.content ?? "vehicle-sales";

let current: Workplace | undefined;

/** Says which server's requests are shown. It is called once, before anything is drawn. */
export function setWorkplace(next: Workplace): void {
  current = next;
}

/** Returns what the app knows of the server's requests. */
export function workplace(): Workplace {
  if (!current) throw new Error("Call setWorkplace before anything is drawn.");
  return current;
}

/** The title of a request with this data. */
export const titleOf = (data: Data): string =>
  workplace()
    .titleFields.map((field) => data[field])
    .join(" — ");
