import type { Stretch } from "../recording.ts";
import type { Past } from "../reference/past.ts";
import type { Reference } from "../reference/reference.ts";
import type { Watcher } from "../watcher.ts";

/** What a client saw of the logs, judged by the reference. Returns what is wrong. */
export function judgeStretches({ userId, name, stretches }: Watcher, past: Past): string[] {
  return stretches.flatMap((stretch) => {
    // Of the logs that there were meanwhile it fits one, and no mixture.
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
  const sights = reference.sights(topic, userId);
  const sight = sights.atNumber(from);
  // The last event may be the one that changes the sight: it is still delivered.
  if (to > from && !sights.isSteady(from, to - 1)) return "their sight changed on the way";
  if (to > reference.head(topic)) return `the log ends at ${reference.head(topic)}`;
  const expected = reference.expected(topic, userId, { sight, from, to });
  for (const [i, { text, redacted }] of expected.entries()) {
    const seen = events[i] && JSON.stringify(events[i]);
    if (seen !== text && (seen === undefined || seen !== redacted))
      return `seeing ${sight}: expected ${text}, saw ${seen ?? "nothing"}`;
  }
  return events.length > expected.length
    ? `seeing ${sight}: saw more: ${JSON.stringify(events[expected.length])}`
    : undefined;
}

/** Whether two clients of one person saw the same wherever both were looking at one log. */
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

/** Whether anything of a task, a message or a comment reached somebody who was never to see it by then, in whatever frame. */
export function judgeLeaks({ userId, name, marksSeen }: Watcher, past: Past): string[] {
  return [...marksSeen].flatMap(([mark, { generation, moment }]) => {
    const logs = past.between(Math.max(0, generation - 1), generation);
    if (logs.some((log, i) => log.mayKnow(userId, mark, i === 0 ? moment : log.moment))) return [];
    return [`${name} read of ${mark} after ${moment} commits, which was not for them`];
  });
}
