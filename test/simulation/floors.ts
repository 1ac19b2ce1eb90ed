import { type CountName, type Counts, countNames } from "./counts.ts";

/**
 * The least that a thousand runs must meet: about half of their usual counts. Tamer runs would
 * prove nothing.
 */
const perThousand: { readonly [name in CountName]: number } = {
  slowStorage: 5_000,
  failedReads: 200,
  failedCommits: 60,
  lostAnswers: 50,
  droppedCommits: 1,
  outages: 30,
  silences: 30,
  restores: 15,
  trims: 30,
  lostHints: 2_000,
  doubledHints: 600,
  lateHints: 1_800,
  forgedHints: 300,
  failedFollowing: 15,
  deafness: 60,
  cuts: 140,
  holes: 80,
  stalls: 90,
  slowLines: 50,
  crashes: 60,
  goodbyes: 50,
  jumps: 45,
  removals: 400,
  roleChanges: 100,
  disabled: 35,
  logouts: 50,
  endedSessions: 15,
  leaves: 50,
  renames: 40,
  erasures: 20,
  exports: 20,
  ages: 20,
  expiries: 15,
  failedTokens: 500,
  commits: 7_000,
  conflicts: 500,
  repeats: 500,
  reusedKeys: 8,
  refusals: 1_700,
  unknownOutcomes: 150,
  // Rare: it happened in one of several thousand runs.
  lateEffects: 0,
  erasedEffects: 0,
  redactions: 15,
  taskDeletions: 30,
  roomDeletions: 20,
  boardDeletions: 10,
  archives: 20,
  archivedRefusals: 20,
  quotaRefusals: 90,
  expired: 20,
  messages: 250,
  comments: 350,
  nudges: 100,
  written: 60,
  commentStores: 300,
  typing: 50,
  presence: 800,
  rooms: 450,
  newcomers: 200,
  voided: 3,
  notifications: 5_000,
  resolved: 2_000,
  preferences: 80,
  connections: 2_000,
  replays: 350,
  reloadsTooOld: 25,
  reloadsGone: 40,
  reloadsRights: 45,
  removed: 350,
  removedInReplay: 45,
  slowCloses: 35,
  timeouts: 100,
  refreshes: 900,
  hidden: 4,
  unseen: 1_200,
};

/** Returns a message for each count below its floor. */
export const tooSeldom = (counts: Counts, runs: number): string[] =>
  countNames.flatMap((name) => {
    const floor = Math.floor((perThousand[name] * runs) / 1_000);
    return counts[name] < floor
      ? [`${name}: ${counts[name]} in ${runs} runs, at least ${floor} are due`]
      : [];
  });
