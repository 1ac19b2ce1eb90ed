import { createHash } from "node:crypto";

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => [name, sorted(part)]));
}

/** The fingerprint of what was asked: equal for equal input in any order of its fields. */
export function fingerprint(operation: string, input: unknown): string {
  return createHash("sha256")
    .update(`${operation}\n${JSON.stringify(sorted(input))}`)
    .digest("base64url");
}

// The version of a changed record is known only when the storage has numbered its event. Until then the result holds
// the event's place behind a NUL, which no text of a user can hold.
const placeholder = /"\\u0000(\d+)"/g;

/** A command's result as JSON, with a placeholder for the version of each record that it changed. */
export function resultText(output: unknown, versionedBy: ReadonlyMap<object, number>): string {
  return JSON.stringify(output ?? null, (_name, value) => {
    const event = value !== null && typeof value === "object" ? versionedBy.get(value) : undefined;
    return event === undefined ? value : { ...(value as object), version: `\0${event}` };
  });
}

/** Puts the numbers of the events in the placeholders' places. */
export function withVersions(text: string, numbers: readonly number[]): string {
  return text.replace(placeholder, (_all, event: string) => String(numbers[Number(event)]));
}
