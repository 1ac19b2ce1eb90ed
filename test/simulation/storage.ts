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
import { count, happens, later, type RunContext } from "./run-context.ts";

/** A node's state, as its storage and transport see it. */
export interface NodeState {
  readonly isDead: boolean;
}

/** Most reads of the log in one simulated ms, over all nodes. Any sound run needs fewer. */
const maxReadsPerMs = 5_000;

const never = () => new Promise<never>(() => {});

// A function, because TypeScript narrows the field and ignores that it may change across an
// `await`.
const isAway = ({ storage }: RunContext): boolean => storage === "away";

/**
 * The shared storage as seen by one node. Answers are late, are lost when the node dies, and fail
 * now and then.
 */
export function storageOf(context: RunContext, life: NodeState): Storage {
  const { disk, dice, runtime, counts, past } = context;
  const lookedUp = new Map<string, number>();
  let furthest = 0;
  let readAt = 0;
  let reads = 0;

  /**
   * Detects a node that reads the same page again and again, which would stop the simulated clock
   * forever.
   */
  function isEndless({ topic, after }: EventsQuery): boolean {
    reads = runtime.now() === readAt ? reads + 1 : 0;
    readAt = runtime.now();
    if (reads === maxReadsPerMs)
      context.problems.push(`${topic} is read endlessly, behind ${JSON.stringify(after)}`);
    return reads >= maxReadsPerMs;
  }

  async function delay(): Promise<void> {
    if (happens(context, "slowStorage")) await later(context, dice.between(0, 60));
    while (context.storage === "silent") await later(context, 50);
    if (life.isDead) await never();
  }

  async function read<T>(run: () => Promise<T>): Promise<T> {
    await delay();
    if (isAway(context) || happens(context, "failedReads"))
      throw new TaskwireError("unavailable", "The storage is away.");
    const result = await run();
    await delay();
    return result;
  }

  async function commit(what: Commit): Promise<CommitOutcome> {
    // A commit is dropped if its node dies before it reaches the storage.
    counts.droppedCommits++;
    await delay();
    counts.droppedCommits--;
    if (isAway(context) || happens(context, "failedCommits"))
      throw new TaskwireError("unavailable", "The storage is busy.", { retryAfterMs: 100 });
    const outcome = await disk.commit(what);
    if (outcome.status === "conflict") count(context, "conflicts");
    if (outcome.status === "repeated") count(context, "repeats");
    if (outcome.status === "committed") {
      count(context, "commits");
      past.now.record(what, outcome.numbers);
      context.committedAt = runtime.now();
      context.times.push(runtime.now());
      countWork(counts, what);
    }
    await delay();
    if (isAway(context) || happens(context, "lostAnswers"))
      throw new TaskwireError("unknown_outcome", "The answer was lost.");
    return outcome;
  }

  return {
    open: (collections) => disk.open(collections),
    async close() {},
    get(refs, key) {
      // Looking up a single membership means that somebody begins to follow the board: a good
      // moment to remove them.
      const [ref] = refs;
      if (refs.length === 1 && ref?.collection === "members" && context.hasFaults) {
        const userId = ref.id.slice(ref.id.indexOf("/") + 1);
        lookedUp.set(userId, runtime.now());
        context.onMemberRead(userId);
      }
      return read(() => disk.get(refs, key));
    },
    // A node reads over all boards only while it opens. If that failed, its host would start it again.
    list: (collection, query) =>
      collection === "tasks" && Object.keys(query.equals).length === 0
        ? disk.list(collection, query)
        : read(() => disk.list(collection, query)),
    count: (collection, query) => read(() => disk.count(collection, query)),
    heads: (topics) => read(() => disk.heads(topics)),
    trim(what) {
      // Old events of people's own logs are deleted, and the logs of deleted places and erased people.
      if ("topic" in what) past.now.trim(what.topic, past.now.head(what.topic));
      return disk.trim(what);
    },
    async events(query) {
      if (isEndless(query)) return never();
      const page = await read(async () =>
        short(await disk.events(query), query, context.plan.page),
      );
      const from = query.after?.number ?? 0;
      // The node was already further ahead, so this read is a replay.
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
  for (const { type, topic, data, subject, actor } of events) {
    if (type === "message.deleted" || type === "comment.deleted") counts.redactions++;
    else if (type === "task.deleted") counts.taskDeletions++;
    else if (type === "room.deleted") counts.roomDeletions++;
    else if (type === "board.deleted") counts.boardDeletions++;
    else if (type === "board.edited" && data.includes('"archived":true')) counts.archives++;
    else if (type === "notification.expired") counts.expired++;
    else if (type === "member.removed" && topic.startsWith("room:") && subject === actor)
      counts.leaves++;
    else if (type === "message.posted") counts.messages++;
    else if (type === "comment.posted") counts.comments++;
    else if (type === "room.created") counts.rooms++;
    else if (type === "task.nudged") counts.nudges++;
    else if (type === "notification.created") counts.notifications++;
    else if (type === "notification.changed") counts.resolved++;
    else if (type === "preference.changed") counts.preferences++;
  }
}

const commandOf = (event: LoggedEvent | undefined) => event?.id.replace(/\.\d+$/, "");

/** Cuts a page to so many commands, so that replays have many pages. */
function short(page: EventsPage, { after }: EventsQuery, commands: number): EventsPage {
  if (page.status === "gone" || !after || commands === 0) return page;
  let left = commands;
  const end = page.events.findIndex(
    (event, place) =>
      place > 0 && commandOf(event) !== commandOf(page.events[place - 1]) && --left === 0,
  );
  return { ...page, events: end < 0 ? page.events : page.events.slice(0, end) };
}
