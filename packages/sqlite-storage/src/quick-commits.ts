/**
 * A commit that takes longer than this is slow. Committing in the main thread saves about 0.1 ms.
 * With a slow disk, this would save little, and it would stop all connections of the node for a
 * long time. An approval that resolves the requests to ten people writes 70 pages, which takes about
 * 1 ms with a fast disk too. If that counted as slow, both threads would take turns in each cycle.
 */
const maxMs = 2;
/**
 * The main thread commits only after this number of quick commits in a row. Each of them has to be
 * the only commit of its transaction. After a slow commit in the main thread, at least eight
 * commits run in the writer's thread. So if a disk is slow from time to time, at most one of nine
 * commits stops the main thread for a long time. Each time that several commits arrive at once, the
 * count starts again. So if this happens often, all commits use the writer's thread. Changing the
 * thread often would be slow, because the caches of both threads would have to be cleared.
 */
const minInRow = 8;

/**
 * Decides whether the main thread may commit. The main thread stops until the commit is on disk. So
 * it may commit only if the last commits were alone and quick. It does not matter in which thread
 * they ran.
 */
export class QuickCommits {
  #inRow = 0;

  get mayStopMainThread(): boolean {
    return this.#inRow >= minInRow;
  }

  /**
   * Call it after each transaction, with its number of jobs and with the time that the main thread
   * waited for it, in ms.
   */
  learn(jobs: number, ms: number): void {
    this.#inRow = jobs === 1 && ms < maxMs ? this.#inRow + 1 : 0;
  }
}
