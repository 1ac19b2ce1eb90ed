import type { Report } from "../model/error-context.ts";
import type { Runtime } from "../runtime.ts";

/** The same error is reported at most once in this time, in ms. */
const quietMs = 60_000;
/** Maximum number of messages of one kind of error that are reported in this time. */
const maxMessages = 5;
/** Maximum number of kinds that are remembered. */
const maxKinds = 50;
const maxLength = 200;

interface Kind {
  /** When the first of the messages was reported, in ms since 1970. */
  readonly since: number;
  readonly messages: Set<string>;
}

/**
 * Reports the errors of the app's `authenticate` that are not a `TaskwireError`. The client only learns that
 * its token is not valid, because libraries that check tokens throw such an error for each wrong token.
 * But it can also be the error of a session database that can't be reached. Then nobody can sign in, and
 * without a report the app would not know why.
 *
 * Anybody can send wrong tokens, as many as they like, and the message of an error may contain the
 * token. So each message is reported once a minute, and of each kind of error only a few messages. The
 * kind is the name of the error with its `code`, which no token can change. So wrong tokens don't hide
 * the error of a database, which is of another kind. A host that throws a `TaskwireError` for wrong tokens
 * gets no reports of them.
 */
export class TokenErrors {
  readonly #runtime: Pick<Runtime, "now">;
  readonly #report: Report;
  /** In the order of their first reports. */
  readonly #kinds = new Map<string, Kind>();

  constructor(runtime: Pick<Runtime, "now">, report: Report) {
    this.#runtime = runtime;
    this.#report = report;
  }

  report(error: unknown): void {
    const { name, code, message } = Object(error) as { readonly [field: string]: unknown };
    const kind = shortOf([name, code]);
    const now = this.#runtime.now();
    let known = this.#kinds.get(kind);
    // The clock of a server may be set back.
    if (!known || Math.abs(now - known.since) >= quietMs) {
      known = { since: now, messages: new Set() };
      this.#kinds.delete(kind);
      this.#kinds.set(kind, known);
      const [oldest] = this.#kinds.keys();
      if (this.#kinds.size > maxKinds && oldest !== undefined) this.#kinds.delete(oldest);
    }
    const text = shortOf([message]);
    if (known.messages.has(text) || known.messages.size === maxMessages) return;
    known.messages.add(text);
    this.#report(error);
  }
}

const shortOf = (parts: readonly unknown[]): string =>
  parts.map((part) => (typeof part === "string" ? part.slice(0, maxLength) : "")).join(" ");
