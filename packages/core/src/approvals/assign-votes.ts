/**
 * Assigns votes to groups so that as many votes as possible count. If a person may vote in several
 * groups, their vote counts in one of them. It moves to another of these groups if this lets one
 * more vote count. So the order of the votes doesn't matter.
 *
 * @param votes for each vote, the groups in which its person may vote
 * @param required for each group, the votes that it needs
 * @returns for each vote, the group that it counts in, or null; and the number of votes in each group
 * @example
 * ```ts
 * const { filled } = assignVotes([["legal", "finance"], ["legal"]], { legal: 1, finance: 1 });
 * // { legal: 1, finance: 1 }: the first vote counts for finance
 * ```
 */
export function assignVotes(
  votes: readonly (readonly string[])[],
  required: { readonly [group: string]: number },
): { readonly groups: readonly (string | null)[]; readonly filled: { [group: string]: number } } {
  const members = new Map(Object.keys(required).map((group) => [group, [] as number[]]));
  const groups: (string | null)[] = votes.map(() => null);

  /**
   * Finds a group for a vote. If a group already has the votes that it needs, one of them moves to another
   * group if it can.
   */
  function place(vote: number, tried: Set<string>): boolean {
    for (const group of votes[vote] ?? []) {
      const inGroup = members.get(group);
      if (!inGroup || tried.has(group)) continue;
      tried.add(group);
      if (inGroup.length < (required[group] ?? 0)) inGroup.push(vote);
      else {
        const moved = inGroup.findIndex((other) => place(other, tried));
        if (moved < 0) continue;
        inGroup[moved] = vote;
      }
      groups[vote] = group;
      return true;
    }
    return false;
  }

  for (let vote = 0; vote < votes.length; vote++) place(vote, new Set());
  return {
    groups,
    filled: Object.fromEntries([...members].map(([group, { length }]) => [group, length])),
  };
}

/** Whether these votes give every group the number of votes that it needs. */
export function isFull(
  votes: readonly (readonly string[])[],
  required: { readonly [group: string]: number },
): boolean {
  const { filled } = assignVotes(votes, required);
  return Object.entries(required).every(([group, count]) => (filled[group] ?? 0) >= count);
}
