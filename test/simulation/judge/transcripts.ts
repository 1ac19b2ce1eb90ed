import type { Stretch } from "../recording.ts";
import type { Past } from "../reference/past.ts";
import type { Reference } from "../reference/reference.ts";
import type { Watcher } from "../watcher.ts";

/** Compares the events that a client got with the reference. Returns the differences. */
export function judgeStretches({ userId, name, stretches }: Watcher, past: Past): string[] {
  return stretches.flatMap((stretch) => {
    // The events must fit one of the logs that existed meanwhile, never a mixture.
    const [first, ...others] = past
      .between(stretch.since, stretch.until)
      .map((reference) => wrongIn(stretch, userId, reference));
    if (first === undefined || others.includes(undefined)) return [];
    return [`${name}, ${stretch.topic}, events ${stretch.from + 1} to ${stretch.to}: ${first}`];
  });
}

function wrongIn(
  { topic, from, to, events }: Stretch,
  userId: string,
  reference: Reference,
): string | undefined {
  const visibilities = reference.visibilityOf(topic, userId);
  const visibility = visibilities.atNumber(from);
  // The erasure of a person empties the events of their role. The person then reads as they may now.
  const isErased = reference
    .entries(topic)
    .slice(from, to)
    .some(({ event, isRedacted }) => isRedacted && event.subject === userId);
  // The last event may itself change the visibility: it is still delivered.
  if (to > from && !isErased && !visibilities.isSteady(from, to - 1))
    return "the visibility changed meanwhile";
  if (to > reference.head(topic)) return `the log ends at ${reference.head(topic)}`;
  const expected = reference.expected(topic, userId, { visibility, from, to });
  let next = 0;
  for (const { text, left, wasLost } of expected) {
    const seen = events[next] && JSON.stringify(events[next]);
    if (seen === text || (seen !== undefined && left.includes(seen))) next++;
    else if (!wasLost)
      return `with visibility ${visibility}: expected ${text}, saw ${seen ?? "nothing"}`;
  }
  return events.length > next
    ? `with visibility ${visibility}: saw more: ${JSON.stringify(events[next])}`
    : undefined;
}

/** Checks that two clients of one user got the same events wherever both followed the same log. */
export function judgeTogether(one: Watcher, other: Watcher, past: Past): string[] {
  if (past.generation > 0) return [];
  const seen = new Map<string, string>();
  const each = (
    { stretches }: Watcher,
    visit: (place: string, text: string, type: string) => void,
  ) => {
    for (const { topic, events } of stretches)
      for (const event of events) {
        if (reference.entries(topic)[event.number - 1]?.isRedacted) continue;
        visit(`${topic} ${event.number}`, JSON.stringify(event), event.type);
      }
  };
  const reference = past.now;
  const problems: string[] = [];
  each(one, (place, text) => void seen.set(place, text));
  each(other, (place, text, type) => {
    if (seen.has(place) && seen.get(place) !== text)
      problems.push(`${one.name} and ${other.name} saw different things at ${place} (${type})`);
  });
  return problems;
}

/**
 * Reports texts of tasks, messages or comments that reached a user who was not allowed to see them
 * by then, in any frame.
 */
export function judgeLeaks({ userId, name, marksSeen }: Watcher, past: Past): string[] {
  return [...marksSeen].flatMap(([mark, { generation, moment }]) => {
    const logs = past.between(Math.max(0, generation - 1), generation);
    if (logs.some((log, i) => log.mayKnow(userId, mark, i === 0 ? moment : log.moment))) return [];
    return [`${name} read of ${mark} after ${moment} commits, which was not for them`];
  });
}
