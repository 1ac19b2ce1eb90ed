import type { Down } from "@taskwire/core/protocol";
import type { Counts } from "./counts.ts";

/** Counts what one connection met. */
export class Tap {
  readonly #counts: Counts;
  readonly #topics = new Set<string>();

  constructor(counts: Counts) {
    this.#counts = counts;
  }

  see(text: string): void {
    const frame = JSON.parse(text) as Down;
    if (!("topic" in frame)) return;
    switch (frame.type) {
      case "subscribed":
        if (frame.head > frame.number) this.#counts.replays++;
        this.#topics.add(frame.topic);
        return;
      case "events":
        this.#counts.hidden += frame.events.filter(({ type }) => type === "hidden").length;
        this.#counts.unseen += frame.to - frame.from + 1 - frame.events.length;
        return;
      case "reload":
        this.#counts.reloads++;
        return;
      case "unsubscribed":
        if (frame.error?.code === "not_found" && this.#topics.has(frame.topic)) this.#counts.removed++;
    }
  }
}
