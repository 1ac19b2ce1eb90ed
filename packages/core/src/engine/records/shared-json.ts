import { byteLength } from "../../model/byte-length.ts";
import type { SharedPart } from "../../model/shared-answer.ts";
import { Generations } from "./generations.ts";

const maxPerGeneration = 8 * 1024 * 1024;
/** A character outside of Latin-1 takes two bytes per UTF-16 code unit. The compressed text takes less than one more. */
const bytesPerUnit = 3;

/**
 * Parts of answers that are the same for several callers, as JSON, so that a large board is read and
 * encoded once for all people who open it. A part is found by everything that it depends on, also by
 * the head of its topic: each change of the topic has an event, so an old part is never found again.
 */
export class SharedJson {
  readonly #made = new Generations<SharedPart>(maxPerGeneration);
  // Callers who come together wait for the first of them.
  readonly #making = new Map<string, Promise<SharedPart>>();

  /**
   * Returns the part, or makes it.
   *
   * @param key everything that the part depends on
   */
  async get(key: string, make: () => Promise<string>): Promise<SharedPart> {
    const ref = { collection: "shared", id: key };
    const made = this.#made.find(ref);
    if (made !== undefined) return made;
    let making = this.#making.get(key);
    if (!making) {
      making = make().then((json) => ({
        json,
        bytes: byteLength(json),
        compressed: undefined,
      }));
      this.#making.set(key, making);
      const end = () => this.#making.delete(key);
      making.then(end, end);
    }
    const part = await making;
    const bytes = (part.json.length + key.length) * bytesPerUnit;
    if (bytes < maxPerGeneration) this.#made.set(ref, part, bytes);
    return part;
  }
}
