import type { Job, Reply } from "./transaction.ts";

/**
 * A commit that takes longer than this is slow. Committing in the main thread saves about 0.1 ms.
 * With a slow disk, this would save little, and it would stop all connections of the node for a
 * long time.
 */
const maxMs = 2;
/**
 * A commit may take this much longer for each record and event that it writes. For example, an approval
 * that resolves the requests to ten people writes 33 records and events, in 70 pages of the file. That
 * takes about 1 ms, and more if other programs use the processor too. If that counted as slow, the next
 * commits would go to the other thread, although the disk is not slow.
 */
const maxMsOfRow = 0.05;
/**
 * A commit with more records and events than this takes too long for the main thread. A message that
 * notifies 50 people, which is the most for one commit, writes about 55. If such a commit used the other
 * thread, both threads would have to clear their caches.
 */
export const maxRows = 64;
/**
 * This number of quick commits makes up for a slow one. So if a disk, or the processor, is slow from time to
 * time, at most one of nine commits stops the main thread for a long time.
 */
const quickForSlow = 8;
/**
 * Quick commits make up for this number of later slow ones. So if a disk that was quick for a long time
 * becomes slow, three commits stop the main thread. Only one would be too few: on a busy machine, one of
 * ten commits may be slow. Then most commits would use the other thread, which takes twice the CPU, and both
 * threads would have to clear their caches often.
 */
const maxMadeUpFor = 3;
/**
 * If a commit takes this many times as long as a slow one, the disk itself has become slow. Then nothing makes up
 * for it.
 */
const tooSlow = 10;

/**
 * Decides whether the main thread may commit. The main thread stops until the commit is on disk. So
 * it may commit only if the last commits were alone, and most of them were quick. It does not matter in
 * which thread they ran.
 */
export class QuickCommits {
  /** The number of quick commits that have not made up for a slow one yet. */
  #quick = 0;

  get mayStopMainThread(): boolean {
    return this.#quick >= quickForSlow;
  }

  /**
   * Call it after each transaction, with its jobs, the time that the main thread waited for it, in ms, and the
   * reply to its only job. Each time that several commits arrive at once, the count starts again. So if this
   * happens often, all commits use the writer's thread. A job that wrote nothing, for example a repeated
   * commit, is quick on any disk. So it does not count as quick.
   */
  learn(jobs: readonly { readonly job: Job }[], ms: number, reply: Reply | undefined): void {
    const job = jobs[0]?.job;
    const slowMs = job ? maxMs + Math.min(sizeOf(job).rows, maxRows) * maxMsOfRow : 0;
    if (jobs.length !== 1 || ms >= tooSlow * slowMs) this.#quick = 0;
    else if (ms >= slowMs) this.#quick = Math.max(0, this.#quick - quickForSlow);
    else if (reply?.status === "committed")
      this.#quick = Math.min(this.#quick + 1, maxMadeUpFor * quickForSlow);
  }
}

/**
 * Returns how much a job writes. For a deletion in the log, it is nothing, because it is not known in advance.
 *
 * - `rows`: the number of records and events. The event that creates a notification is stored in the same row
 *   as the notification, so it does not count.
 * - `pages`: the most pages of the WAL. A new notification takes up to two, any other row up to four.
 */
export function sizeOf(job: Job): { readonly rows: number; readonly pages: number } {
  if ("trim" in job) return { rows: 0, pages: 0 };
  const { writes, events } = job;
  let told = 0;
  for (const { kind, event = -1 } of writes) if (kind === "insert" && events[event]?.isTold) told++;
  const rows = writes.length + events.length - told;
  return { rows, pages: 4 * rows - 2 * told };
}
