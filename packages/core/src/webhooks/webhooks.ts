import type { EngineParts } from "../engine/attempt.ts";
import { listAll } from "../log/list-all.ts";
import { boards } from "../model/board.ts";
import type { Report } from "../model/error-context.ts";
import type { WebhookObservation } from "../model/observation.ts";
import { boardTopic, parseTopic } from "../model/topic.ts";
import { cursorId, type Webhook, webhookCursors, webhooks } from "../model/webhook.ts";
import type { LoggedEvent } from "../storage/storage.ts";
import { removeWebhook } from "./remove-webhook.ts";
import { type Sending, sendEvents } from "./send-events.ts";
import type { WebhookSender } from "./sender.ts";

const pollMs = 1_000;
const boardsPerPoll = 100;
const duePerPoll = 50;
const maxConcurrent = 16;
/** So that one receiver that doesn't answer leaves place for the others. */
const maxPerWebhook = 4;

/** Tells the people who may edit a board that a webhook no longer gets its events. */
type TellSwitchedOff = (webhookId: string, boardId: string) => Promise<unknown>;

/** Work for one webhook and one board. */
interface Place {
  readonly webhookId: string;
  readonly boardId: string;
}

/**
 * Sends the events of boards to webhooks. A node sends what it commits at once. Every second it also looks for attempts
 * that are due, and for events that no node has sent, for example because a node has crashed. If there are more than a
 * hundred boards, it looks at a hundred of them each second.
 */
export class Webhooks {
  readonly #sending: Sending;
  readonly #parts: EngineParts;
  readonly #tellSwitchedOff: TellSwitchedOff;
  readonly #onError: Report;
  readonly #queue = new Map<string, Place>();
  readonly #running = new Map<string, Promise<void>>();
  #known: readonly Webhook[] = [];
  #afterBoard: readonly unknown[] | null = null;
  #cancel = () => {};
  #looking: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(
    sender: WebhookSender,
    parts: EngineParts,
    tellSwitchedOff: TellSwitchedOff,
    onError: Report,
    observed: ((observation: WebhookObservation) => void) | undefined,
  ) {
    const { storage, runtime } = parts;
    this.#parts = parts;
    this.#tellSwitchedOff = tellSwitchedOff;
    this.#onError = onError;
    this.#sending = {
      ...{ sender, storage, runtime, observed, nodeId: runtime.id() },
      leaseMs: sender.timeoutMs * 3,
      isStopped: () => this.#isStopped,
      failed: (webhookId, boardId, problem) =>
        this.#report(new Error(problem), { webhookId, boardId }),
    };
  }

  /** Looks now, and then every second. */
  start(): void {
    if (this.#isStopped) return;
    this.#looking = this.#look()
      .catch((error: unknown) => this.#report(error))
      .finally(() => {
        if (!this.#isStopped) this.#cancel = this.#parts.runtime.timer(pollMs, () => this.start());
      });
  }

  /** Starts to send new events of this node. */
  committed(events: readonly LoggedEvent[]): void {
    if (this.#known.length === 0 || this.#isStopped) return;
    for (const topic of new Set(events.map((event) => event.topic))) {
      const place = parseTopic(topic);
      if (place?.kind !== "board") continue;
      for (const webhook of this.#known)
        if (webhook.state === "on" && (webhook.boardId ?? place.id) === place.id)
          this.#add(webhook.id, place.id);
    }
    this.#startNext();
  }

  /** Stops. Resolves when the requests that are running have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#looking;
    await Promise.all(this.#running.values());
  }

  async #look(): Promise<void> {
    const { storage, runtime } = this.#parts;
    const all = await listAll(storage, webhooks.name, { index: "age", equals: {} });
    this.#known = all.map(({ id, version, fields }) => ({ id, version, ...fields }) as Webhook);
    if (this.#known.length === 0) return;
    for (const { id, state } of this.#known)
      if (state === "removed") await removeWebhook(id, this.#parts);
    const query = { index: "due", equals: {}, limit: duePerPoll };
    const { records } = await storage.list(webhookCursors.name, query);
    const now = new Date(runtime.now()).toISOString();
    for (const { fields } of records)
      if (String(fields.nextAt) <= now) this.#add(String(fields.webhookId), String(fields.boardId));
    await this.#findUnsent();
    this.#startNext();
  }

  /** Finds boards with events that a webhook has not got yet. */
  async #findUnsent(): Promise<void> {
    const isOn = this.#known.filter(({ state }) => state === "on");
    const forAll = isOn.filter(({ boardId }) => boardId === null);
    const boardIds = forAll.length > 0 ? await this.#nextBoards() : [];
    const places = isOn.flatMap(({ id: webhookId, boardId }) =>
      (boardId === null ? boardIds : [boardId]).map((one) => ({ webhookId, boardId: one })),
    );
    if (places.length === 0) return;
    const { storage } = this.#parts;
    const ids = [...new Set(places.map(({ boardId }) => boardId))];
    const { records } = await storage.get(
      places.map(({ webhookId, boardId }) => ({
        collection: webhookCursors.name,
        id: cursorId(webhookId, boardId),
      })),
    );
    const heads = await storage.heads(ids.map(boardTopic));
    places.forEach(({ webhookId, boardId }, i) => {
      const head = heads[ids.indexOf(boardId)]?.number ?? 0;
      const fields = records[i]?.fields;
      if (fields ? head > Number(fields.number) : head > 0) this.#add(webhookId, boardId);
    });
  }

  async #nextBoards(): Promise<string[]> {
    const after = this.#afterBoard;
    const query = { index: "age", equals: {}, limit: boardsPerPoll, ...(after && { after }) };
    const { records, next } = await this.#parts.storage.list(boards.name, query);
    this.#afterBoard = next;
    return records.map(({ id }) => id);
  }

  #add(webhookId: string, boardId: string): void {
    this.#queue.set(cursorId(webhookId, boardId), { webhookId, boardId });
  }

  #startNext(): void {
    for (const [key, place] of this.#queue) {
      if (this.#running.size >= maxConcurrent || this.#isStopped) return;
      const own = [...this.#running.keys()].filter((one) => one.startsWith(`${place.webhookId}/`));
      if (this.#running.has(key) || own.length >= maxPerWebhook) continue;
      this.#queue.delete(key);
      const work = this.#send(place)
        .catch((error: unknown) => this.#report(error, place))
        .finally(() => {
          this.#running.delete(key);
          this.#startNext();
        });
      this.#running.set(key, work);
    }
  }

  async #send({ webhookId, boardId }: Place): Promise<void> {
    const known = this.#known.find(({ id }) => id === webhookId);
    const isOff = await sendEvents(webhookId, boardId, this.#sending);
    if (isOff || (known && known.state !== "on")) await this.#tellSwitchedOff(webhookId, boardId);
  }

  #report(error: unknown, place?: Place): void {
    if (!this.#isStopped) this.#onError(error, place && { ids: { ...place } });
  }
}
