import type { ChannelMessage } from "@taskwire/core";
import type { WebhookRequest, WebhookSender } from "@taskwire/core/adapter";
import type { Dice } from "./dice.ts";
import type { Mail, Settings, Sleep, WebhookCall } from "./reference/outside.ts";

const hourMs = 3_600_000;

/** Reads the state of a notification, and since when it has it. */
type StateOf = (notificationId: string) => Promise<Mail["notifications"][number]["state"]>;

/** Everything outside of the servers: a mail server and the receiver of a webhook, which fail now and then. */
export class Outside {
  readonly #dice: Dice;
  readonly #now: () => number;
  readonly #stateOf: StateOf;
  readonly mails: Mail[] = [];
  readonly calls: WebhookCall[] = [];
  readonly settings: { readonly userId: string; readonly at: number; readonly to: Settings }[] = [];
  readonly sleeps: Sleep[] = [];
  /** The reasons that pass quiet hours. */
  readonly urgent: readonly "approval.requested"[];
  readonly windowMs: number;
  isSteady = false;

  constructor(dice: Dice, now: () => number, stateOf: StateOf) {
    this.#dice = dice;
    this.#now = now;
    this.#stateOf = stateOf;
    this.urgent = dice.chance(0.3) ? ["approval.requested"] : [];
    this.windowMs = dice.pick([0, 0, 60_000, 2 * hourMs]);
  }

  readonly send = async ({ id, user, notifications, digest }: ChannelMessage): Promise<void> => {
    const at = this.#now();
    const found = notifications.map(async (one) => ({
      id: one.id,
      createdAt: one.createdAt,
      reasons: one.reasons,
      state: await this.#stateOf(one.id),
    }));
    this.mails.push({ id, at, userId: user.id, digest, notifications: await Promise.all(found) });
    if (!this.isSteady && this.#dice.chance(0.1)) throw new Error("The mail server is away.");
  };

  readonly webhooks: WebhookSender = {
    timeoutMs: 5_000,
    send: async ({ id, body }: WebhookRequest) => {
      const isLost = !this.isSteady && this.#dice.chance(0.15);
      // A lost answer: the receiver has the event, and the sender does not know it.
      const status = isLost ? this.#dice.pick([0, 500, 503]) : 204;
      const { topic, number, previous } = JSON.parse(body) as Omit<WebhookCall, "id" | "status">;
      this.calls.push({ id, topic, number, previous, status });
      return { status };
    },
  };

  /** Draws the time of a person's messages. */
  drawSettings(): Settings {
    const { chance, pick } = this.#dice;
    return {
      timeZone: pick(["UTC", "Asia/Bangkok"]),
      quiet: chance(0.6)
        ? [
            pick([
              { from: "20:00", until: "08:00" },
              { from: "12:00", until: "13:30" },
            ]),
          ]
        : [],
      digest: chance(0.3) ? { at: "08:00" } : null,
    };
  }

  /** Draws a due date. */
  drawDue(): string | null {
    const after = this.#dice.pick([0, 2, 7, 12, 30]) * hourMs;
    return after === 0 ? null : new Date(this.#now() + after + 60_000).toISOString();
  }
}
