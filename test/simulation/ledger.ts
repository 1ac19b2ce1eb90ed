import { TaskwireError } from "@taskwire/core";
import { count, type Ground, later } from "./ground.ts";
import type { Past } from "./reference/past.ts";

type Outcome =
  | { readonly status: "done"; readonly text: string }
  | { readonly status: "failed"; readonly code: string }
  | { readonly status: "unknown" };

/** One command of one person under one key, however often it was sent. */
interface Asked {
  readonly userId: string;
  readonly operation: string;
  readonly key: string;
  readonly outcomes: Outcome[];
  /** How many commits there were when the last outcome came. */
  ended: number;
  /** How often it was sent; less outcomes than that: some never came. */
  sent: number;
  /** Sent a second time with another input. */
  isReused: boolean;
}

/** What a person may run into without anybody being wrong. */
const usual = [
  "forbidden",
  "not_found",
  "refused",
  "invalid",
  "conflict",
  "key_reused",
  "rate_limited",
  "unavailable",
];

const comesBack = ["rate_limited", "unavailable"];
const unknown: Outcome = { status: "unknown" };

/** How commands ended for those who asked, held against what was kept. */
export class Ledger {
  readonly #ground: Ground;
  readonly #asked = new Map<string, Asked>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Sends a command, and sends it again with the same key as long as nobody knows how it ended. */
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
    const asked = this.#asked.get(key) ?? {
      userId,
      operation,
      key,
      outcomes: [],
      ended: 0,
      sent: 0,
      isReused,
    };
    this.#asked.set(key, asked);
    if (isReused) asked.isReused = true;
    asked.sent++;
    let isInDoubt = false;
    for (let attempt = 1; ; attempt++) {
      let outcome = await this.#outcome(send);
      if (outcome.status === "unknown") isInDoubt = true;
      // Of this time it is certain, of the time before it isn't.
      else if (isInDoubt && outcome.status === "failed" && comesBack.includes(outcome.code))
        outcome = unknown;
      if (outcome.status === "unknown" && attempt < 8) {
        count(this.#ground, "unknownOutcomes");
        await later(this.#ground, 300);
        continue;
      }
      asked.outcomes.push(outcome);
      asked.ended = this.#ground.past.now.moment;
      return;
    }
  }

  async #outcome(send: () => Promise<unknown>): Promise<Outcome> {
    try {
      return { status: "done", text: JSON.stringify(await send()) };
    } catch (error) {
      const code = error instanceof TaskwireError ? error.code : `${error}`;
      if (code === "unknown_outcome") return unknown;
      if (!usual.includes(code))
        this.#ground.problems.push(`A call failed with ${code}: ${(error as Error).stack}`);
      if (code === "refused") count(this.#ground, "refusals");
      if (code === "key_reused") count(this.#ground, "reusedKeys");
      return { status: "failed", code };
    }
  }

  /** Whether each ended as it was said to have ended. */
  judge(past: Past): string[] {
    const wasRewound = past.generation > 0;
    const effects = effectsIn(past.now.kept);
    const ever = new Set(
      past.between(0, past.generation).flatMap(({ kept }) => [...effectsIn(kept).keys()]),
    );
    return [...this.#asked.values()].flatMap((asked) => {
      const { userId, operation, key, outcomes, sent, isReused } = asked;
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
      // What was cut off may still be tried by the node that has it, while it is refused on the next one; should the way be
      // free again a moment later, it is done after all.
      if (hasFailed && effect && effect.moment > asked.ended) count(this.#ground, "lateEffects");
      else if (hasFailed && !isReused && effect)
        problems.push(`${where} was reported ${JSON.stringify(outcomes)} and had an effect`);
      return problems;
    });
  }
}

const idOf = (actor: string, key: string): string => `${actor} ${key}`;

interface Effect {
  /** The result, with the numbers of its events in. */
  readonly text: string;
  /** How many commits there were with this one. */
  readonly moment: number;
}

/** What was kept by key. */
function effectsIn(kept: Past["now"]["kept"]): Map<string, Effect[]> {
  const effects = new Map<string, Effect[]>();
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
