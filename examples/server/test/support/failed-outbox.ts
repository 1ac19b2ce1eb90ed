import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, vi } from "vitest";
import type { Settings } from "../../src/settings.ts";

/**
 * Lets the reaction that writes the outbox fail on what `act` causes, as often as it takes to give up.
 * Returns a function that lets the outbox be written again.
 */
export async function failedOutbox(
  { tasks, outbox }: Settings["files"],
  act: () => Promise<unknown>,
): Promise<() => void> {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => void vi.restoreAllMocks());
  rmSync(outbox, { force: true });
  mkdirSync(outbox);
  await act();
  const database = new DatabaseSync(tasks);
  // The server may be writing.
  database.exec("PRAGMA busy_timeout = 5000");
  const waiting = database.prepare("SELECT count(*) AS n FROM jobs WHERE error IS NOT NULL");
  await expect.poll(() => waiting.get()?.n).toBeGreaterThan(0);
  // The twentieth time would be in some days.
  database.exec("UPDATE jobs SET status = 'failed', attempts = 20 WHERE error IS NOT NULL");
  database.close();
  return () => rmdirSync(outbox);
}
