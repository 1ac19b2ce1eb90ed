import type { PreparedCommit } from "./prepared-commit.ts";

/**
 * Assigns the commits of a batch to waves. The database checks and writes all commits of a wave as
 * one set. A commit that reads or writes a record or a key that an earlier commit of the batch
 * writes comes in a later wave, so it is checked against the result of the earlier one.
 */
export class WavePlanner {
  /** The indexes of the commits in the batch, by wave. */
  readonly waves: number[][] = [];
  /** Keys of all records that the batch writes. */
  readonly written = new Set<string>();
  /**
   * For each record or idempotency key that the batch writes: the first wave that sees the written
   * value.
   */
  readonly #firstWaveAfter = new Map<string, number>();
  #minWave = 0;
  #count = 0;

  /** Adds the next commit, which has checks on these records. Returns its wave. */
  add({ commit, writes }: PreparedCommit, recordKeys: Iterable<string>): number {
    const { key, redact = [] } = commit;
    const commandKey = key && JSON.stringify([key.actor, key.key]);
    // A redaction empties all earlier events of its subject. So it gets a wave of its own, after
    // all earlier commits and before all later ones.
    let wave = redact.length > 0 ? this.waves.length : this.#minWave;
    for (const used of [...recordKeys, ...(commandKey ? [commandKey] : [])]) {
      wave = Math.max(wave, this.#firstWaveAfter.get(used) ?? 0);
    }
    if (redact.length > 0) this.#minWave = wave + 1;
    if (commandKey) this.#firstWaveAfter.set(commandKey, wave + 1);
    for (const record of writes?.keys() ?? []) {
      this.#firstWaveAfter.set(record, wave + 1);
      this.written.add(record);
    }
    const commits = this.waves[wave] ?? [];
    this.waves[wave] = commits;
    commits.push(this.#count++);
    return wave;
  }
}
