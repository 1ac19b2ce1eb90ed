import { boards } from "../model/board.ts";
import { boardTopic } from "../model/topic.ts";
import {
  cursorId,
  never,
  type Webhook,
  type WebhookCursor,
  type WebhookFailure,
  webhookCursors,
  webhookFailures,
  webhooks,
} from "../model/webhook.ts";
import type { Runtime } from "../runtime.ts";
import type { Storage, StoredRecord, Write } from "../storage/storage.ts";
import { positionBefore } from "./positions.ts";

/** The parts of a node that sending needs. */
export interface Source {
  readonly storage: Storage;
  readonly runtime: Runtime;
  /** The name of this node in leases. */
  readonly nodeId: string;
  readonly leaseMs: number;
}

const released = { leaseBy: null, leaseUntil: null } as const;

const timeIn = (ms: number, { runtime }: Source): string =>
  new Date(runtime.now() + ms).toISOString();

const recordOf = <T>({ id, version, fields }: StoredRecord): T | undefined =>
  fields ? ({ id, version, ...fields } as T) : undefined;

/**
 * The cursor of a webhook on a board while this node has the lease on it. Nobody else sends the events of this board
 * to this webhook then, so they arrive in order, one request at a time.
 */
export class HeldCursor {
  readonly topic: string;
  readonly #source: Source;
  #webhook: Webhook;
  #cursor: WebhookCursor;

  private constructor(webhook: Webhook, cursor: WebhookCursor, source: Source) {
    this.#webhook = webhook;
    this.#cursor = cursor;
    this.#source = source;
    this.topic = boardTopic(cursor.boardId);
  }

  get webhook(): Webhook {
    return this.#webhook;
  }

  get cursor(): WebhookCursor {
    return this.#cursor;
  }

  /**
   * Takes the lease. Undefined if there is nothing to do: another node has it, the next attempt is not due yet, or the
   * webhook is switched off.
   */
  static async take(
    webhookId: string,
    boardId: string,
    source: Source,
  ): Promise<HeldCursor | undefined> {
    const id = cursorId(webhookId, boardId);
    const { storage } = source;
    const { records } = await storage.get([
      { collection: webhooks.name, id: webhookId },
      { collection: webhookCursors.name, id },
      { collection: boards.name, id: boardId },
    ]);
    const [webhook, stored] = [recordOf<Webhook>(records[0] as StoredRecord), records[1]];
    if (webhook?.state !== "on" || !stored || !records[2]?.fields) return undefined;
    const now = timeIn(0, source);
    const known = recordOf<WebhookCursor>(stored);
    if (known?.leaseUntil && known.leaseUntil > now) return undefined;
    const isResumed = (known?.failedAt ?? now) <= (webhook.resumedAt ?? "");
    if (known && known.nextAt !== never && known.nextAt > now && !isResumed) return undefined;
    const lease = { leaseBy: source.nodeId, leaseUntil: timeIn(source.leaseMs, source) };
    const again = isResumed ? { attempts: 0, refusals: 0, nextAt: never, failedAt: null } : {};
    const fields = known
      ? { ...lease, ...again }
      : { ...(await firstFields(webhook, boardId, source)), ...lease };
    const ref = { collection: webhookCursors.name, id };
    const outcome = await storage.commit({
      reads: [
        { ...ref, version: stored.version },
        { collection: webhooks.name, id: webhookId, version: webhook.version },
      ],
      writes: [{ ...ref, kind: known ? "update" : "insert", fields }],
      events: [],
      result: "null",
    });
    if (outcome.status !== "committed") return undefined;
    const version = stored.version + 1;
    const cursor = { ...known, ...fields, id, version } as WebhookCursor;
    return new HeldCursor(webhook, cursor, source);
  }

  /** Whether the lease ends before another request could be answered. */
  isShort(ms: number): boolean {
    return (this.#cursor.leaseUntil ?? "") < timeIn(ms, this.#source);
  }

  /**
   * Writes a change, and the lease with it. Returns whether this node still has the lease and the webhook is still on.
   */
  async write(
    change: Partial<WebhookCursor>,
    more: { readonly webhook?: Partial<Webhook> | null; readonly failure?: WebhookFailure } = {},
  ): Promise<boolean> {
    const lease = { leaseUntil: timeIn(this.#source.leaseMs, this.#source) };
    return this.#commit({ ...lease, ...change }, more);
  }

  /** Writes a change and gives the lease back. */
  async release(
    change: Partial<WebhookCursor> = {},
    more: { readonly webhook?: Partial<Webhook> | null } = {},
  ): Promise<void> {
    await this.#commit({ ...change, ...released }, more);
  }

  async #commit(
    fields: Partial<WebhookCursor>,
    { webhook, failure }: Parameters<HeldCursor["write"]>[1] & object,
  ): Promise<boolean> {
    const refs = [
      { collection: webhookCursors.name, id: this.#cursor.id },
      { collection: webhooks.name, id: this.#webhook.id },
    ] as const;
    for (;;) {
      const writes: Write[] = [{ ...refs[0], kind: "update", fields }];
      if (webhook) writes.push({ ...refs[1], kind: "update", fields: webhook });
      if (failure) writes.push(failureWrite(failure));
      const outcome = await this.#source.storage.commit({
        reads: [
          { ...refs[0], version: this.#cursor.version },
          { ...refs[1], version: this.#webhook.version },
        ],
        writes,
        events: [],
        result: "null",
      });
      if (outcome.status === "committed") {
        const version = this.#cursor.version + 1;
        this.#cursor = { ...this.#cursor, ...fields, version };
        if (webhook)
          this.#webhook = { ...this.#webhook, ...webhook, version: this.#webhook.version + 1 };
        return this.#webhook.state === "on";
      }
      // The webhook has changed, for example its secrets; or another node has the lease.
      const { records } = await this.#source.storage.get(refs);
      const cursor = records[0] && recordOf<WebhookCursor>(records[0]);
      const current = records[1] && recordOf<Webhook>(records[1]);
      if (!cursor || !current || cursor.leaseBy !== this.#source.nodeId) return false;
      const isOther = current.state !== "on" || current.url !== this.#webhook.url;
      this.#cursor = cursor;
      this.#webhook = current;
      // A webhook that was switched off meanwhile stays off. An old address says nothing about a new one.
      if (isOther && webhook) return this.#commit(fields, failure ? { failure } : {});
    }
  }
}

async function firstFields(
  { id: webhookId, createdAt }: Webhook,
  boardId: string,
  { storage }: Source,
): Promise<Omit<WebhookCursor, "id" | "version">> {
  const { number, id: eventId } = await positionBefore(createdAt, boardTopic(boardId), storage);
  return {
    ...{ webhookId, boardId, number, eventId, previous: 0 },
    ...{ attempts: 0, refusals: 0, nextAt: never, failedAt: null, ...released },
  };
}

const failureWrite = ({ id, version: _, ...fields }: WebhookFailure): Write => ({
  ...{ kind: "insert", collection: webhookFailures.name, id, fields },
});
