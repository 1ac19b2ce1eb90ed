import type { Down } from "@taskwire/core/protocol";
import type { Counts } from "./counts.ts";

const reloads = { too_old: "reloadsTooOld", gone: "reloadsGone", rights: "reloadsRights" } as const;

/**
 * Counts the events of one connection, and checks the protocol's promise: frames of events have no
 * gap and no overlap.
 */
export class Tap {
  readonly #counts: Counts;
  readonly #problem: (text: string) => void;
  /** Last number that the client knows, by followed topic. */
  readonly #numbers = new Map<string, number>();

  /** Command that ended the last frame of events, by topic. */
  readonly #commands = new Map<string, string>();

  constructor(counts: Counts, problem: (text: string) => void) {
    this.#counts = counts;
    this.#problem = problem;
  }

  see(frame: Down): void {
    switch (frame.type) {
      case "subscribed":
        if (frame.head > frame.number) this.#counts.replays++;
        this.#numbers.set(frame.topic, frame.number);
        return;
      case "events":
        if (this.#numbers.get(frame.topic) !== frame.from - 1)
          this.#problem(`events from ${frame.from} came behind ${this.#numbers.get(frame.topic)}`);
        this.#numbers.set(frame.topic, frame.to);
        this.#checkWhole(frame);
        this.#counts.hidden += frame.events.filter(({ type }) => type === "hidden").length;
        this.#counts.unseen += frame.to - frame.from + 1 - frame.events.length;
        return;
      case "ping":
        for (const [topic, { to }] of Object.entries(frame.heads)) {
          const number = this.#numbers.get(topic) ?? Number.POSITIVE_INFINITY;
          if (to < number) this.#problem(`a ping said ${to} where ${number} was known`);
          this.#numbers.set(topic, to);
        }
        return;
      case "typing":
      case "presence":
        // Signals too come only while the topic is followed, so none comes after a removal.
        if (!this.#numbers.has(frame.topic))
          this.#problem(`${frame.type} in ${frame.topic}, which isn't followed`);
        if (frame.type === "presence") this.#counts.presence++;
        return;
      case "refresh":
        this.#counts.refreshes++;
        return;
      case "reload":
        this.#counts[reloads[frame.reason]]++;
        this.#numbers.delete(frame.topic);
        return;
      case "unsubscribed":
        if (frame.error?.code === "not_found" && this.#numbers.has(frame.topic))
          this.#counts.removed++;
        this.#numbers.delete(frame.topic);
    }
  }

  /**
   * Checks that all events of a command come in one frame. After an event that changes rights, a
   * new frame begins.
   */
  #checkWhole({ topic, events }: Extract<Down, { type: "events" }>): void {
    const [first, last] = [events[0], events.at(-1)];
    if (first && "id" in first && commandOf(first.id) === this.#commands.get(topic))
      this.#problem(`the command of ${first.number} (${first.type}) came in two frames`);
    const isWhole = last && "id" in last && !last.type.startsWith("member.");
    this.#commands.set(topic, isWhole ? commandOf(last.id) : "");
  }
}

const commandOf = (id: string): string => id.slice(0, id.lastIndexOf("."));
