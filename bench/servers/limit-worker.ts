import type { SQLInputValue } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { openTables, type StatementName, statements } from "./cycle-tables.ts";

/** One statement with its values. A commit is a list of statements, a batch a list of commits. */
export type Statement = readonly [name: StatementName, ...values: SQLInputValue[]];

const database = openTables(workerData as string);
const sql = statements(database);

parentPort?.on("message", (batch: readonly (readonly Statement[])[]) => {
  database.exec("BEGIN IMMEDIATE");
  for (const commit of batch) for (const [name, ...values] of commit) sql[name].run(...values);
  database.exec("COMMIT");
  parentPort?.postMessage(batch.length);
});
