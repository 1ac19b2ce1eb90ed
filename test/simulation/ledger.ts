import { TaskwireError } from "@taskwire/core";
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

const retryableCodes = ["rate_limited", "unavailable"];
const unknown: Outcome = { status: "unknown" };

/** Records how commands ended for their senders, and compares that with the commits. */
export class Ledger {
  readonly #context: RunContext;
  readonly #sent = new Map<string, SentCommand>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Sends a command, and repeats it with the same key while its outcome is unknown. */
  async run(
    {
      userId,
      operation,
      key,
      isReused = false,
    }: {
      readonly userId: string;
      readonly operation: string;
      readonly key: string;
      readonly isReused?: boolean;
    },
    send: () => Promise<unknown>,
  ): Promise<void> {
    const command = this.#sent.get(key) ?? {
      userId,
      operation,
      key,
      outcomes: [],
      ended: 0,
      sent: 0,
      isReused,
    };
    this.#sent.set(key, command);
    if (isReused) command.isReused = true;
    command.sent++;
    let isInDoubt = false;
    for (let attempt = 1; ; attempt++) {
      let outcome = await this.#outcome(send);
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

  async #outcome(send: () => Promise<unknown>): Promise<Outcome> {
    try {
      return { status: "done", text: JSON.stringify(await send()) };
    } catch (error) {
      const code = error instanceof TaskwireError ? error.code : `${error}`;
      if (code === "unknown_outcome") return unknown;
      if (!expectedCodes.includes(code))
        this.#context.problems.push(`A call failed with ${code}: ${(error as Error).stack}`);
      if (code === "refused") count(this.#context, "refusals");
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
    return [...this.#sent.values()].flatMap((command) => {
      const { userId, operation, key, outcomes, sent, isReused } = command;
      const id = idOf(userId, key);
      const done = outcomes.filter((outcome) => outcome.status === "done");
      const kept = effects.get(id) ?? [];
      const where = `${operation} of ${userId} with key ${key}`;
      const problems: string[] = [];
      if (kept.length > 1) problems.push(`${where} had ${kept.length} effects`);
      if (done.length > 0 && !ever.has(id)) problems.push(`${where} was acknowledged and not kept`);
      if (done.length > 0 && !wasRewound && kept[0] !== undefined) {
        for (const { text } of done)
          if (text !== kept[0].text)
            problems.push(`${where} was answered ${text}, kept was ${kept[0].text}`);
      }
      const hasFailed =
        outcomes.length === sent && outcomes.every(({ status }) => status === "failed");
      const effect = kept[0];
      // A node may retry a command after its connection was cut, while the repeat is refused by
      // another node. If the conditions change a moment later, the first attempt takes effect after
      // all.
      if (hasFailed && effect && effect.moment > command.ended) count(this.#context, "lateEffects");
      else if (hasFailed && !isReused && effect)
        problems.push(`${where} was reported ${JSON.stringify(outcomes)} and had an effect`);
      return problems;
    });
  }
}

const idOf = (actor: string, key: string): string => `${actor} ${key}`;

interface KeyedCommit {
  /** The result, with its events' numbers filled in. */
  readonly text: string;
  /** Number of commits, including this one. */
  readonly moment: number;
}

/** The commits that carry an idempotency key, by actor and key. */
function keyedCommits(kept: Past["now"]["kept"]): Map<string, KeyedCommit[]> {
  const effects = new Map<string, KeyedCommit[]>();
  kept.forEach(({ commit, numbers }, i) => {
    if (!commit.key) return;
    const id = idOf(commit.key.actor, commit.key.key);
    const text = commit.result.replace(/"\\u0000(\d+)"/g, (_, event: string) =>
      String(numbers[Number(event)]),
    );
    effects.set(id, [...(effects.get(id) ?? []), { text, moment: i + 1 }]);
  });
  return effects;
}
