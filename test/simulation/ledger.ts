import { TaskwireError } from "@taskwire/core";
import type { QuotaRefusal } from "./judge/quotas.ts";
import type { Past } from "./reference/past.ts";
import { count, later, type RunContext } from "./run-context.ts";

type Outcome =
  | { readonly status: "done"; readonly text: string }
  | { readonly status: "failed"; readonly code: string }
  | { readonly status: "unknown" };

/** One command of one person under one key, however often it was sent. */
interface SentCommand {
  readonly userId: string;
  readonly operation: string;
  readonly key: string;
  readonly outcomes: Outcome[];
  /** Number of commits when the last outcome arrived. */
  ended: number;
  /** How often it was sent. If there are fewer outcomes, some never arrived. */
  sent: number;
  readonly inputs: object[];
  /** Whether the key was also sent with a different input. */
  isReused: boolean;
}

/** Errors that a person may get without anything being wrong. */
const expectedCodes = [
  "forbidden",
  "not_found",
  "refused",
  "invalid",
  "conflict",
  "key_reused",
  "rate_limited",
  "unavailable",
];

/** Codes that say nothing about an earlier attempt: the account of a repeat is checked first. */
const retryableCodes = ["rate_limited", "unavailable", "forbidden", "not_found"];
const unknown: Outcome = { status: "unknown" };

