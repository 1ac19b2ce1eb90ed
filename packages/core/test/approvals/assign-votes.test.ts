import { expect, test } from "vitest";
import { assignVotes } from "../../src/approvals/assign-votes.ts";
import { randomFrom } from "../../src/testing/random.ts";

type Required = { [group: string]: number };

/** Tries every way to assign the votes. */
function mostVotes(votes: readonly (readonly string[])[], required: Required): number {
  const [first, ...rest] = votes;
  if (!first) return 0;
  let most = mostVotes(rest, required);
  for (const group of first)
    if ((required[group] ?? 0) > 0)
      most = Math.max(
        most,
        1 + mostVotes(rest, { ...required, [group]: (required[group] ?? 0) - 1 }),
      );
  return most;
}

/** Counts each vote for the first of its groups that has a place. */
function firstCome(votes: readonly (readonly string[])[], required: Required): number {
  const left = { ...required };
  let count = 0;
  for (const groups of votes) {
    const free = groups.find((group) => (left[group] ?? 0) > 0);
    if (free === undefined) continue;
    left[free] = (left[free] ?? 0) - 1;
    count += 1;
  }
  return count;
}

const sum = (filled: Required) => Object.values(filled).reduce((all, one) => all + one, 0);

test("P1: votes count as often as any assignment lets them, in 100,000 random cases", () => {
  const random = randomFrom(11);
  const below = (n: number) => Math.floor(random() * n);
  let firstComeFails = 0;
  for (let i = 0; i < 100_000; i++) {
    const names = ["a", "b", "c"].slice(0, 1 + below(3));
    const required = Object.fromEntries(names.map((name) => [name, 1 + below(3)]));
    const votes = Array.from({ length: below(6) }, () => names.filter(() => random() < 0.5));
    const { filled, groups } = assignVotes(votes, required);
    const most = mostVotes(votes, required);
    if (sum(filled) !== most) throw new Error(JSON.stringify({ votes, required, filled, most }));
    for (const name of names)
      if ((filled[name] ?? 0) > (required[name] ?? 0)) throw new Error(`too many in ${name}`);
    for (const [vote, group] of groups.entries())
      if (group !== null && !votes[vote]?.includes(group)) throw new Error("in a foreign group");
    const before = sum(assignVotes(votes.slice(0, -1), required).filled);
    if (votes.length > 0 && sum(filled) < before) throw new Error("one more vote counts less");
    if (firstCome(votes, required) < most) firstComeFails += 1;
  }
  // A counter that takes votes as they come is wrong in some of these cases: they are hard enough.
  expect(firstComeFails).toBeGreaterThan(500);
});
