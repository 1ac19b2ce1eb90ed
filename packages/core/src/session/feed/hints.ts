import type { Transport } from "../../transport/transport.ts";

/** Handlers for the hints of a topic. */
export interface HintHandlers {
  /**
   * The topic may have reached this number. Anybody who can write to the transport can send a hint,
   * so it may be wrong.
   */
  readonly hinted: (topic: string, number: number) => void;
  /** Hints about this topic may have been lost. */
  readonly missed: (topic: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Listens to the hints that nodes publish about one topic. */
export class Hints {
  readonly #handlers: HintHandlers;
  readonly #subscription: Promise<(() => void) | undefined>;

  constructor(transport: Transport, topic: string, handlers: HintHandlers) {
    this.#handlers = handlers;
    this.#subscription = transport
      .subscribe(topic, (message) => {
        if (message === "") handlers.missed(topic);
        else handlers.hinted(topic, /^\d{1,15}$/.test(message) ? Number(message) : 0);
      })
      .catch((error) => void handlers.onError(error));
  }

  /**
   * Resolves when the subscription to hints works. Also resolves when it has failed: then the error
   * is reported, and polls find the new events instead.
   */
  get subscribed(): Promise<unknown> {
    return this.#subscription;
  }

  stop(): void {
    this.#subscription
      .then((unsubscribe) => unsubscribe?.())
      .catch((error) => this.#handlers.onError(error));
  }
}
