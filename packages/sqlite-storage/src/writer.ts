import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from "node:worker_threads";
import type { Collection } from "@taskwire/core/adapter";
import { type ConnectionOptions, openWriter } from "./connection.ts";
import { type Failure, failureOf } from "./failure.ts";
import { migrate } from "./schema.ts";
import { createTransactions, type Job, type Reply } from "./transaction.ts";

/** What the thread is started with. */
export interface WriterData extends ConnectionOptions {
  readonly collections: readonly Collection[];
  /** Counted up with each message, for the thread to wait on. */
  readonly posted: Int32Array;
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
  send("ready");
  if (port) serve(port, run);
  db.close();
} catch (error) {
  send(failureOf(error));
  port?.close();
}

/** Waits for messages on a number in shared memory: waking up so is cheaper than by an event loop, of which this thread has no other use. */
function serve(from: MessagePort, run: (jobs: readonly Job[]) => Reply[]): void {
  for (;;) {
    // Read before looking: what is posted in between keeps the wait from beginning.
    const seen = Atomics.load(data.posted, 0);
    const entry = receiveMessageOnPort(from) as { message: ToWriter } | undefined;
    if (!entry) Atomics.wait(data.posted, 0, seen);
    else if (entry.message === "close") return from.close();
    else send(run(entry.message));
  }
}
