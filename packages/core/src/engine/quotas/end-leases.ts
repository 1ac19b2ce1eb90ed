import { fenceId, quotaPlaces } from "../../model/quota-place.ts";
import type { EngineParts } from "../attempt.ts";
import { commitWithinCommand } from "../system-commit.ts";

/**
 * Ends all leases of places on a board. To do so, it changes the board's fence. Each commit that
 * uses a leased place checks the fence. When the function resolves, such commits are finished, and
 * their records can be counted.
 *
 * @param seen the version of the fence that the caller has read. If the fence has another version
 *   now, somebody else has already ended those leases, and nothing is changed.
 */
export const endLeasesOn = (boardId: string, seen: number, parts: EngineParts): Promise<void> =>
  commitWithinCommand(async (context) => {
    const id = fenceId(boardId);
    const [fence] = await context.get(quotaPlaces, [id]);
    const ref = { collection: quotaPlaces.name, id };
    if ((context.knownVersion(ref) ?? 0) !== seen) return;
    const fields = { boardId, upTo: 0, leased: 0, fence: 0 };
    context.derive({ ...ref, kind: fence ? "update" : "insert", fields });
  }, parts);
