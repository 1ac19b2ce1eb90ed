import { fenceId, quotaPlaces } from "../../model/quota-place.ts";
import type { EngineParts } from "../attempt.ts";
import { commitAsSystem } from "../system-commit.ts";

/**
 * Ends all leases of places on a board: it changes the board's fence, which each commit that uses a leased
 * place checks. When it resolves, whatever such commits have written can be counted.
 */
export const endLeasesOn = (boardId: string, parts: EngineParts): Promise<void> =>
  commitAsSystem(async (context) => {
    const id = fenceId(boardId);
    const [fence] = await context.get(quotaPlaces, [id]);
    const fields = { boardId, upTo: 0, leased: 0, fence: 0 };
    const kind = fence ? "update" : "insert";
    context.derive({ collection: quotaPlaces.name, id, kind, fields });
  }, parts);
