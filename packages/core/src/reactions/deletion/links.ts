import type { EngineParts } from "../../engine/attempt.ts";
import { decisionLinks } from "../../model/decision-link.ts";
import type { ListQuery } from "../../storage/storage.ts";
import { untilNone } from "./pages.ts";

/** Deletes the decision links of a task, a board or a person. No event carries them. */
export const deleteLinks = (
  query: Pick<ListQuery, "index" | "equals">,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> =>
  untilNone(
    decisionLinks,
    { ...query, limit: 100 },
    (found, context) => {
      for (const { id } of found)
        context.derive({ collection: decisionLinks.name, id, kind: "delete" });
    },
    parts,
  );
