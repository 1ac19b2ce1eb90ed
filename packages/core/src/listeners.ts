import { EventEmitter } from "eventemitter3";
import { toEvent } from "./log/encode.ts";
import type { LoggedEvent } from "./log/log.ts";
import type { Event } from "./model/event.ts";

/** Is called for each committed event of a type. */
export type Listener = (event: Event & { readonly topic: string }) => void;

/** The host's listeners to committed events, by event type; `*` is every type. */
export class Listeners {
  readonly #emitter = new EventEmitter();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Adds a listener. Returns a function that removes it. */
  add(type: string, listener: Listener): () => void {
    this.#emitter.on(type, listener);
    return () => void this.#emitter.off(type, listener);
  }

  /**
   * Calls the listeners with events, in order. A listener that throws or rejects is reported to
   * `onError`; it harms neither the other listeners nor the command whose events these are.
   */
  announce(events: readonly LoggedEvent[]): void {
    // Without listeners nothing is parsed: this runs after every commit.
    if (this.#emitter.eventNames().length === 0) return;
    for (const event of events) this.#announce({ ...toEvent(event), topic: event.topic });
  }

  #announce(event: Event & { readonly topic: string }): void {
    const { type } = event;
    for (const listener of [...this.#emitter.listeners(type), ...this.#emitter.listeners("*")]) {
      try {
        const result: unknown = listener(event);
        // The rejection of an async listener would end the process.
        if (result instanceof Promise) result.catch(this.#onError);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
