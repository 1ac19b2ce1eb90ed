import {
  type Level,
  type Notification,
  type Preference,
  type Reason,
  recordsIn,
  userTopic,
} from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { isNews } from "../event-records.ts";
import { followOwn } from "../follow-own.ts";
import { keep } from "../keep.ts";
import { createPages, type PageOf } from "../pages.ts";
import { createPaging } from "../paging.ts";
import { createShown, type Shown } from "../shown.ts";

/** An inbox at one moment. Never changed; what hasn't changed since the last one is the same object. */
export interface InboxSnapshot {
  readonly status: "loading" | "ready" | "gone";
  /** Newest first. */
  readonly notifications: readonly Notification[];
  /** How many are unread, counted by the server up to 1000. */
  readonly unread: number;
  /** What I want to be told, by target: `board:<id>`, `room:<id>`, `task:<id>`. A target without one has the default. */
  readonly preferences: { readonly [target: string]: Preference };
  /** Whether there are older ones: `loadMore()` brings them. */
  readonly hasMore: boolean;
  /** What is in the way of loading it, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

/** Which notifications were read: all up to one, of one room, about one task; none of these: all. */
export interface ReadWhich {
  readonly upTo?: string;
  readonly roomId?: string;
  readonly taskId?: string;
}

/** A person's own inbox, kept up to date, in the shape that React's `useSyncExternalStore` takes. All calls reject as calls do. */
export interface InboxStore extends Shown<InboxSnapshot> {
  /** Adds the next older ones. */
  loadMore(): Promise<void>;
  /** Says that these were read. */
  read(ids: readonly string[]): Promise<void>;
  /** Says that all were read, or all of a part. */
  readAll(which?: ReadWhich): Promise<void>;
  /** Puts these away. */
  done(ids: readonly string[]): Promise<void>;
  /** Says what I want to be told of a board, a room or a task. What is left out stays as it is; null takes it back. */
  prefer(
    target: string,
    wish: { level?: Level | null; muteUntil?: string | null; off?: readonly Reason[] },
  ): Promise<void>;
  /** Gives it up. */
  close(): void;
}

interface Counted {
  readonly unread: number;
  readonly at: number;
}

interface InboxPage {
  readonly notifications: readonly Notification[];
  readonly next: string | null;
}

type InboxState = InboxPage & Counted & { readonly cursor: string };

/** Rows that one call may name. */
const mostRows = 250;

const pageOf = ({ notifications, next }: InboxPage): PageOf<Notification> => ({
  records: notifications,
  next,
});

export function createInboxStore(client: ClientCore): InboxStore {
  const rows = createPages<Notification>();
  const ended = new AbortController();
  const paging = createPaging(
    rows,
    async (after) => pageOf((await client.call("inbox.list", { after }, ended)) as InboxPage),
    () => changed(),
  );
  let counted: Counted = { unread: 0, at: -1 };
  let preferences: { readonly [target: string]: Preference } = {};
  let notifications: readonly Notification[] = [];
  let progress: Pick<InboxSnapshot, "status"> & { readonly error: TaskwireError | undefined } = {
    status: "loading",
    error: undefined,
  };
  const { show, ...shown } = createShown(draw());

  function draw(): InboxSnapshot {
    const { status, error } = progress;
    notifications = keep(notifications, [...rows.list].reverse());
    const { unread } = counted;
    return {
      status,
      notifications,
      unread,
      preferences,
      hasMore: rows.hasOlder,
      ...(error && { error }),
    };
  }

  function changed(change: Partial<typeof progress> = {}) {
    progress = { ...progress, ...change };
    show(draw());
  }

  // Counts overtake each other; the one that was taken at the highest number of the log holds.
  function count({ unread, at }: Counted) {
    if (at >= counted.at) counted = { unread, at };
  }

  function putPreference(preference: Preference) {
    const { target } = preference;
    if (isNews(preference, preferences[target]))
      preferences = { ...preferences, [target]: preference };
  }

  async function readPreferences(ending: {
    readonly signal: AbortSignal;
  }): Promise<readonly Preference[]> {
    const all: Preference[] = [];
    let after: string | null | undefined;
    while (after !== null) {
      const input = { limit: 200, ...(after !== undefined && { after }) };
      const page = (await client.call("preferences.list", input, ending)) as {
        preferences: readonly Preference[];
        next: string | null;
      };
      all.push(...page.preferences);
      after = page.next;
    }
    return all;
  }

  // Who follows it anew is told anew: what was counted before may be of another log, and its number compares with none.
  const countAnew = () => {
    counted = { ...counted, at: -1 };
  };
  const stopHearing = [
    client.onFrame("inbox", (frame) => {
      count(frame);
      changed();
    }),
    client.onFrame("subscribed", ({ topic }) => {
      if (client.welcome && topic === userTopic(client.welcome.user.id)) countAnew();
    }),
  ];

  const gone = (error: TaskwireError) => {
    ended.abort();
    rows.replace({ records: [], next: null });
    counted = { unread: 0, at: -1 };
    preferences = {};
    changed({ status: "gone", error });
  };

  const followings = [
    followOwn<InboxState>(client, {
      open(ending) {
        // What is counted from here on is newer than the answer, or older.
        countAnew();
        return client.call("inbox.open", {}, ending) as Promise<InboxState>;
      },
      cursorOf: ({ cursor }) => cursor,
      replace(state) {
        rows.replace(pageOf(state));
        paging.reset();
        count(state);
        changed({ status: "ready", error: undefined });
      },
      apply(events) {
        for (const { collection, record } of events.flatMap((event) => [...recordsIn(event)]))
          if (collection === "notifications") rows.put(record);
        changed();
      },
      failed: (error) => changed({ error }),
      gone,
    }),
    // Few, and no hurry: they are read when the inbox is there.
    followOwn<readonly Preference[]>(client, {
      open: readPreferences,
      replace(all) {
        preferences = {};
        for (const preference of all) putPreference(preference);
        changed();
      },
      apply(events) {
        for (const { collection, record } of events.flatMap((event) => [...recordsIn(event)]))
          if (collection === "preferences") putPreference(record);
        changed();
      },
      failed: (error) => changed({ error }),
      gone() {},
    }),
  ];

  /** Commands that change so many rows at a time are asked until there are no more. */
  async function ask(operation: string, input: object): Promise<void> {
    let more = true;
    while (more) {
      const answer = (await client.call(operation, input)) as {
        readonly changed: number;
        readonly more: boolean;
      };
      more = answer.more && answer.changed > 0;
    }
  }

  async function askFor(operation: string, ids: readonly string[]): Promise<void> {
    for (let i = 0; i < ids.length; i += mostRows)
      await ask(operation, { ids: ids.slice(i, i + mostRows) });
  }

  return {
    ...shown,
    loadMore: () => (progress.status === "ready" ? paging.load() : Promise.resolve()),
    read: (ids) => askFor("inbox.read", ids),
    readAll: (which = {}) => ask("inbox.read", which),
    done: (ids) => askFor("inbox.done", ids),
    async prefer(target, wish) {
      putPreference((await client.call("preferences.set", { target, ...wish })) as Preference);
      changed();
    },
    close() {
      ended.abort();
      for (const stop of stopHearing) stop();
      for (const following of followings) following.leave();
    },
  };
}
