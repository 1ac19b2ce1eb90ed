import type { MentionTarget } from "@taskwire/client/mentions";
import { useEffect, useState } from "react";
import { useAnyClient } from "../provider.ts";

/** A person or a group that a text can mention. */
export interface MentionSuggestion extends MentionTarget {
  readonly handle: string;
  readonly names: readonly string[];
  /** Whether a mention would notify them. */
  readonly member: boolean;
}

const none: readonly MentionSuggestion[] = [];
const limit = 8;

/**
 * The people and groups that match the text after an at-sign. Undefined if there is no such text.
 */
export function useSuggestions(
  [boardId, kind, id]: readonly [string, string, string],
  query: string | undefined,
): readonly MentionSuggestion[] {
  const client = useAnyClient();
  const [found, setFound] = useState(none);

  useEffect(() => {
    if (query === undefined) return setFound(none);
    const ending = new AbortController();
    const [operation, place] =
      kind === "room" ? ["messages.suggest", { roomId: id }] : ["comments.suggest", { taskId: id }];
    client.call(operation as string, { boardId, ...(place as object), query, limit }, ending).then(
      (answer) => setFound((answer as { suggestions: typeof none }).suggestions),
      // If there are no suggestions, the person can still type the whole name.
      () => {},
    );
    return () => ending.abort();
  }, [client, boardId, kind, id, query]);

  return query === undefined ? none : found;
}
