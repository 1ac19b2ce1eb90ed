import {
  carriedIn,
  type Level,
  type Notification,
  type Preference,
  type Reason,
  userTopic,
} from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { isNewer } from "../event-records.ts";
import { followOwn } from "../follow-own.ts";
import { keep } from "../keep.ts";
import { createPaging } from "../paging.ts";
import { readAll } from "../read-all.ts";
import { createRecordList, type RecordPage } from "../record-list.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";

/**
 * An inbox at one moment. It never changes. If a part stays equal, the next snapshot has the same
 * object.
 */
export interface InboxSnapshot {
  readonly status: "loading" | "ready" | "gone";
  /** Newest first. */
  readonly notifications: readonly Notification[];
  /** The number of unread notifications. The server counts them, up to 1000. */
  readonly unread: number;
  /**
   * My preferences by target: `board:<id>`, `room:<id>`, `task:<id>`, and `me` for the times at which
   * channels send. For a target that is missing here, the default applies.
   */
  readonly preferences: { readonly [target: string]: Preference };
  /** Whether there are older notifications, which `loadMore()` adds. */
  readonly hasMore: boolean;
  /** Set if the inbox can't be loaded now, or if the client has stopped. */
  readonly error?: TaskwireError;
}

/**
 * Selects the notifications to mark as read: those up to a number, those of a room, or those about
 * a task. Without any field, all notifications.
 */
export interface ReadWhich {
  readonly upTo?: number;
  readonly roomId?: string;
  readonly taskId?: string;
}

type Weekday = NonNullable<Preference["digest"]>["days"][number];

/** A change of my preferences. */
export interface Wish {
  readonly level?: Level | null;
  /** ISO 8601. */
  readonly muteUntil?: string | null;
  /** Reasons that I am not notified for: taskwire's own, and those that the app declares. */
  readonly off?: readonly (Reason | (string & {}))[];
  /** The IANA name of the zone of `quiet` and `digest`. Only for the target `me`, as they are. */
  readonly timeZone?: string | null;
  /** The hours in which channels send nothing, e.g. `20:00` to `08:00`. Without `days`: every day. */
  readonly quiet?:
    | readonly {
        readonly days?: readonly Weekday[];
        readonly from: string;
        readonly until: string;
      }[]
    | null;
  /** The time at which channels send everything together. Null: as it comes. */
  readonly digest?: { readonly at: string; readonly days?: readonly Weekday[] } | null;
}

/**
 * The inbox of the person who is connected, up to date, in the shape that React's
 * `useSyncExternalStore` takes. Its methods reject with the same errors as a call.
 */
