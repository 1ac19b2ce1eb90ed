import type { Commit, LoggedEvent } from "@taskwire/core/adapter";

/** How much somebody sees of a topic: everything, what concerns their own tasks, nothing. */
export type Sight = "all" | "own" | "none";

/** A commit as it was kept. */
export interface Kept {
  readonly commit: Commit;
  readonly numbers: readonly number[];
  readonly events: readonly LoggedEvent[];
}

/** One event of a topic, with what the reference knows of it. */
export interface Entry {
  readonly event: LoggedEvent;
  /** As a client gets it whole: made once, and asked for by each reader. */
  readonly text: string;
  /** How many commits there were with this one. */
  readonly moment: number;
  /** The task it is about. Undefined: everyone who reads the topic sees it. */
  readonly taskId: string | undefined;
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
  /** Its data was taken back by a later event. */
  isRedacted: boolean;
  /** It is, or was in a log from which this one was put back: somebody may have seen it so. */
  wasRedacted: boolean;
}

/** A value that changes with the log, and what it was when. */
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

  /** Once the event with this number of its topic has happened. */
  atNumber(number: number): T {
    return this.#steps.findLast((step) => step.number <= number)?.value ?? this.#first;
  }

  /** After so many commits. */
  at(moment: number): T {
    return this.#steps.findLast((step) => step.moment <= moment)?.value ?? this.#first;
  }

  /** Whether it is the same from one number to another. */
  isSteady(from: number, to: number): boolean {
    const value = this.atNumber(from);
    return !this.#steps.some(
      (step) => step.number > from && step.number <= to && step.value !== value,
    );
  }

  /** The moments of a stretch of time at which it may be another value than before. */
  changes(from: number, to: number): number[] {
    return this.#steps.flatMap(({ moment }) => (moment > from && moment <= to ? [moment] : []));
  }
}

/** An event as a client gets it whole. */
export const whole = ({ number, id, type, subject, at, actor, data }: LoggedEvent): string =>
  `{"number":${number},"id":${JSON.stringify(id)},"type":${JSON.stringify(type)},"subject":${JSON.stringify(subject)},"at":"${at}","actor":${JSON.stringify(actor)},"data":${JSON.stringify(JSON.parse(data))}}`;

/** The marks in a text: every title, message and comment of a run carries one of its own. */
export const marksIn = (text: string): string[] => text.match(/#[tmc]\d+#/g) ?? [];
