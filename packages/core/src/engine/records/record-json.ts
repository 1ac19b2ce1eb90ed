import { hash } from "node:crypto";
import { canonicalJson } from "../../storage/canonical.ts";

const shortEnough = 300;

/**
 * Stands for what was asked: equal for equal input in any order of its fields. Short input stands for itself, which
 * costs a command less than hashing it.
 */
export function fingerprint(operation: string, input: unknown): string {
  const asked = `${operation}\n${canonicalJson(input)}`;
  return asked.length <= shortEnough ? asked : hash("sha256", asked, "base64url");
}

// The version of a changed record is known only when the storage has numbered its event. Until then the result holds
// the event's place behind a NUL, which no text of a user can hold.
const placeholder = '"\\u0000';

/** The records that one command changes, each made into JSON once, for its events and for its result. */
export class RecordTexts {
  readonly #versionedBy: ReadonlyMap<object, number>;
  readonly #texts = new Map<object, string>();

  /** @param versionedBy by which event each changed record gets its version. */
  constructor(versionedBy: ReadonlyMap<object, number>) {
    this.#versionedBy = versionedBy;
  }

  /** A record as an event carries it: without its version, which is the event's number. */
  bare(record: object): string {
    let text = this.#texts.get(record);
    if (text === undefined) {
      text = JSON.stringify({ ...record, version: undefined });
      this.#texts.set(record, text);
    }
    return text;
  }

  /** A command's output, with a placeholder for the version of each record that it changed. */
  result(output: unknown): string {
    if (typeof output !== "object" || output === null)
      return JSON.stringify(output ?? null) ?? "null";
    const event = this.#versionedBy.get(output);
    if (event !== undefined)
      return `{"version":${placeholder}${event}",${this.bare(output).slice(1)}`;
    if (Array.isArray(output)) return `[${output.map((one) => this.result(one)).join()}]`;
    // What makes its own JSON, e.g. a date.
    if ("toJSON" in output) return JSON.stringify(output);
    let text = "";
    for (const [name, value] of Object.entries(output)) {
      if (value === undefined || typeof value === "function" || typeof value === "symbol") continue;
      text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${this.result(value)}`;
    }
    return `{${text}}`;
  }
}

/** Puts the numbers of the events in the placeholders' places. */
export function withVersions(text: string, numbers: readonly number[]): string {
  const [start = "", ...parts] = text.split(placeholder);
  let whole = start;
  for (const part of parts) {
    const end = part.indexOf('"');
    const number = end > 0 ? numbers[Number(part.slice(0, end))] : undefined;
    whole += number === undefined ? placeholder + part : `${number}${part.slice(end + 1)}`;
  }
  return whole;
}
