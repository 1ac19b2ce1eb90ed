/**
 * A commit that takes longer is slow. Committing in the main thread saves about 0.1 ms, so with a
 * slower disk it would gain little, and stop all connections of the node for long.
 */
const maxMs = 1;
/**
 * So many commits in a row have to be alone and quick. If a disk is slow from time to time, at most
 * one of nine commits stops the main thread for long. If commits now and then come at once, they all
 * use the other thread: each change of the thread costs the caches of both.
 */
const minInRow = 8;

/**
 * Decides whether the main thread may commit itself. It stands still until the disk has the commit,
 * so it may only as long as the last commits were alone and quick, in whichever thread.
 */
export class QuickCommits {
  #inRow = 0;

  get mayStopMainThread(): boolean {
    return this.#inRow >= minInRow;
  }

  /** A transaction with so many jobs took this time, in ms, as seen from the main thread. */
  learn(jobs: number, ms: number): void {
    this.#inRow = jobs === 1 && ms < maxMs ? this.#inRow + 1 : 0;
  }
}
