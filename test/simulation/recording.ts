import type { ClientCore, Subscription, SubscriptionHandlers } from "@taskwire/client";
import type { Event, HiddenEvent } from "@taskwire/core/model";
import type { Past } from "./reference/past.ts";

/** Events that a client was given one after the other, from a cursor up to a reload, an end or the last of the run. */
export interface Stretch {
  readonly topic: string;
  /** The number of the cursor that it begins behind. */
  readonly from: number;
  readonly events: (Event | HiddenEvent)[];
  /** How far its last frame of events reached. */
  to: number;
  /** Which log there was when it began, and when it got its last events. */
  readonly since: number;
  until: number;
}

/** One answer to a query, with how many commits there were when it was asked and when the answer arrived. */
export interface Answer {
  readonly userId: string;
  readonly operation: string;
  readonly result: unknown;
  readonly generation: number;
  readonly asked: number;
  readonly answered: number;
}

/** What a repeated command answers may be out of the person's sight by now. */
const isQuery = (operation: string): boolean => /\.(open|list|get|history)$/.test(operation);

export const numberOf = (cursor: string): number => Number(cursor.slice(0, cursor.indexOf("~")));

export const eventOf = (cursor: string): string | undefined => cursor.split("~")[1];

/** Asks a query and notes the answer with its time. Where the storage was put back meanwhile there is nothing to judge it by. */
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

/** A client whose subscriptions and queries are written down. */
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
      resume(cursor: string) {
        begin(cursor);
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
    close: client.close,
    call: (operation, input, options) =>
      noting({ past, answers }, { userId, operation }, () =>
        client.call(operation, input, options),
      ),
    subscribe,
  };
}
