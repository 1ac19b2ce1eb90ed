import { EventEmitter } from "eventemitter3";
import { toEvent } from "./log/encode.ts";
import type { LoggedEvent } from "./log/log.ts";
import { deepFreeze } from "./model/deep-freeze.ts";
import type { Event } from "./model/event.ts";
import type { Refusal } from "./model/refusal.ts";

/** Is called for each committed event of a type. */
export type Listener = (event: Event & { readonly topic: string }) => void;

// No event has this type, so that refusals can share the emitter.
const refused = Symbol("refused");

/** The host's listeners to committed events, by event type (`*` is every type), and to refusals. */
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

  /** Adds a listener to refusals. Returns a function that removes it. */
  addRefused(listener: (refusal: Refusal) => void): () => void {
    this.#emitter.on(refused, listener);
    return () => void this.#emitter.off(refused, listener);
  }

  /** Calls the listeners to refusals. One that throws or rejects is reported to `onError`. */
  refused(refusal: Refusal): void {
    for (const listener of this.#emitter.listeners(refused)) this.#callOut(listener, refusal);
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
    for (const listener of [...this.#emitter.listeners(type), ...this.#emitter.listeners("*")])
      this.#callOut(listener, event);
  }

  #callOut<T>(listener: (told: T) => unknown, told: T): void {
    try {
      // All listeners get the same object, so none may change it.
      const result = listener(deepFreeze(told));
      // The rejection of an async listener would end the process.
      if (result instanceof Promise) result.catch(this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }
}
