import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from "node:worker_threads";
import type { Collection } from "@taskwire/core/adapter";
import { type ConnectionOptions, openWriter } from "./connection.ts";
import { type Failure, failureOf } from "./failure.ts";
import { type PackedJobs, unpackJobs } from "./packed-jobs.ts";
import { migrate } from "./schema.ts";
import { type Reply, Transactions } from "./transaction.ts";

/** The data that the thread is started with. */
export interface WriterData extends ConnectionOptions {
  readonly collections: readonly Collection[];
  /** A counter in shared memory. It grows with each message, and the thread waits for it. */
  readonly posted: Int32Array;
}

/** A message to the thread: packed jobs for one transaction, or `close`. */
export type WriterRequest = PackedJobs | "close";

/**
 * A message from the thread. The first is `ready` or the reason why it can't start; then comes one
 * list of replies for each batch, in their order.
 */
export type WriterResponse = "ready" | Failure | readonly Reply[];

/**
 * Minimum time between two emptyings of the WAL after deletions, in ms. One emptying costs two
 * fsyncs.
 */
const emptyWalMs = 1_000;

// The code of the thread that writes. It has its own thread so that no fsync delays the sockets. It
// loads only node:sqlite and the entry point of core that is made for it.
const port = parentPort;
const data = workerData as WriterData;
const send = (message: WriterResponse) => port?.postMessage(message);

try {
  const db = openWriter(data);
  migrate(db, data.collections);
  const transactions = new Transactions(db, data.collections);
  send("ready");
  if (port) serve(port, transactions);
  db.close();
} catch (error) {
  send(failureOf(error));
  port?.close();
}

/** A failure here is no reason to refuse commits. The WAL will be emptied by the next attempt. */
function tryToEmptyWal(transactions: Transactions): void {
  try {
    transactions.emptyWal();
  } catch {
    // The disk is full or broken. If this lasts, the next commit reports it.
  }
}

/**
 * Answers messages until `close`. Instead of using the event loop, it waits for a change of a
 * number in shared memory. This way, it wakes up faster, and it needs no event loop for anything
 * else.
 */
function serve(from: MessagePort, transactions: Transactions): void {
  let emptyAt = 0;
  for (;;) {
    // Read before looking for a message: if one is posted in between, the wait below returns at
    // once.
    const seen = Atomics.load(data.posted, 0);
    const received = receiveMessageOnPort(from) as { message: WriterRequest } | undefined;
    if (received?.message === "close") return from.close();
    if (received) send(transactions.run(unpackJobs(received.message)));
    if (transactions.hasErased && performance.now() >= emptyAt) {
      tryToEmptyWal(transactions);
      emptyAt = performance.now() + emptyWalMs;
    }
    if (!received)
      Atomics.wait(data.posted, 0, seen, transactions.hasErased ? emptyWalMs : Infinity);
  }
}
