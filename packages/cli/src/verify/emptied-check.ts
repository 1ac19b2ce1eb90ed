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
  /** The last event that has lost something, and what it has lost. */
  emptied: string | undefined;
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

  event({ topic, subject, number, type, actor, records }: LoggedEvent, data: object): void {
    const hasNothing = Object.keys(data).length === 0;
    this.#topic = topic;
    // Events of the app's own may have no data from the beginning.
    if (hasNothing && !builtIn.has(type)) return;
    // An event keeps its receipt when the others lose their data. Its task is then no record any more.
    const hasLostRecords = "receipt" in data && "task" in data && records === null;
    if ("receipt" in data && !hasLostRecords) return;
    const known = this.#subjects.get(subject);
    const { kept, emptied } = known ?? {};
    if (hasNothing || hasLostRecords) {
      const lost = `event ${number} has no ${hasNothing ? "data" : "records"}`;
      if (kept !== undefined)
        this.#problems.add(
          `${topic}: ${lost}, but the earlier event ${kept} about ${subject} has its data`,
        );
      else this.#subjects.set(subject, { kept, emptied: lost });
    } else if (kept === undefined) {
      // If only a member's name changes, their board or room stays as it is.
      const isRename = type === "member.changed" && !("board" in data || "room" in data);
      const isErasure = actor === "system" && erasing.has(type) && !isRename;
      const mayEmpty = isErasure || deleting.has(type) || !builtIn.has(type);
      if (emptied !== undefined && !mayEmpty)
        this.#problems.add(
          `${topic}: ${emptied}, but the next event about ${subject}, ${type} (event ${number}), deletes nothing`,
        );
      this.#subjects.set(subject, { kept: number, emptied });
    }
  }

  /** Call it after the last event of a topic. */
  endTopic(): void {
    for (const [subject, { kept, emptied }] of this.#subjects)
      if (kept === undefined && emptied !== undefined)
        this.#problems.add(`${this.#topic}: ${emptied}, but no later event deleted ${subject}`);
    this.#subjects.clear();
  }
}
