import type { TaskwireError } from "@taskwire/core/protocol";
import type { App } from "../app.ts";
import type { ClientCore } from "../client.ts";
import type { Following } from "../follow.ts";
import { followOwn } from "../follow-own.ts";
import { keep } from "../keep.ts";
import { followOwnBoards } from "../own-boards.ts";
import { createPaging } from "../paging.ts";
import { createPause } from "../pause.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";
import { touchedOnBoard, touchedOwn } from "./concerns.ts";
import { listNames, type WorkListName, type WorkLists } from "./entries.ts";
import { createWorkList, type WorkList, type WorkPage } from "./work-list.ts";

/** A person's work at one moment. It never changes; parts that are the same in the next one stay the same objects. */
export interface WorkSnapshot<A extends App = App> extends WorkLists<A> {
  readonly status: "loading" | "ready" | "gone";
  /** The lists that have more entries, which `loadMore()` adds. */
  readonly hasMore: { readonly [Name in WorkListName]: boolean };
  /** Why it can't be loaded now, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

/** A person's work that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface WorkStore<A extends App = App> extends SnapshotSource<WorkSnapshot<A>> {
  /**
   * Adds the next entries of a list, up to 500 in all. Rejects with the same errors as
   * `client.call`.
   */
  loadMore(list: WorkListName): Promise<void>;
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

type Answer = WorkLists & { readonly more: { readonly [Name in WorkListName]: string | null } };
type Pages = Map<WorkListName, WorkPage<object>>;
type Ending = { readonly signal: AbortSignal };

export function createWorkStore(client: ClientCore): WorkStore {
  const lists: { readonly [Name in WorkListName]: WorkList<WorkLists[Name][number]> } = {
    decide: createWorkList(({ task }) => task.id),
    steps: createWorkList(({ subtask }) => subtask.id),
    asked: createWorkList(({ task }) => task.id),
    mentions: createWorkList(({ id }) => id),
  };
  const held = (): WorkLists => ({
    decide: lists.decide.entries,
    steps: lists.steps.entries,
    asked: lists.asked.entries,
    mentions: lists.mentions.entries,
  });
  const listOf = (name: WorkListName) => lists[name] as WorkList<object>;
  const load = new Map(
    listNames.map((name) => [
      name,
      createPaging(
        listOf(name),
        async (after) => {
          const input = { list: name, after };
          return pageIn((await client.call("work.open", input)) as Answer, name);
        },
        changed,
      ),
    ]),
  );
  let hasMore: WorkSnapshot["hasMore"] | undefined;
  let status: WorkSnapshot["status"] = "loading";
  let error: TaskwireError | undefined;
  /** The lists that may have changed since they were last read. */
  const stale = new Set<WorkListName>();
  /** The lists that are being read. */
  let reading: readonly WorkListName[] = [];
  let areBoardsStale = true;
  let own: Following;
  const pause = createPause(client.runtime, () => own.reopen());
  const boards = followOwnBoards(client, {
    joined: () => refresh(listNames),
    apply(events) {
      const { welcome } = client;
      if (welcome) for (const event of events) refresh(touchedOnBoard(event, held(), welcome));
    },
    left: () => refresh(listNames),
  });
  const { show, ...source } = createSnapshotSource<WorkSnapshot>(client, draw(), start);

  function draw(): WorkSnapshot {
    const { decide, steps, asked, mentions } = lists;
    hasMore = keep(hasMore, {
      decide: decide.hasMore,
      steps: steps.hasMore,
      asked: asked.hasMore,
      mentions: mentions.hasMore,
    });
    return { status, ...held(), hasMore };
  }

  function changed() {
    show(draw(), error);
  }

  /** Reads these lists again, as soon as the pause allows it. */
  function refresh(names: Iterable<WorkListName>) {
    for (const name of names) stale.add(name);
    if (stale.size > 0 && reading.length === 0) pause.request();
  }

  /** Follows the person's boards, and only these. */
  async function joinBoards(ending: Ending) {
    areBoardsStale = false;
    await boards.read(ending).catch((reason) => {
      areBoardsStale = true;
      throw reason;
    });
  }

  async function readList(name: WorkListName, first: Answer | undefined, ending: Ending) {
    const wanted = Math.max(1, listOf(name).entries.length);
    let page = first && pageIn(first, name);
    while (!page || (page.next !== null && page.entries.length < wanted)) {
      const input = { list: name, ...(page && { after: page.next }) };
      const { entries, next } = pageIn(
        (await client.call("work.open", input, ending)) as Answer,
        name,
      );
      page = { entries: [...(page?.entries ?? []), ...entries], next };
    }
    return page;
  }

  async function read(ending: Ending): Promise<Pages> {
    // A read that was given up has brought nothing.
    for (const name of reading) stale.add(name);
    reading = listNames;
    if (areBoardsStale) await joinBoards(ending);
    reading = stale.size > 0 ? [...stale] : listNames;
    stale.clear();
    pause.begin();
    const isAll = reading.length === listNames.length;
    const first = isAll ? ((await client.call("work.open", {}, ending)) as Answer) : undefined;
    const pages: Pages = new Map();
    for (const name of reading) pages.set(name, await readList(name, first, ending));
    return pages;
  }

  function start() {
    for (const name of listNames) stale.add(name);
    areBoardsStale = true;
    const removals = [
      client.onFrame("rooms", ({ heads }) => {
        // A message of mine may answer a mention.
        if (lists.mentions.entries.some(({ roomId }) => roomId !== null && roomId in heads))
          refresh(["mentions"]);
      }),
      // Events of the person's own topic are missing.
      client.onFrame("reload", ({ topic }) => {
        if (topic.startsWith("user:")) refresh(listNames);
      }),
    ];

    own = followOwn<Pages>(client, {
      open: read,
      replace(pages) {
        reading = [];
        for (const [name, page] of pages) listOf(name).replace(page);
        status = "ready";
        error = undefined;
        changed();
        refresh([]);
      },
      apply(events) {
        for (const event of events) {
          areBoardsStale ||= /^user\.(joined|left)$/.test(event.type);
          refresh(touchedOwn(event, held(), boards.isFollowed));
        }
      },
      failed(reason) {
        if (reason) {
          for (const name of reading) stale.add(name);
          reading = [];
        }
        error = reason;
        changed();
      },
      gone(reason) {
        stop();
        for (const name of listNames) listOf(name).replace({ entries: [], next: null });
        status = "gone";
        error = reason;
        changed();
      },
    });

    function stop() {
      pause.cancel();
      reading = [];
      for (const remove of removals) remove();
      own.leave();
      boards.leave();
    }

    return stop;
  }

  return {
    ...source,
    loadMore: (list) => load.get(list)?.() ?? Promise.resolve(),
  };
}

const pageIn = (answer: Answer, name: WorkListName): WorkPage<object> => ({
  entries: answer[name],
  next: answer.more[name],
});