export interface InboxStore extends SnapshotSource<InboxSnapshot> {
  /** Adds the next older notifications. */
  loadMore(): Promise<void>;
  /** Marks these notifications as read. */
  read(ids: readonly string[]): Promise<void>;
  /** Marks all notifications as read, or a part of them. */
  readAll(which?: ReadWhich): Promise<void>;
  /** Marks these notifications as done. */
  done(ids: readonly string[]): Promise<void>;
  /**
   * Sets my preferences for a board, a room or a task; or, with the target `me`, the times at which
   * channels such as mail may send to me. Fields that are left out stay as they are; null sets the
   * default again.
   */
  prefer(target: string, wish: Wish): Promise<void>;
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

/** A number of unread notifications, and the number of the log at which the server counted it. */
interface Count {
  readonly unread: number;
  readonly at: number;
}

interface InboxPage {
  readonly notifications: readonly Notification[];
  readonly next: string | null;
}

type InboxState = InboxPage & Count & { readonly cursor: string };

/** The maximum number of notifications that one call may name. */
const maxIds = 250;

const pageOf = ({ notifications, next }: InboxPage): RecordPage<Notification> => ({
  records: notifications,
  next,
});

export function createInboxStore(client: ClientCore): InboxStore {
  const records = createRecordList<Notification>();
  const load = createPaging(
    records,
    async (after) => pageOf((await client.call("inbox.list", { after })) as InboxPage),
    () => changed(),
  );
  let count: Count = { unread: 0, at: -1 };
  let preferences: { readonly [target: string]: Preference } = {};
  let notifications: readonly Notification[] = [];
  let status: InboxSnapshot["status"] = "loading";
  let error: TaskwireError | undefined;
  const { show, ...source } = createSnapshotSource(client, draw(), start);

  function draw(): InboxSnapshot {
    const { unread } = count;
    const hasMore = records.hasOlder;
    notifications = keep(notifications, [...records.list].reverse());
    return { status, notifications, unread, preferences, hasMore };
  }

  const changed = () => show(draw(), error);

  // Counts may arrive in the wrong order. The newest one is the one with the highest event number
  // (`at`).
  function takeCount({ unread, at }: Count) {
    if (at >= count.at) count = { unread, at };
  }

  // After this, the next count is accepted whatever its number is, because it may belong to another
  // log.
  const forgetCountNumber = () => {
    count = { ...count, at: -1 };
  };

  function putPreference(preference: Preference) {
    const { target } = preference;
    if (isNewer(preference, preferences[target]))
      preferences = { ...preferences, [target]: preference };
  }

  async function readPreferences(ending: {
    readonly signal: AbortSignal;
  }): Promise<readonly Preference[]> {
    const input = { limit: 200 };
    type All = { readonly preferences: readonly Preference[] };
    return (await readAll<All>(client, "preferences.list", input, ending, "next")).preferences;
  }

  function start() {
    const removals = [
      client.onFrame("inbox", (frame) => {
        takeCount(frame);
        changed();
      }),
      // The server counts again for each subscription.
      client.onFrame("subscribed", ({ topic }) => {
        if (client.welcome && topic === userTopic(client.welcome.user.id)) forgetCountNumber();
      }),
    ];

    function gone(reason: TaskwireError) {
      records.replace({ records: [], next: null });
      count = { unread: 0, at: -1 };
      preferences = {};
      status = "gone";
      error = reason;
      changed();
    }

    const followings = [
      followOwn<InboxState>(client, {
        open(ending) {
          // A count that arrives during this call may be newer or older than the result of the
          // call.
          forgetCountNumber();
          return client.call("inbox.open", {}, ending) as Promise<InboxState>;
        },
        cursorOf: ({ cursor }) => cursor,
        replace(state) {
          records.replace(pageOf(state));
          takeCount(state);
          status = "ready";
          error = undefined;
          changed();
        },
        apply(events) {
          for (const event of events) {
            // In the event of a new notification, the notification has no `number`: it is the
            // number of the event.
            for (const { collection, record } of carriedIn(event))
              if (collection === "notifications")
                records.put(Object.assign({ number: event.number }, record));
            if (event.type === "notification.expired" && event.data)
              for (const { id } of event.data.notifications as { id: string }[]) records.remove(id);
          }
          changed();
        },
        failed(reason) {
          error = reason;
          changed();
        },
        gone,
      }),
      // Preferences are read after the inbox, because a page does not need them first.
      followOwn<readonly Preference[]>(client, {
        open: readPreferences,
        replace(all) {
          preferences = {};
          for (const preference of all) putPreference(preference);
          changed();
        },
        apply(events) {
          for (const { collection, record } of events.flatMap((event) => [...carriedIn(event)]))
            if (collection === "preferences") putPreference(record);
          changed();
        },
        failed(reason) {
          error = reason;
          changed();
        },
        gone() {},
      }),
    ];

    return () => {
      for (const remove of removals) remove();
      for (const following of followings) following.leave();
    };
  }

  /** Repeats a command that changes a part of the notifications, until none is left. */
  async function runToEnd(operation: string, input: object): Promise<void> {
    let more = true;
    while (more) {
      const result = (await client.call(operation, input)) as {
        readonly changed: number;
        readonly more: boolean;
      };
      more = result.more && result.changed > 0;
    }
  }

  async function runFor(operation: string, ids: readonly string[]): Promise<void> {
    for (let i = 0; i < ids.length; i += maxIds)
      await runToEnd(operation, { ids: ids.slice(i, i + maxIds) });
  }

  return {
    ...source,
    loadMore: load,
    read: (ids) => runFor("inbox.read", ids),
    readAll: (which = {}) => runToEnd("inbox.read", which),
    done: (ids) => runFor("inbox.done", ids),
    async prefer(target, wish) {
      putPreference((await client.call("preferences.set", { target, ...wish })) as Preference);
      changed();
    },
  };
}
