import type { TaskwireError } from "../errors.ts";

/**
 * A call that was refused because of the caller's rights, or of a rule. It contains ids and names,
 * but no text that the caller wrote.
 *
 * @example
 * ```ts
 * taskwire.onRefused(({ at, userId, operation, code, ids }: Refusal) =>
 *   console.log(at, userId, operation, code, JSON.stringify(ids)),
 * );
 * ```
 */
export interface Refusal {
  /** When, ISO 8601. */
  readonly at: string;
  /** The caller's id, as `authenticate` returned it. */
  readonly userId: string;
  /** The operation, or `subscribe` for a topic, or `connect` for an unknown or disabled account. */
  readonly operation: string;
  /** `not_found` also means that the caller may not see the thing. */
  readonly code: "forbidden" | "not_found" | "refused";
  /** The permission that the operation needs. */
  readonly permission?: string;
  /** The rule that refused, as in the error's details. */
  readonly rule?: string;
  /** The ids in the input, each cut to 256 characters; at most 10. */
  readonly ids: { readonly [field: string]: string };
}

const maxIds = 10;
/** Ids in a refusal are cut to this length. */
export const maxIdLength = 256;

/** Returns the ids in an input. Its other fields may be private. */
export function idsOf(input: unknown): { [field: string]: string } {
  const fields = Object.entries(input ?? {}).filter(
    ([field, value]) => /^id$|^[A-Za-z]{1,30}Id$/.test(field) && typeof value === "string",
  ) as [string, string][];
  return Object.fromEntries(
    fields.slice(0, maxIds).map(([field, value]) => [field, value.slice(0, maxIdLength)]),
  );
}

/** Returns the refusal for an error. Undefined if the error is no refusal. */
export function refusalOf(
  { code, details }: TaskwireError,
  call: Omit<Refusal, "code" | "rule">,
): Refusal | undefined {
  if (code !== "forbidden" && code !== "not_found" && code !== "refused") return undefined;
  const { rule } = details ?? {};
  return { ...call, code, ...(typeof rule === "string" && { rule }) };
}

/** Names the ids in an input, for a log: ` (boardId "b1", taskId "t1")`. */
export function idsIn(input: unknown): string {
  const ids = Object.entries(idsOf(input)).map(([field, id]) => `${field} ${JSON.stringify(id)}`);
  return ids.length > 0 ? ` (${ids.join(", ")})` : "";
}
