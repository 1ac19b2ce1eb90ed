import { TaskwireError } from "@taskwire/core";
import type {
  Commit,
  CommitOutcome,
  EventsPage,
  EventsQuery,
  LoggedEvent,
  Storage,
} from "@taskwire/core/adapter";
import type { Counts } from "./counts.ts";
import { count, type Ground, happens, later } from "./ground.ts";

/** What the ports of a node have to know of it. */
export interface Life {
  readonly isDead: boolean;
}

/** Reads of the log in one simulated ms, over all nodes: more than any run needs. */
const mostReads = 5_000;

const never = () => new Promise<never>(() => {});

// Behind an await the compiler still believes in the state before it.
const isAway = ({ storage }: Ground): boolean => storage === "away";

/** The shared storage as one node reaches it: answers take their time, get lost with the node, and fail now and then. */
export function storageOf(ground: Ground, life: Life): Storage {
  const { disk, dice, runtime, counts, past } = ground;
  const lookedUp = new Map<string, number>();
  let furthest = 0;
  let readAt = 0;
  let reads = 0;

  /** Whoever reads the same again and again without a pause would never let the run go on. */
  function isEndless({ topic, after }: EventsQuery): boolean {
    reads = runtime.now() === readAt ? reads + 1 : 0;
    readAt = runtime.now();
    if (reads === mostReads)
      ground.problems.push(`${topic} is read endlessly, behind ${JSON.stringify(after)}`);
    return reads >= mostReads;
  }

  async function delay(): Promise<void> {
    if (happens(ground, "slowStorage")) await later(ground, dice.between(0, 60));
    while (ground.storage === "silent") await later(ground, 50);
    if (life.isDead) await never();
  }

  async function read<T>(run: () => Promise<T>): Promise<T> {
    await delay();
    if (isAway(ground) || happens(ground, "failedReads"))
      throw new TaskwireError("unavailable", "The storage is away.");
    const result = await run();
    await delay();
    return result;
  }

  async function commit(what: Commit): Promise<CommitOutcome> {
    // What has not reached the storage when its node dies is dropped.
    counts.droppedCommits++;
    await delay();
    counts.droppedCommits--;
    if (isAway(ground) || happens(ground, "failedCommits"))
      throw new TaskwireError("unavailable", "The storage is busy.", { retryAfterMs: 100 });
    const outcome = await disk.commit(what);
    if (outcome.status === "conflict") count(ground, "conflicts");
    if (outcome.status === "repeated") count(ground, "repeats");
    if (outcome.status === "committed") {
      count(ground, "commits");
      past.now.record(what, outcome.numbers);
      ground.committedAt = runtime.now();
      countWork(counts, what);
    }
    await delay();
    if (isAway(ground) || happens(ground, "lostAnswers"))
      throw new TaskwireError("unknown_outcome", "The answer was lost.");
    return outcome;
  }

  return {
    open: (collections) => disk.open(collections),
    async close() {},
    get(refs, key) {
      // A look-up of one membership alone is somebody's who begins to follow the board: a good moment to remove them.
      const [ref] = refs;
      if (refs.length === 1 && ref?.collection === "members" && ground.isRough) {
        const userId = ref.id.slice(ref.id.indexOf("/") + 1);
        lookedUp.set(userId, runtime.now());
        ground.lookedUp(userId);
      }
      return read(() => disk.get(refs, key));
    },
    list: (collection, query) => read(() => disk.list(collection, query)),
    heads: (topics) => read(() => disk.heads(topics)),
    trim: (what) => disk.trim(what),
    async events(query) {
      if (isEndless(query)) return never();
      const page = await read(async () => short(await disk.events(query), query, ground.plan.page));
      const from = query.after?.number ?? 0;
      // Behind where this node has been already: somebody catches up.
      if (from < furthest && page.status === "page")
        counts.removedInReplay += page.events.filter(
          ({ type, subject }) =>
            type === "member.removed" && runtime.now() - (lookedUp.get(subject) ?? 0) < 500,
        ).length;
      furthest = Math.max(furthest, from);
      return page;
    },
    commit,
  };
}

function countWork(counts: Counts, { events }: Commit): void {
  for (const { type } of events) {
    if (type.endsWith(".deleted")) counts.redactions++;
    else if (type === "message.posted") counts.messages++;
    else if (type === "comment.posted") counts.comments++;
    else if (type === "room.created") counts.rooms++;
    else if (type === "notification.created") counts.notifications++;
    else if (type === "notification.changed") counts.settled++;
    else if (type === "preference.changed") counts.preferences++;
  }
}

const commandOf = (event: LoggedEvent | undefined) => event?.id.replace(/\.\d+$/, "");

/** A page of so many commands: replays have many pages that way. */
function short(page: EventsPage, { after }: EventsQuery, commands: number): EventsPage {
  if (page.status === "gone" || !after || commands === 0) return page;
  let left = commands;
  const end = page.events.findIndex(
    (event, place) =>
      place > 0 && commandOf(event) !== commandOf(page.events[place - 1]) && --left === 0,
  );
  return { ...page, events: end < 0 ? page.events : page.events.slice(0, end) };
}
