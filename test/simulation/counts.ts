/**
 * Everything a run can meet: faults, and how the system handled them. Each count has a floor in the
 * test, so that no kind disappears unnoticed.
 */
export const countNames = [
  // Storage
  "slowStorage",
  "failedReads",
  "failedCommits",
  "lostAnswers",
  "droppedCommits",
  "outages",
  "silences",
  "restores",
  "trims",
  // Transport
  "lostHints",
  "doubledHints",
  "lateHints",
  "forgedHints",
  "failedFollowing",
  "deafness",
  // Network
  "cuts",
  "holes",
  "stalls",
  "slowLines",
  // Nodes
  "crashes",
  "goodbyes",
  "jumps",
  // People
  "removals",
  "roleChanges",
  "disabled",
  "logouts",
  "endedSessions",
  "leaves",
  "renames",
  "erasures",
  "exports",
  "pathReads",
  "reactions",
  "ages",
  "expiries",
  "failedTokens",
  // Results of commands
  "commits",
  "conflicts",
  "repeats",
  "reusedKeys",
  "refusals",
  "unknownOutcomes",
  "lateEffects",
  "erasedEffects",
  "redactions",
  "taskDeletions",
  "roomDeletions",
  "boardDeletions",
  "archives",
  "archivedRefusals",
  "quotaRefusals",
  "quotaSuppressions",
  "expired",
  "messages",
  "comments",
  "nudges",
  "written",
  "commentStores",
  "typing",
  "presence",
  "rooms",
  "newcomers",
  "voided",
  "notifications",
  "resolved",
  "preferences",
  // Clients
  "connections",
  "replays",
  "reloadsTooOld",
  "reloadsGone",
  "reloadsRights",
  "removed",
  "removedInReplay",
  "slowCloses",
  "timeouts",
  "refreshes",
  "hidden",
  "unseen",
] as const;

export type CountName = (typeof countNames)[number];
export type Counts = { [name in CountName]: number };

export const noCounts = (): Counts =>
  Object.fromEntries(countNames.map((name) => [name, 0])) as Counts;

export function addCounts(sum: Counts, more: Counts): void {
  for (const name of countNames) sum[name] += more[name] ?? 0;
}
