import { builtInEventTypes, type LoggedEvent } from "@taskwire/core/adapter";
import type { Problems } from "./problems.ts";

/** Types of events with which the earlier events about the same subject lose their data. */
const deleting: ReadonlySet<string> = new Set([
  "board.deleted",
  "room.deleted",
  "task.deleted",
  "message.deleted",
  "comment.deleted",
  "notification.changed",
  "records.deleted",
  "user.erased",
]);

/** The same, if taskwire itself wrote them: when it erases a person. */
const erasing: ReadonlySet<string> = new Set([
  "member.changed",
  "member.removed",
  "task.edited",
  "message.edited",
  "comment.edited",
]);

const builtIn: ReadonlySet<string> = new Set(builtInEventTypes);

/** The events about one subject that were read so far. */
interface Subject {
  /** The first event with data. Undefined if no event has any. */
  kept: number | undefined;
  /** The last event without data. */
  emptied: number | undefined;
}

/**
 * Checks the events of a topic that have no data. A deletion removes the data of all earlier events
 * about its subject. The event of the deletion itself comes after them and has data.
 */
export class EmptiedCheck {
  readonly #problems: Problems;
  readonly #subjects = new Map<string, Subject>();
  #topic = "";

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  event({ topic, subject, number, type, actor }: LoggedEvent, data: object): void {
    const isEmptied = Object.keys(data).length === 0;
    this.#topic = topic;
    // Events of the app's own may have no data from the beginning.
    if (isEmptied && !builtIn.has(type)) return;
    // An event keeps its receipt when the others lose their data.
    if ("receipt" in data) return;
    const known = this.#subjects.get(subject);
    const { kept, emptied } = known ?? {};
    if (isEmptied) {
      if (kept !== undefined)
        this.#problems.add(
          `${topic}: event ${number} has no data, but the earlier event ${kept} about ${subject} has`,
        );
      else this.#subjects.set(subject, { kept, emptied: number });
    } else if (kept === undefined) {
      // If only a member's name changes, their board or room stays as it is.
      const isRename = type === "member.changed" && !("board" in data || "room" in data);
      const isErasure = actor === "system" && erasing.has(type) && !isRename;
      const mayEmpty = isErasure || deleting.has(type) || !builtIn.has(type);
      if (emptied !== undefined && !mayEmpty)
        this.#problems.add(
          `${topic}: event ${emptied} has no data, but the next event about ${subject}, ${type} (event ${number}), deletes nothing`,
        );
      this.#subjects.set(subject, { kept: number, emptied });
    }
  }

  /** Call it after the last event of a topic. */
  endTopic(): void {
    for (const [subject, { kept, emptied }] of this.#subjects)
      if (kept === undefined && emptied !== undefined)
        this.#problems.add(
          `${this.#topic}: event ${emptied} has no data, but no later event deleted ${subject}`,
        );
    this.#subjects.clear();
  }
}
