import { TaskwireError } from "../../errors.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import { NotJson } from "../../model/not-json.ts";
import { sha256 } from "../../model/sha256.ts";
import { outputText } from "./output-text.ts";
import { ToldTexts } from "./told-texts.ts";
import type { Writes } from "./writes.ts";

/**
 * Identifies an operation with its input, for idempotency keys: equal for equal input, whatever the
 * order of its fields. It is made from the input as it was sent, because two different inputs may
 * be equal after the schema has parsed them. It is always a hash, because it is kept for a week,
 * and the texts of the input may be deleted before that.
 *
 * @throws {TaskwireError} `invalid` if JSON can't hold the input.
 */
export function fingerprint(operation: string, input: unknown): string {
  return sha256(`${operation}\n${inputJson(operation, input)}`);
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

/**
 * The JSON of records in a command's events and answer. A changed record is in both, but is made into
 * JSON only once.
 */
export class RecordTexts {
  readonly #changes: Writes["changes"];
  readonly #texts = new Map<object, string>();
  readonly #told = new ToldTexts();

  constructor({ changes }: Pick<Writes, "changes">) {
    this.#changes = changes;
  }

  /**
   * The JSON of a record in an event: without its version, which is the event's number. A new record of
   * a collection with `numbered` has no such field either.
   */
  bare(record: object): string {
    let text = this.#texts.get(record);
    if (text === undefined) {
      const numbered = this.#changes.get(record)?.numbered;
      text = JSON.stringify(
        numbered === undefined
          ? { ...record, version: undefined }
          : { ...record, version: undefined, [numbered]: undefined },
      );
      this.#texts.set(record, text);
    }
    return text;
  }

  /** The same for a record that comes to many people: the others often differ only in their person. */
  told(record: object, person: string, like?: object): string {
    return this.#told.textOf(record, person, () => this.bare(record), like);
  }

  /** The JSON of a command's answer. A changed record has the number of its event as its version. */
  answer(output: unknown, numbers: readonly number[]): string {
    return outputText(output, (record) => {
      const change = this.#changes.get(record);
      if (!change) return undefined;
      const { event, numbered } = change;
      const number = numbered === undefined ? "" : `${JSON.stringify(numbered)}:${numbers[event]},`;
      return `{"version":${numbers[event]},${number}${this.bare(record).slice(1)}`;
    });
  }
}
