import type { Commit, LoggedEvent } from "@taskwire/core/adapter";

/** How much a user sees of a topic: everything, only what concerns their own tasks, or nothing. */
export type Visibility = "all" | "own" | "none";

/** A commit as the storage accepted it. */
export interface Kept {
  readonly commit: Commit;
  readonly numbers: readonly number[];
  readonly events: readonly LoggedEvent[];
}

/** One event of a topic, with what the reference derives from it. */
export interface Entry {
  readonly event: LoggedEvent;
  /** The event's JSON as a client gets it, computed once for all readers. */
  readonly text: string;
  /** Number of commits, including this one. */
  readonly moment: number;
  /** The task it is about. Undefined: every reader of the topic sees it. */
  readonly taskId: string | undefined;
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
  /** Whether its data was redacted by a later event. */
  isRedacted: boolean;
  /**
   * Its JSON after each redaction, the latest last, also of those in a log before a restore. Somebody may
   * have seen each of them.
   */
  readonly left: string[];
}

/** A value that changes with the log, with its earlier values. */
export class Timeline<T> {
  readonly #steps: { readonly number: number; readonly moment: number; readonly value: T }[] = [];
  readonly #first: T;

  constructor(first: T) {
    this.#first = first;
  }

  set(number: number, moment: number, value: T): void {
    this.#steps.push({ number, moment, value });
  }

  get last(): T {
    return this.#steps.at(-1)?.value ?? this.#first;
  }

  /** The value after the topic's event with this number. */
  atNumber(number: number): T {
    return this.#steps.findLast((step) => step.number <= number)?.value ?? this.#first;
  }

  /** The value after so many commits. */
  at(moment: number): T {
    return this.#steps.findLast((step) => step.moment <= moment)?.value ?? this.#first;
  }

  /** Whether the value stays the same from one number to another. */
  isSteady(from: number, to: number): boolean {
    const value = this.atNumber(from);
    return !this.#steps.some(
      (step) => step.number > from && step.number <= to && step.value !== value,
    );
  }

  /** The moments in an interval at which the value may change. */
  changes(from: number, to: number): number[] {
    return this.#steps.flatMap(({ moment }) => (moment > from && moment <= to ? [moment] : []));
  }
}

/** The JSON of an event as a client gets it. */
export const whole = ({ number, id, type, subject, at, actor, data, records }: LoggedEvent) =>
  JSON.stringify({
    ...{ number, id, type, subject, at, actor, data: JSON.parse(data) },
    ...JSON.parse(records ?? "{}"),
  });

/** The JSON of an event when a later one has taken its data, but for what it keeps. */
export const redacted = (event: LoggedEvent, data = "{}"): string =>
  whole({ ...event, data, records: null });

/** The ids of the records that an event deleted for good, by collection. */
export type Erased = { readonly [collection: string]: readonly string[] };

/** The data of an event, without the records that it deleted for good. Of those it has only the ids. */
export function bodyOf({ data, records }: LoggedEvent): object & { readonly erased: Erased } {
  const body = JSON.parse(data) as { [field: string]: unknown };
  const { erase = {} } = JSON.parse(records ?? "{}") as { erase?: { [field: string]: string } };
  const erased: { [collection: string]: string[] } = {};
  for (const [field, collection] of Object.entries(erase)) {
    const gone = [body[field] ?? []].flat() as { readonly id: string }[];
    erased[collection] = [...(erased[collection] ?? []), ...gone.map(({ id }) => id)];
    delete body[field];
  }
  return { ...body, erased };
}

/** Finds the marks in a text. Every title, message and comment of a run carries a unique one. */
export const marksIn = (text: string): string[] => text.match(/#[tmc]\d+#/g) ?? [];