/** Records how commands ended for their senders, and compares that with the commits. */
export class Ledger {
  readonly #context: RunContext;
  readonly #sent = new Map<string, SentCommand>();
  readonly #quotaRefusals: QuotaRefusal[] = [];

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Sends a command, and repeats it with the same key while its outcome is unknown. */
  async run(
    {
      userId,
      operation,
      key,
      input,
      isReused = false,
    }: {
      readonly userId: string;
      readonly operation: string;
      readonly key: string;
      readonly input: object;
      readonly isReused?: boolean;
    },
    send: () => Promise<unknown>,
  ): Promise<void> {
    const command = this.#sent.get(key) ?? {
      userId,
      operation,
      key,
      inputs: [],
      outcomes: [],
      ended: 0,
      sent: 0,
      isReused,
    };
    this.#sent.set(key, command);
    const from = this.#context.past.now.moment;
    if (isReused) command.isReused = true;
    command.inputs.push(input);
    command.sent++;
    let isInDoubt = false;
    for (let attempt = 1; ; attempt++) {
      let outcome = await this.#outcome(send, userId, from);
      if (outcome.status === "unknown") isInDoubt = true;
      // This attempt certainly failed, but an earlier one may still take effect.
      else if (isInDoubt && outcome.status === "failed" && retryableCodes.includes(outcome.code))
        outcome = unknown;
      if (outcome.status === "unknown" && attempt < 8) {
        count(this.#context, "unknownOutcomes");
        await later(this.#context, 300);
        continue;
      }
      command.outcomes.push(outcome);
      command.ended = this.#context.past.now.moment;
      return;
    }
  }

  async #outcome(send: () => Promise<unknown>, userId: string, from: number): Promise<Outcome> {
    try {
      return { status: "done", text: JSON.stringify(await send()) };
    } catch (error) {
      const code = error instanceof TaskwireError ? error.code : `${error}`;
      if (code === "unknown_outcome") return unknown;
      if (!expectedCodes.includes(code))
        this.#context.problems.push(`A call failed with ${code}: ${(error as Error).stack}`);
      if (code === "refused") count(this.#context, "refusals");
      const details = (error instanceof TaskwireError && error.details) || {};
      if (details.rule === "archived") count(this.#context, "archivedRefusals");
      if (details.rule === "quota") {
        count(this.#context, "quotaRefusals");
        const { quota, limit } = details as Pick<QuotaRefusal, "quota" | "limit">;
        const to = this.#context.past.now.moment;
        this.#quotaRefusals.push({ userId, quota, limit, from, to });
      }
      if (code === "key_reused") count(this.#context, "reusedKeys");
      return { status: "failed", code };
    }
  }

  /** Returns each command whose reported outcome contradicts the log. */
  judge(past: Past): string[] {
    const wasRewound = past.generation > 0;
    const effects = keyedCommits(past.now.kept);
    const ever = new Set(
      past.between(0, past.generation).flatMap(({ kept }) => [...keyedCommits(kept).keys()]),
    );
    // The repeat may have come before the storage was restored. So each log with the commit counts.
    const logsWith = ({ commit, moment }: KeyedCommit) =>
      past.between(0, past.generation).filter(({ kept }) => kept[moment - 1]?.commit === commit);
    // A command that changed nothing has no events.
    const isErased = ({ events }: KeyedCommit, log: Past["now"]) =>
      events.length === 0 || log.isErased(events);
    return [...this.#sent.values()].flatMap((command) => {
      const { userId, operation, key, inputs, outcomes, sent, isReused } = command;
      const id = idOf(userId, key);
      const done = outcomes.filter((outcome) => outcome.status === "done");
      const kept = effects.get(id) ?? [];
      const where = `${operation} of ${userId} with key ${key}`;
      const problems: string[] = [];
      if (kept.length > 1) problems.push(`${where} had ${kept.length} effects`);
      if (done.length > 0 && !ever.has(id)) problems.push(`${where} was acknowledged and not kept`);
      if (done.length > 0 && !wasRewound && kept[0] !== undefined) {
        const [first] = kept;
        for (const { text } of done)
          if (!inputs.some((input) => isAnswerOf(text, first, past.now, input)))
            problems.push(`${where} was answered ${text}, kept was ${first.commit.result}`);
      }
      const hasFailed =
        outcomes.length === sent && outcomes.every(({ status }) => status === "failed");
      const effect = kept[0];
      // A node may retry a command after its connection was cut, while the repeat is refused by
      // another node. If the conditions change a moment later, the first attempt takes effect after
      // all.
      if (hasFailed && effect && effect.moment > command.ended) count(this.#context, "lateEffects");
      // Its answer was lost, and the repeat found nothing left, or nothing that it may still see.
      else if (
        hasFailed &&
        effect &&
        logsWith(effect).some((log) => isErased(effect, log) || isWithheld(effect, command, log))
      )
        count(this.#context, "erasedEffects");
      else if (hasFailed && !isReused && effect)
        problems.push(`${where} was reported ${JSON.stringify(outcomes)} and had an effect`);
      return problems;
    });
  }

  get quotaRefusals(): readonly QuotaRefusal[] {
    return this.#quotaRefusals;
  }
}

const idOf = (actor: string, key: string): string => `${actor} ${key}`;

interface KeyedCommit extends KeptCommit {
  /** Number of commits, including this one. */
  readonly moment: number;
}

type KeptCommit = Past["now"]["kept"][number];

/** The commits that carry an idempotency key, by actor and key. */
function keyedCommits(kept: Past["now"]["kept"]): Map<string, KeyedCommit[]> {
  const effects = new Map<string, KeyedCommit[]>();
  kept.forEach((one, i) => {
    const { key } = one.commit;
    if (!key) return;
    const id = idOf(key.actor, key.key);
    effects.set(id, [...(effects.get(id) ?? []), { ...one, moment: i + 1 }]);
  });
  return effects;
}

/**
 * Whether repeats of a command can have been refused although it had its effect. `forbidden`: the account
 * was disabled meanwhile. `not_found`: the events of the commit were deleted from the log, and the
 * sender lost the right to read later records, or the command itself deleted a record.
 */
function isWithheld(
  { events, moment }: KeyedCommit,
  { userId, outcomes, ended }: SentCommand,
  now: Past["now"],
): boolean {
  const wasDisabled = () =>
    now.kept
      .slice(moment, ended)
      .flatMap((one) => one.events)
      .some(
        ({ type, subject, data }) =>
          type === "user.changed" && subject === userId && JSON.parse(data).user?.disabled === true,
      );
  const isNothingLeft = () =>
    events.some(({ topic, number, records }) => {
      const visibility = now.visibilityOf(topic, userId);
      const moments = [moment, ...visibility.changes(moment, ended)];
      const isTrimmed = (now.trimmed.get(topic) ?? 0) >= number;
      const isGone = Object.hasOwn(JSON.parse(records ?? "{}"), "drop");
      return isTrimmed && (isGone || moments.some((one) => visibility.at(one) !== "all"));
    });
  return outcomes.every((one) => {
    if (one.status !== "failed") return false;
    return one.code === "forbidden" ? wasDisabled() : one.code === "not_found" && isNothingLeft();
  });
}

/** The texts of an input, by the names of their fields. */
function textsIn(input: unknown): string[] {
  if (typeof input === "string") return [input];
  if (Array.isArray(input)) return input.flatMap(textsIn);
  if (typeof input !== "object" || input === null) return [];
  const names = Object.keys(input).sort();
  return names.flatMap((name) => textsIn((input as Values)[name]));
}

/**
 * Whether an answer is that of a commit of a command with this input. The commit's result has references instead
 * of records, and instead of texts of the input. A
 * repeat may get what was left of a record whose texts were deleted, or whose event was.
 */
function isAnswerOf(text: string, kept: KeptCommit, now: Past["now"], input: object): boolean {
  const isSame = (result: unknown, answer: unknown): boolean => {
    if (typeof result !== "object" || result === null) return result === answer;
    const reference = (result as { readonly "\0"?: Reference | InputText })["\0"];
    if (reference && "input" in reference) return textsIn(input)[reference.input] === answer;
    if (typeof answer !== "object" || answer === null) return false;
    if (reference) return isRecord(reference, answer as AnsweredRecord, kept, now);
    const names = new Set([...Object.keys(result), ...Object.keys(answer)]);
    return [...names].every((name) =>
      isSame((result as Values)[name] ?? null, (answer as Values)[name] ?? null),
    );
  };
  return isSame(JSON.parse(kept.commit.result), JSON.parse(text));
}

type Values = { readonly [name: string]: unknown };
type AnsweredRecord = {
  readonly id: string;
  readonly version: number;
  readonly number?: number;
};
interface InputText {
  readonly input: number;
}
type Reference = readonly [
  collection: string,
  id: string,
  topic: string,
  subject: string,
  event: number | null,
  version: number | null,
];

function isRecord(
  [, id, topic, subject, index, version]: Reference,
  answer: AnsweredRecord,
  { commit, numbers }: KeptCommit,
  { kept: all, trimmed }: Past["now"],
): boolean {
  if (answer.id !== id) return false;
  const number = (index === null ? version : numbers[index]) ?? 0;
  const isTrimmed = (trimmed.get(topic) ?? 0) >= number && answer.version >= number;
  const isEmptied = ({ commit: { redact = [] } }: KeptCommit) =>
    redact.some((one) => one.topic === topic && (subject === null || one.subject === subject));
  const isLeft = isTrimmed || (answer.version > number && all.some(isEmptied));
  if (index === null) return answer.version === version || isLeft;
  const { version: answered, ...fields } = answer;
  const { number: own, ...unnumbered } = fields;
  const texts = [JSON.stringify(fields)];
  // The event of a new post doesn't have the post's number, which is the number of that event.
  if (own === answered) texts.push(JSON.stringify(unnumbered));
  const data = JSON.parse(commit.events[index]?.data ?? "{}") as Values;
  const isCarried = Object.values(data)
    .flat()
    .some((one) => texts.includes(JSON.stringify(one)));
  if (isCarried && answered === numbers[index]) return true;
  return isLeft;
}
