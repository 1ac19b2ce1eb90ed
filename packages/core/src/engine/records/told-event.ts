import type { LoggedEvent, NewEvent } from "../../storage/storage.ts";

type Head = Omit<NewEvent, "audience" | "data" | "isTold">;

/**
 * An event that carries one record of a collection with `told`, and nothing else. Its JSON is made
 * on first use. Often it is not needed: a storage may not use it, and most people are not
 * connected. A copy of the event for another thread doesn't contain the JSON, because the getter is
 * on the prototype.
 */
export class ToldEvent implements NewEvent {
  readonly topic: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly at: string;
  readonly actor: string;
  readonly audience = null;
  readonly records: string | null;
  readonly isTold = true;
  readonly #makeData: () => string;
  #data: string | undefined;

  constructor({ topic, id, type, subject, at, actor, records }: Head, makeData: () => string) {
    this.topic = topic;
    this.id = id;
    this.type = type;
    this.subject = subject;
    this.at = at;
    this.actor = actor;
    this.records = records;
    this.#makeData = makeData;
  }

  get data(): string {
    this.#data ??= this.#makeData();
    return this.#data;
  }
}

/** A committed event with its number. Its data is made on first use. */
class Logged implements LoggedEvent {
  readonly number: number;
  readonly #event: NewEvent;

  constructor(event: NewEvent, number: number) {
    this.#event = event;
    this.number = number;
  }

  get topic(): string {
    return this.#event.topic;
  }
  get id(): string {
    return this.#event.id;
  }
  get type(): string {
    return this.#event.type;
  }
  get subject(): string {
    return this.#event.subject;
  }
  get at(): string {
    return this.#event.at;
  }
  get actor(): string {
    return this.#event.actor;
  }
  get audience(): string | null {
    return this.#event.audience;
  }
  get data(): string {
    return this.#event.data;
  }
  get records(): string | null {
    return this.#event.records;
  }
}

/** An event as the log has it. */
export const loggedEvent = (event: NewEvent, number: number): LoggedEvent =>
  event.isTold ? new Logged(event, number) : { ...event, number };
