import type { Event } from "../../src/model/event.ts";
import type { Notification } from "../../src/model/notification.ts";
import { userTopic } from "../../src/model/topic.ts";
import type { PreparedFrame } from "../../src/session/link.ts";
import type { Office } from "./office.ts";

type Held = Map<string, Notification>;
type Frame = { readonly type: string; readonly events?: readonly Event[]; readonly to?: number };

/**
 * Follows the inbox of a person on every path, and tells whether all of them show the same. Every
 * pushed version is kept, so that a change without an event is noticed.
 */
export async function followPaths({ taskwire, runtime, as }: Office, userId: string) {
  const begin = (await as(userId).inbox.open()).cursor;
  const open = (after: string) => {
    const held: Held = new Map();
    const texts: string[] = [];
    const link = {
      send(frame: string | PreparedFrame) {
        const text = typeof frame === "string" ? frame : frame.text;
        texts.push(text);
        const { type, events = [] } = JSON.parse(text) as Frame;
        if (type === "events") for (const event of events) fold(held, event);
      },
      buffered: () => 0,
      drained: async () => {},
      close() {},
    };
    const session = taskwire.sessions.connect(link, {
      authenticate: async (token) => ({ userId: token }),
      token: userId,
    });
    return { held, texts, session, after };
  };
  const follow = async (after: string) => {
    const connection = open(after);
    await runtime.settle();
    connection.session.receive(
      JSON.stringify({ type: "subscribe", topic: userTopic(userId), after }),
    );
    await runtime.settle();
    return connection;
  };
  const live = await follow(begin);

  /** The notifications since the beginning, as each path shows them. */
  async function all(): Promise<{ readonly [path: string]: readonly Notification[] }> {
    await runtime.settle();
    const replay = await follow(begin);
    replay.session.ended();
    const listed = (await as(userId).inbox.list({ limit: 200 })).notifications;
    const since = listed.filter(({ id }) => live.held.has(id));
    const opened = (await as(userId).inbox.open()).notifications;
    const explained: Notification[] = [];
    for (const { id, eventId } of since) {
      const { notification } = await as(userId).notifications.explain({ eventId });
      explained.push(
        notification?.id === id ? notification : (since.find((one) => one.id === id) as never),
      );
    }
    const exported: Notification[] = [];
    for await (const { collection, record } of taskwire.users.export(userId))
      if (collection === "notifications") exported.push(record as unknown as Notification);
    const inOrder = (some: Iterable<Notification>) =>
      [...some].sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      list: inOrder(since),
      push: inOrder(live.held.values()),
      replay: inOrder(replay.held.values()),
      // It returns the newest 50, so the older ones come from the list.
      open: inOrder(since.map((one) => opened.find(({ id }) => id === one.id) ?? one)),
      explain: inOrder(explained),
      export: inOrder(exported.filter(({ id }) => live.held.has(id))),
    };
  }

  return {
    all,
    /** All that was pushed, and all that a connection from the beginning gets now. */
    async texts(): Promise<{ readonly live: string; readonly replay: string }> {
      const replay = await follow(begin);
      replay.session.ended();
      return { live: live.texts.join("\n"), replay: replay.texts.join("\n") };
    },
    end: () => live.session.ended(),
  };
}

function fold(held: Held, { number, data, put }: Event): void {
  if (put?.notification !== "notifications") return;
  const record = data.notification as Omit<Notification, "number">;
  held.set(record.id, { number, ...record, version: number } as Notification);
}
