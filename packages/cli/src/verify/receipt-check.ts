import type { LoggedEvent } from "@taskwire/core/adapter";
import { changedSince, checkReceipt, type Receipt, receiptHash } from "@taskwire/core/approvals";
import { formatCount } from "../output.ts";
import type { Problems } from "./problems.ts";

/** The data of an event with a receipt. */
interface WithReceipt {
  readonly receipt?: Receipt;
  readonly reason?: string | undefined;
  readonly salt?: string | undefined;
  /** For a vote: the person whose vote it is, if somebody else has cast it. */
  readonly for?: string;
  readonly step?: string;
  readonly round?: number;
  readonly task?: Parameters<typeof changedSince>[1] & {
    readonly approval?: { readonly votes: readonly Vote[] } | null;
  };
}

interface Vote {
  readonly step: string;
  readonly seat: string;
  readonly at: string;
  readonly receipt?: string;
}

const commandOf = (id: string): string => id.slice(0, id.lastIndexOf("."));

/**
 * Checks the receipts in the log. Each receipt has to agree with itself, with its event, and with the task that it is
 * about. The events of one command follow each other, and the last one carries the task.
 */
export class ReceiptCheck {
  readonly #problems: Problems;
  #command = "";
  #waiting: { readonly event: LoggedEvent; readonly receipt: Receipt }[] = [];

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  event(event: LoggedEvent, data: object): void {
    const command = commandOf(event.id);
    if (command !== this.#command) {
      this.endCommand();
      this.#command = command;
    }
    const { receipt, task } = data as WithReceipt;
    if (receipt) {
      for (const problem of problemsOf(event, receipt, data)) this.#add(event, problem);
      this.#waiting.push({ event, receipt });
    }
    if (!task) return;
    // An event whose records were removed has the task without the words that an erasure removed.
    const hasWords = event.records !== null;
    for (const one of this.#waiting)
      for (const problem of problemsOnTask(one.receipt, task, hasWords))
        this.#add(one.event, problem);
    this.#waiting = [];
  }

  /** Call it after the last event of a topic too. */
  endCommand(): void {
    for (const { event } of this.#waiting)
      this.#add(event, "can't be compared: no event of its command has the task");
    this.#waiting = [];
  }

  #add({ topic, number }: LoggedEvent, problem: string): void {
    this.#problems.add(`${topic}: the receipt of event ${number} ${problem}`);
  }
}

/** Says in what a receipt differs from its event, and what is wrong with the receipt itself. */
function problemsOf(
  { id, at, subject, actor, topic, type }: LoggedEvent,
  receipt: Receipt,
  { reason, salt, ...data }: WithReceipt,
): string[] {
  const { step, round, for: seat } = data;
  const named = {
    event: id,
    at,
    taskId: subject,
    by: actor,
    boardId: topic.slice(topic.indexOf(":") + 1),
    ...(type === "approval.voted" && { step, round, for: seat }),
  };
  const other = Object.entries(named).flatMap(([field, value]) =>
    receipt[field as "for"] === value ? [] : `names another ${field} than its event`,
  );
  // The file has no values of the fields. `problemsOnTask` compares the fields with the task instead.
  const file = { receipt, content: {}, votes: [], ...(salt !== undefined && { reason, salt }) };
  const own = checkReceipt(file as Parameters<typeof checkReceipt>[0]).filter(
    (problem) => !/^The value of|receipts of \d+ votes are missing$/.test(problem),
  );
  return [...other, ...own.map((problem) => `is not valid: ${problem}`)];
}

/**
 * Says in what a receipt differs from the task as its command has left it.
 *
 * @param hasWords false if an erasure has removed words of the task. Then its fields are not compared.
 */
function problemsOnTask(
  receipt: Receipt,
  task: NonNullable<WithReceipt["task"]>,
  hasWords: boolean,
): string[] {
  const votes = task.approval?.votes ?? [];
  const seat = receipt.for ?? receipt.by;
  const vote = votes.find(
    (one) => one.step === receipt.step && one.seat === seat && one.at === receipt.at,
  );
  const hashes = new Set(votes.map((one) => one.receipt));
  const unknown = (receipt.votes ?? []).filter((hash) => !hashes.has(hash));
  const changed = hasWords ? changedSince(receipt, task) : [];
  return [
    ...(changed.length > 0 ? [`is about another value of ${changed.join(", ")}`] : []),
    ...(vote && vote.receipt !== receiptHash(receipt) ? ["has another hash than its vote"] : []),
    ...(unknown.length > 0
      ? [`rests on ${formatCount(unknown.length, "vote")} that the task does not have`]
      : []),
  ];
}
