import type { EngineParts } from "../../engine/attempt.ts";
import { decisionLinks } from "../../model/decision-link.ts";
import type { ListQuery } from "../../storage/storage.ts";
import { eachPage, untilNone } from "./pages.ts";

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

/** Deletes the decision links of a person, and those with which delegates vote for them. */
export async function* deleteLinksOf(
  userId: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  yield* deleteLinks({ index: "user", equals: { userId } }, parts);
  // Links live for some days only, so all of them are few, and no index has this person.
  yield* eachPage(
    decisionLinks,
    { index: "end", equals: {}, limit: 100 },
    (found, context) => {
      for (const { id, principalId } of found)
        if (principalId === userId)
          context.derive({ collection: decisionLinks.name, id, kind: "delete" });
    },
    parts,
  );
}
