import { parentPort, workerData } from "node:worker_threads";
import type { Collection } from "@taskwire/core/storage";
import { type ConnectionOptions, openWriter } from "./connection.ts";
import { type Failure, failureOf } from "./failure.ts";
import { migrate } from "./schema.ts";
import { createTransactions, type Job, type Reply } from "./transaction.ts";

/** What the thread is started with. */
export interface WriterData extends ConnectionOptions {
  readonly collections: readonly Collection[];
}

/** What it is sent: jobs for one transaction, or the word to end. */
export type ToWriter = readonly Job[] | "close";

/** What it sends: that it is ready or why not, then an answer to every batch in their order. */
export type FromWriter = "ready" | Failure | readonly Reply[];

// The thread that writes, so that no fsync ever stalls the sockets. It loads nothing but node:sqlite.
const port = parentPort;
const data = workerData as WriterData;
const send = (message: FromWriter) => port?.postMessage(message);

try {
  const db = openWriter(data);
  migrate(db, data.collections);
  const run = createTransactions(db, data.collections);
  port?.on("message", (message: ToWriter) => {
    if (message !== "close") return send(run(message));
    db.close();
    port.close();
  });
  send("ready");
} catch (error) {
  send(failureOf(error));
  port?.close();
}
