/**
 * Assigns votes to groups so that as many of them as possible count. A vote of a person who fits several
 * groups counts in one of them, and moves if that lets another vote count. So the order of the votes
 * doesn't matter.
 *
 * @param votes for each vote, the groups that it fits
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

  /** Finds a place for a vote; votes that are in its way move to another of their groups. */
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

/** Whether these votes give every group what it needs. */
export function isFull(
  votes: readonly (readonly string[])[],
  required: { readonly [group: string]: number },
): boolean {
  const { filled } = assignVotes(votes, required);
  return Object.entries(required).every(([group, count]) => (filled[group] ?? 0) >= count);
}
