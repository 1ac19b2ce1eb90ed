import type { Commit } from "@taskwire/core/adapter";

/** A person whom an event concerned, and who was not notified of it. */
export interface Suppressed {
  readonly userId: string;
  readonly step: string;
  readonly rule: string;
}

/** The suppressed outcomes that a commit records, by event. */
export const suppressedBy = ({ writes }: Commit): ReadonlyMap<string, readonly Suppressed[]> =>
  new Map(
    writes.flatMap((write) =>
      write.collection === "fan_outs" && write.kind === "insert"
        ? [[write.id, write.fields.suppressed as readonly Suppressed[]] as const]
        : [],
    ),
  );
