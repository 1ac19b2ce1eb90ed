import { spacedWord, unspacedLetter } from "./script.ts";
import { matchEnd, matchesAt } from "./sticky.ts";

const label = `[${spacedWord}&&[^_]]`;
const domain = new RegExp(`(?:(?:${label}|-)+\\.)+[${label}&&\\p{L}](?:${label}|-)+`, "vy");
// A URL in running Thai ends where the Thai goes on; the same for the other scripts without spaces and their full stops.
const rest = new RegExp(`[^\\s<>"\`\u3000-\u303F！-？${unspacedLetter}]*`, "vy");
const path = /(?::\d{1,5})?\//y;

/** Where a domain with at least one dot ends that starts here, or -1. */
export function domainEnd(text: string, start: number): number {
  return matchEnd(domain, text, start);
}

/** Whether a path follows directly, with or without a port. */
export function hasPath(text: string, at: number): boolean {
  return matchesAt(path, text, at);
}

/** Where a URL ends of which one knows that it goes on here: before a bracket that it didn't open, at the latest. */
export function urlEnd(text: string, from: number): number {
  const end = matchEnd(rest, text, from);
  let open = 0;
  for (let at = from; at < end; at++) {
    const character = text.charAt(at);
    if ("([".includes(character)) open++;
    else if (")]".includes(character) && open-- === 0) return at;
  }
  return end;
}
