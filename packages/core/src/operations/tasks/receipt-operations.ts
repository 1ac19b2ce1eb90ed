import { z } from "zod";
import { signedText } from "../../approvals/check-receipt.ts";
import { valueAt } from "../../approvals/content.ts";
import { receiptHash } from "../../approvals/receipt.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { byteLength } from "../../model/byte-length.ts";
import { type ReceiptFile, receiptFileSchema } from "../../model/receipt.ts";
import type { Task } from "../../model/task.ts";
import { boardTopic } from "../../model/topic.ts";

const pageSize = 100;
/** Maximum number of pages of a task's history that one call reads. */
const maxPages = 10;
const maxEventIdLength = 150;
/** The bytes that a signature adds to an answer, with its name. */
const signatureBytes = 120;

/** An event with a receipt, and the task as its command has left it. */
interface Found extends Pick<ReceiptFile, "receipt" | "reason" | "salt"> {
  readonly task: Task;
}

/** Yields the events of a task that have a receipt, the newest first. */
async function* receiptsOf(context: OperationContext): AsyncGenerator<Found, void> {
  const { id: subject, boardId } = context.task();
  let before: string | undefined;
  let carried: { readonly command: string; readonly task: Task } | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { events, next } = await context.history(boardTopic(boardId), {
      subject,
      before,
      limit: pageSize,
    });
    for (const { id, data } of events) {
      const { receipt, reason, salt, task } = data as Partial<Found>;
      const command = id.slice(0, id.lastIndexOf("."));
      // The last event of a command carries the task.
      if (task) carried = { command, task };
      if (!receipt || carried?.command !== command) continue;
      yield { receipt, task: carried.task, ...(salt !== undefined && { reason, salt }) };
    }
    if (next === null) return;
    before = next;
  }
}

const isWanted = ({ receipt }: Found, eventId: string | undefined): boolean =>
  eventId === undefined ? receipt.kind === "decision" : receipt.event === eventId;

/** Reads a receipt, and the receipts of the votes that it rests on. */
async function readReceipt(
  context: OperationContext,
  eventId: string | undefined,
): Promise<ReceiptFile | undefined> {
  let found: Found | undefined;
  const missing = new Set<string>();
  const votes: ReceiptFile["votes"] = [];
  for await (const one of receiptsOf(context)) {
    const isVote = found !== undefined && missing.delete(receiptHash(one.receipt));
    if (isVote) votes.unshift(partOf(one));
    if (!found && isWanted(one, eventId)) {
      found = one;
      for (const hash of one.receipt.votes ?? []) missing.add(hash);
    }
    if (found && missing.size === 0) break;
  }
  return found && { ...partOf(found), content: contentFor(found), votes };
}

/**
 * Returns the file as it fits into an answer. If it is too long, the reasons of its votes are left out: the
 * history of the task has them.
 *
 * @throws {TaskwireError} `too_large` if it is too long without them too.
 */
function withinBytes(file: ReceiptFile, maxBytes: number): ReceiptFile {
  const fits = (one: ReceiptFile) => byteLength(JSON.stringify(one)) + signatureBytes <= maxBytes;
  if (fits(file)) return file;
  const short = { ...file, votes: file.votes.map(({ receipt }) => ({ receipt })) };
  if (fits(short)) return short;
  throw new TaskwireError(
    "too_large",
    "The receipt is longer than an answer may be. Get the receipts of its votes one by one, from the history of the task.",
  );
}

const partOf = ({ receipt, reason, salt }: Found) => ({
  receipt,
  ...(reason !== undefined && { reason }),
  ...(salt !== undefined && { salt }),
});

const contentFor = ({ receipt, task }: Found): { [field: string]: unknown } =>
  Object.fromEntries(receipt.covers.map((field) => [field, valueAt(task, field) ?? null]));

const notFound = (eventId: string | undefined) =>
  new TaskwireError(
    "not_found",
    eventId === undefined
      ? `No decision among the last ${pageSize * maxPages} events of the task has a receipt.`
      : `No event with this id and a receipt is among the last ${pageSize * maxPages} events of the task.`,
  );

const get = query({
  name: "receipts.get",
  target: "task",
  permission: "member",
  summary:
    "Get the receipt of a vote or a decision, with everything that is needed to check it without a database. Without `eventId`: of the last decision.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/receipt" },
  input: z.strictObject({
    ...onTask,
    eventId: z
      .string()
      .max(maxEventIdLength)
      .optional()
      .meta({ description: "The id of the event of the vote or decision." }),
  }),
  output: receiptFileSchema,
  async run(context, { eventId }): Promise<ReceiptFile> {
    const file = await readReceipt(context, eventId);
    if (!file) throw notFound(eventId);
    const short = withinBytes(file, builtIn(context).answerBytes);
    const signature = await builtIn(context).sign(signedText(short));
    return { ...short, ...(signature !== undefined && { signature }) };
  },
});

/** The operation that reads receipts. */
export const receiptOperations = { "receipts.get": get };
