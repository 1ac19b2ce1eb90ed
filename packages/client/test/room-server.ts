import type { Message, Room, RoomMember } from "@taskwire/core/model";
import { aBoard, aMember, anEvent } from "./board-records.ts";
import { settled } from "./fake-runtime.ts";
import { setUp } from "./fake-socket.ts";
import { createLogServer, type Heard } from "./log-server.ts";

const at = "2026-01-01T00:00:00.000Z";
export const place = { boardId: "b", roomId: "r" };
const pageSize = 3;

export const aRoom = (version = 1, changes: Partial<Room> = {}): Room => ({
  id: "r",
  version,
  boardId: "b",
  name: "Showroom",
  archived: false,
  direct: null,
  createdBy: "bob",
  createdAt: at,
  ...changes,
});

export const aRoomMember = (userId: string, version = 1, name = userId): RoomMember => ({
  id: `r/${userId}`,
  version,
  roomId: "r",
  boardId: "b",
  userId,
  name,
  handle: null,
  addedBy: "bob",
  addedAt: at,
  since: 0,
});

/** A room on a simulated server, with a client of Ann, who is ADMIN_LIMITED. */
export async function startRoom({ messages = 0 } = {}) {
  const { client, greet, runtime, socket, sockets } = setUp();
  const posts = new Map<string, Message>();
  /** Number of the event that carries each post. */
  const numbers = new Map<string, number>();
  /** Ids of posts, by the key of their command. */
  const byKey = new Map<string, string>();
  /** `left`: how many more calls mark all notifications. */
  const readMarker = { messageId: "", number: 0, left: 0 };
  let lastId = 0;
  let role = "ADMIN_LIMITED";
  const list = () => [...posts.values()].sort((a, b) => (a.id < b.id ? 1 : -1));

  function put(type: string, message: Message): Message {
    // Records are sent without their version, which is the event's number.
    const { version: _, ...bare } = message;
    const number = server.head + 1;
    const { number: __, ...unnumbered } = bare;
    const carried = type === "message.posted" ? unnumbered : bare;
    if (message.deletedAt !== null) {
      server.redact(message.id);
      numbers.set(message.id, number);
    }
    server.append(anEvent(number, type, message.id, { message: carried }));
    const own = type === "message.posted" ? number : message.number;
    posts.set(message.id, { ...message, version: number, number: own });
    return posts.get(message.id) as Message;
  }

  function post(authorId: string, text: string, replyTo: string | null = null): Message {
    const id = `m${String(++lastId).padStart(4, "0")}`;
    numbers.set(id, server.head + 1);
    const fresh = {
      id,
      version: 0,
      number: 0,
      ...place,
      authorId,
      text,
      mentions: [],
      unreached: [],
      replyTo,
    };
    return put("message.posted", {
      ...fresh,
      createdAt: at,
      editedAt: null,
      deletedAt: null,
      deletedBy: null,
    });
  }

  const deleted = { text: "", deletedAt: at, deletedBy: "bob" };

  function page(before?: string) {
    const rest = list().filter(({ id }) => before === undefined || id < before);
    const shown = rest.slice(0, pageSize);
    const authors = [...new Set(shown.map(({ authorId }) => authorId))].map((id) => ({
      id,
      name: `${id} of old`,
    }));
    return {
      messages: shown,
      authors,
      next: rest.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  function answer({ operation, input, key }: Heard): unknown {
    const held = posts.get(input.messageId as string) as Message;
    switch (operation) {
      case "rooms.open": {
        const members = [aRoomMember("ann"), aRoomMember("bob")];
        const state = { board: aBoard(), me: aMember("ann", role), room: aRoom(), members };
        return {
          ...state,
          more: null,
          ...page(),
          readMarker: readMarker.messageId ? { ...place, userId: "ann", ...readMarker } : null,
        };
      }
      case "rooms.history":
        return page(input.before as string);
      case "rooms.read":
        readMarker.messageId = input.messageId as string;
        readMarker.number = posts.get(readMarker.messageId)?.number ?? 0;
        return {
          readMarker: { ...place, userId: "ann", ...readMarker },
          more: readMarker.left-- > 0,
        };
      case "messages.post": {
        const { text, replyTo } = input as { text: string; replyTo?: string };
        if (!byKey.has(key)) byKey.set(key, post("ann", text, replyTo ?? null).id);
        return posts.get(byKey.get(key) as string);
      }
      case "messages.edit":
        return put("message.edited", { ...held, text: input.text as string, editedAt: at });
      default:
        return put("message.deleted", { ...held, ...deleted });
    }
  }

  const server = createLogServer("room:r", answer);
  for (let i = 0; i < messages; i++) post(i % 2 ? "bob" : "ann", `old ${i}`);
  server.use(await greet());

  return {
    client: client,
    greet,
    runtime,
    socket,
    sockets,
    server,
    byKey,
    numbers,
    readMarker,
    post,
    edit: (id: string, text: string) =>
      put("message.edited", { ...(posts.get(id) as Message), text, editedAt: at }),
    remove: (id: string) => put("message.deleted", { ...(posts.get(id) as Message), ...deleted }),
    /** The server's messages, oldest first. */
    get messages() {
      return list().reverse();
    },
    setRole(next: string) {
      role = next;
    },
    /** Replaces the log with an empty one. */
    reset() {
      posts.clear();
      byKey.clear();
      server.reset();
    },
    async reconnect() {
      const before = sockets.length;
      socket().drop();
      while (sockets.length === before) await runtime.advance(runtime.waits[0] ?? 0);
      server.use(await greet());
    },
    /** Lets everything in flight arrive. */
    async calm() {
      let before = -1;
      while (before < socket().sent.length) {
        before = socket().sent.length;
        server.hear();
        while (server.waiting > 0) {
          server.read();
          server.answer();
        }
        server.deliver();
        await settled();
      }
    },
  };
}
