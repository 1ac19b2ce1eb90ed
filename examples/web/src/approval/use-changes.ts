import type { TaskShown } from "@taskwire/react";
import { useHistory } from "../request/use-history.ts";
import type { Data, Field } from "../workplace/fields.ts";
import { workplace } from "../workplace/workplace.ts";
import type { Actions } from "./ballots.ts";

/** A field that was changed, with its value before. */
export interface Change {
  readonly field: Field;
  readonly before: Data[string] | undefined;
}

/**
 * Returns the fields that the requester has changed since the request was sent back the last time.
 * Undefined if it never was, or if that is not loaded.
 */
export function useChanges(
  { id, data }: TaskShown,
  actions: Actions = {},
): readonly Change[] | undefined {
  const { events } = useHistory(id);
  const returns = Object.values(actions).flatMap(({ vote, event }) =>
    vote === "return" ? [event] : [],
  );
  // The newest event comes first.
  const last = events.find(({ type }) => returns.includes(type));
  const before = (last?.data.task as { readonly data?: Data } | undefined)?.data;
  if (!before) return undefined;
  return workplace()
    .fields.filter(({ name }) => before[name] !== (data as Data)[name])
    .map((field) => ({ field, before: before[field.name] }));
}
