import type { RawSocket } from "./raw-socket.ts";

/** One connected client of the load. */
export interface LoadClient {
  readonly index: number;
  /** Number of its last event, or the count of its events if they have no numbers. */
  position: number;
  /** Number of events received since `fire` was called. */
  seen: number;
  cursor: string;
  /** Number of the last event of its own topic. */
  ownPosition: number;
  ready(): void;
  /** Called with the number of events that arrived. */
  got(count: number): void;
  /** Called when the person's own inbox has changed, or its count. */
  told(): void;
  failed(error: Error): void;
  result(id: number, text: string): void;
}

/** The protocol of one server, as the load needs it. */
export interface Dialect {
  /** The path of a client's upgrade request. */
  path(index: number): string;
  readonly protocol?: string;
  /** Authenticates and subscribes, once the socket is open. */
  greet(socket: RawSocket, person: LoadClient): void;
  read(payload: Buffer, socket: RawSocket, person: LoadClient): void;
  /** Causes one event for all clients. */
  fire(socket: RawSocket): void;
}

export const bare: Dialect = {
  path: () => "/",
  greet: (_socket, person) => person.ready(),
  read: (_payload, _socket, person) => person.got(1),
  fire: (socket) => socket.send("fire"),
};

/** A server that somebody wrote by hand: it knows the person, and sends an inbox too. */
export const handwritten = (boardId: string): Dialect => ({
  path: (index) => `/?user=${boardId}${index}`,
  greet: (_socket, person) => person.ready(),
  read: (payload, _socket, person) =>
    payload.toString("latin1", 0, 15) === '{"topic":"board' ? person.got(1) : person.told(),
  fire: () => {
    throw new Error("It has no events of its own");
  },
});

/** The packet types of engine.io and socket.io are the first characters of a frame. */
export const socketIo = (boardId: string): Dialect => ({
  path: (index) => `/socket.io/?EIO=4&transport=websocket&user=${boardId}${index}`,
  greet: (socket) => socket.send("40"),
  read(payload, socket, person) {
    const type = payload.toString("latin1", 0, 2);
    if (type === "42")
      payload.toString("latin1", 2, 10) === '["event"' ? person.got(1) : person.told();
    else if (type === "40") person.ready();
    else if (type[0] === "2") socket.send("3");
  },
  fire: (socket) => socket.send('42["fire"]'),
});

const bounds = /"from":(\d+),"to":(\d+)/;

/** How clients of taskwire behave. */
export interface TaskwireOptions {
  /** Continue from this cursor. */
  readonly after?: string;
  /** Follow the person's own topic too, as every client with a badge does. */
  readonly followsInbox?: boolean;
}

/** The part of taskwire's protocol that the bench needs. */
export function taskwire(
  boardId: string,
  { after, followsInbox = false }: TaskwireOptions = {},
): Dialect {
  const topic = `board:${boardId}`;
  const created = JSON.stringify({ boardId, title: "ลงทะเบียนรถยนต์ · register the vehicle" });
  let lastCall = 1_000_000;
  return {
    path: () => "/taskwire",
    protocol: "taskwire.v1",
    greet: (socket, person) =>
      socket.send(JSON.stringify({ type: "authenticate", token: `${boardId}${person.index}` })),
    read(payload, socket, person) {
      const start = payload.toString("latin1", 0, 400);
      if (start.startsWith('{"type":"events"')) {
        const [, from, to] = bounds.exec(start) ?? [];
        if (start.startsWith('"user:', 25)) {
          if (Number(from) !== person.ownPosition + 1)
            person.failed(new Error(`Had ${person.ownPosition} of the own topic, got ${from}`));
          person.ownPosition = Number(to);
          return person.told();
        }
        if (Number(from) !== person.position + 1)
          person.failed(new Error(`Had ${person.position}, got from ${from}`));
        person.position = Number(to);
        person.got(Number(to) - Number(from) + 1);
      } else if (start.startsWith('{"type":"result"')) {
        const id = Number(/"id":(\d+)/.exec(start)?.[1]);
        if (id < 1_000_000) person.result(id, payload.toString());
        else if (start.includes('"error":')) person.failed(new Error(payload.toString()));
      } else if (start.startsWith('{"type":"ping"')) {
        socket.send('{"type":"pong"}');
      } else if (start.startsWith('{"type":"welcome"')) {
        socket.send(
          JSON.stringify({ type: "subscribe", topic, ...(after !== undefined && { after }) }),
        );
      } else if (start.startsWith('{"type":"subscribed"')) {
        const { topic: which, cursor, number } = JSON.parse(payload.toString());
        if (which !== topic) {
          person.ownPosition = number ?? 0;
          return person.ready();
        }
        if (followsInbox)
          socket.send(`{"type":"subscribe","topic":"user:${boardId}${person.index}"}`);
        else person.ready();
        person.cursor = cursor;
        person.position = number ?? 0;
      } else if (start.startsWith('{"type":"inbox"')) {
        person.told();
      } else if (!start.startsWith('{"type":"rooms"')) {
        person.failed(new Error(payload.toString()));
      }
    },
    fire: (socket) =>
      socket.send(
        `{"type":"call","id":${++lastCall},"operation":"tasks.create","input":${created}}`,
      ),
  };
}
