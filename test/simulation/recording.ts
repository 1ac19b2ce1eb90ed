import type { ClientCore, Subscription, SubscriptionHandlers } from "@taskwire/client";
import type { Event, HiddenEvent } from "@taskwire/core/model";
import type { Past } from "./reference/past.ts";

/**
 * Events that a client got one after another: from a cursor to a reload, an end, or the end of the
 * run.
 */
export interface Stretch {
  readonly topic: string;
  /** Number of the cursor that it begins after. */
  readonly from: number;
  readonly events: (Event | HiddenEvent)[];
  /** Number that its last frame of events reached. */
  to: number;
  /** The log's generation when it began, and when the last events arrived. */
  readonly since: number;
  until: number;
}

/** One answer to a query, with the number of commits when it was asked and when it arrived. */
export interface Answer {
  readonly userId: string;
  readonly operation: string;
  readonly result: unknown;
  readonly generation: number;
  readonly asked: number;
  readonly answered: number;
}

/** Only queries: a repeated command may return data that its user can't see any more. */
const isQuery = (operation: string): boolean =>
  /\.(open|list|get|history|around|why|available|explain|preview|suggest|export)$/.test(operation);

export const numberOf = (cursor: string): number => Number(cursor.slice(0, cursor.indexOf("~")));

export const eventOf = (cursor: string): string | undefined => cursor.split("~")[1];

/**
 * Runs a query and records its answer with the time. If the storage was restored meanwhile, the
 * answer can't be judged and isn't recorded.
 */
export async function noting(
  { past, answers }: { readonly past: Past; readonly answers: Answer[] },
  { userId, operation }: { readonly userId: string; readonly operation: string },
  ask: () => Promise<unknown>,
): Promise<unknown> {
  const { generation } = past;
  const asked = past.now.moment;
  const result = await ask();
  if (past.generation === generation && isQuery(operation))
    answers.push({ userId, operation, result, generation, asked, answered: past.now.moment });
  return result;
}

/** Wraps a client so that its subscriptions and queries are recorded. */
export function recorded(
  client: ClientCore,
  userId: string,
  {
    past,
    stretches,
    answers,
  }: { readonly past: Past; readonly stretches: Stretch[]; readonly answers: Answer[] },
): ClientCore {
  function subscribe(topic: string, handlers: SubscriptionHandlers, after?: string): Subscription {
    let stretch: Stretch | undefined;
    const begin = (cursor: string) => {
      const { generation } = past;
      const number = numberOf(cursor);
      stretch = {
        topic,
        from: number,
        to: number,
        events: [],
        since: generation,
        until: generation,
      };
      stretches.push(stretch);
    };
    if (after !== undefined) begin(after);
    const subscription = client.subscribe(
      topic,
      {
        ...handlers,
        onSubscribed(cursor) {
          if (!stretch) begin(cursor);
          handlers.onSubscribed?.(cursor);
        },
        onEvents(events, cursor) {
          stretch?.events.push(...events);
          if (stretch) Object.assign(stretch, { to: numberOf(cursor), until: past.generation });
          handlers.onEvents(events, cursor);
        },
      },
      after,
    );
    return {
      get cursor() {
        return subscription.cursor;
      },
      resume(cursor) {
        // Without a cursor, it begins where the server says.
        if (cursor === undefined) stretch = undefined;
        else begin(cursor);
        subscription.resume(cursor);
      },
      unsubscribe: () => subscription.unsubscribe(),
    };
  }
  return {
    get status() {
      return client.status;
    },
    get welcome() {
      return client.welcome;
    },
    get closed() {
      return client.closed;
    },
    runtime: client.runtime,
    onStatus: client.onStatus,
    onClose: client.onClose,
    onFrame: client.onFrame,
    signal: client.signal,
    reconnect: client.reconnect,
    close: client.close,
    call: (operation, input, options) =>
      noting({ past, answers }, { userId, operation }, () =>
        client.call(operation, input, options),
      ),
    subscribe,
  };
}
