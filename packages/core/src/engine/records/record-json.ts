import { hash } from "node:crypto";
import { TaskwireError } from "../../errors.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import { NotJson } from "../../model/not-json.ts";

/**
 * Identifies an operation with its input, for idempotency keys: equal for equal input, whatever the
 * order of its fields. It is made of the input as it was sent, because what a schema makes of it may
 * not show every difference. It is always a hash: it is kept for a week, and the input may be deleted
 * before that.
 *
 * @throws {TaskwireError} `invalid` if JSON can't hold the input.
 */
export function fingerprint(operation: string, input: unknown): string {
  return hash("sha256", `${operation}\n${inputJson(operation, input)}`, "base64url");
}

function inputJson(operation: string, input: unknown): string {
  try {
    return canonicalJson(input ?? {});
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw new TaskwireError(
      "invalid",
      `The input of ${operation} is wrong at "${error.path.join(".").slice(0, 100)}": ${error.message}.`,
    );
  }
}

// The version of a changed record is known only after the storage has numbered its event. Until then
// the answer contains the event's index behind a NUL, which no user's text can contain.
const placeholder = '"\\u0000';

/**
 * The JSON of records in a command's events and answer. A changed record is in both, but is made into
 * JSON only once.
 */
export class RecordTexts {
  readonly #versionedBy: ReadonlyMap<object, number>;
  readonly #texts = new Map<object, string>();

  /** @param versionedBy for each changed record, the index of the event that gives it its version. */
  constructor(versionedBy: ReadonlyMap<object, number>) {
    this.#versionedBy = versionedBy;
  }

  /** The JSON of a record in an event: without its version, which is the event's number. */
  bare(record: object): string {
    let text = this.#texts.get(record);
    if (text === undefined) {
      text = JSON.stringify({ ...record, version: undefined });
      this.#texts.set(record, text);
    }
    return text;
  }

  /** The JSON of a command's answer, with placeholders for the versions of changed records. */
  result(output: unknown): string {
    if (typeof output !== "object" || output === null)
      return JSON.stringify(output ?? null) ?? "null";
    const event = this.#versionedBy.get(output);
    if (event !== undefined)
      return `{"version":${placeholder}${event}",${this.bare(output).slice(1)}`;
    if (Array.isArray(output)) return `[${output.map((one) => this.result(one)).join()}]`;
    // Values with their own JSON, for example dates.
    if ("toJSON" in output) return JSON.stringify(output);
    let text = "";
    for (const [name, value] of Object.entries(output)) {
      if (value === undefined || typeof value === "function" || typeof value === "symbol") continue;
      text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${this.result(value)}`;
    }
    return `{${text}}`;
  }
}

/** Replaces the placeholders in an answer by the numbers of the events. */
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
