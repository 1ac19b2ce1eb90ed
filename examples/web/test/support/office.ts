import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startExpenses } from "../../../expenses/test/support/run-expenses.ts";

/** The server of an office that all tests of a file share. */
export type Office = Awaited<ReturnType<typeof startOffice>>;

/** Starts the office that asks for money, with its demo. Its files go when it closes. */
export async function startOffice() {
  const directory = mkdtempSync(join(tmpdir(), "taskwire-expenses-"));
  const office = await startExpenses(directory);
  return {
    ...office,
    async close() {
      await office.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
