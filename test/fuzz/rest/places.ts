import type { Dice } from "../../simulation/dice.ts";

/** The ids that belong together, for example of a task and its board, and the version of the last of them. */
export interface Place {
  readonly [field: string]: string | number;
}

const ids = ["boardId", "taskId", "roomId"];

/** The records that paths name. */
const nouns = new Set(["board", "task", "subtask", "comment", "room", "message"]);

/** How many places and how many values of a field are remembered. */
const most = 200;

/** Remembers what the answers say: places, and values of fields such as `next`. */
export class Places {
  /** A command that worked, as `notifications.preview` takes it. */
  command: { readonly operation: string; readonly input: object } | undefined;
  readonly #places: Place[] = [];
  readonly #values = new Map<string, (string | number)[]>();

  /** Draws a place that has as many of these fields as any. */
  draw(dice: Dice, fields: readonly string[]): Place {
    const known = (place: Place) => fields.filter((field) => field in place).length;
    const highest = Math.max(0, ...this.#places.map(known));
    const fitting = this.#places.filter((place) => known(place) === highest);
    if (fitting.length === 0) return {};
    return dice.pick(dice.chance(0.7) ? fitting.slice(-10) : fitting);
  }

  /** Forgets a place that is gone, with all others on its board if that is gone too. */
  forget(place: Place, isBoardGone: boolean): void {
    const kept = this.#places.filter(
      (one) => one !== place && !(isBoardGone && one.boardId === place.boardId),
    );
    this.#places.splice(0, this.#places.length, ...kept);
  }

  /** Values that a field had in answers. */
  values(field: string): readonly (string | number)[] {
    return this.#values.get(field) ?? [];
  }

  /** Learns from the answer to a request, with the ids in its path and who sent it. */
  learn(name: string, place: Place, answer: unknown): void {
    this.#walk(answer, (name.split(".")[0] ?? "").replace(/s$/, ""), place, 0);
  }

  #walk(value: unknown, noun: string, at: Place, depth: number): void {
    if (typeof value !== "object" || value === null || depth > 4) return;
    if (Array.isArray(value)) {
      for (const one of value.slice(0, 5)) this.#walk(one, noun, at, depth + 1);
      return;
    }
    const record = value as { readonly [field: string]: unknown };
    let place = at;
    if (typeof record.id === "string" && typeof record.version === "number" && nouns.has(noun)) {
      const own = ids.flatMap((name) =>
        typeof record[name] === "string" ? [[name, record[name]]] : [],
      );
      place = {
        ...at,
        ...Object.fromEntries(own),
        [`${noun}Id`]: record.id,
        version: record.version,
      };
      this.#keep(this.#places, place);
    }
    for (const [field, one] of Object.entries(record)) {
      if (typeof one === "string" || typeof one === "number") this.#remember(field, one);
      else this.#walk(one, field.replace(/s$/, ""), place, depth + 1);
    }
  }

  #remember(field: string, value: string | number): void {
    const values = this.#values.get(field) ?? [];
    this.#values.set(field, values);
    if (!values.includes(value)) this.#keep(values, value);
  }

  #keep<T>(list: T[], one: T): void {
    if (list.push(one) > most) list.shift();
  }
}
