import type { RawSocket } from "./raw-socket.ts";

/** One connected client of the load. */
export interface LoadClient {
  readonly index: number;
  /** Number of its last event, or the count of its events if they have no numbers. */
  position: number;
  /** Number of events received since `fire` was called. */
  seen: number;
  cursor: string;
  ready(): void;
  /** Called with the number of events that arrived. */
  got(count: number): void;
  failed(error: Error): void;
  result(id: number, text: string): void;
}

/** The protocol of one server, as the load needs it. */
export interface Dialect {
  readonly path: string;
  readonly protocol?: string;
  /** Authenticates and subscribes, once the socket is open. */
  greet(socket: RawSocket, person: LoadClient): void;
  read(payload: Buffer, socket: RawSocket, person: LoadClient): void;
  /** Causes one event for all clients. */
  fire(socket: RawSocket): void;
}

export const bare: Dialect = {
  path: "/",
  greet: (_socket, person) => person.ready(),
  read: (_payload, _socket, person) => person.got(1),
  fire: (socket) => socket.send("fire"),
};

/** The packet types of engine.io and socket.io are the first characters of a frame. */
export const socketIo: Dialect = {
  path: "/socket.io/?EIO=4&transport=websocket",
  greet: (socket) => socket.send("40"),
  read(payload, socket, person) {
    const type = payload.toString("latin1", 0, 2);
    if (type === "42") person.got(1);
    else if (type === "40") person.ready();
    else if (type[0] === "2") socket.send("3");
  },
  fire: (socket) => socket.send('42["fire"]'),
};

const bounds = /"from":(\d+),"to":(\d+)/;

/** The part of taskwire's protocol that the bench needs. */
export function taskwire(boardId: string, after?: string): Dialect {
  const topic = `board:${boardId}`;
  const created = JSON.stringify({ boardId, title: "ลงทะเบียนรถยนต์ · register the vehicle" });
  let lastCall = 1_000_000;
  return {
    path: "/taskwire",
    protocol: "taskwire.v1",
    greet: (socket, person) =>
      socket.send(JSON.stringify({ type: "authenticate", token: `${boardId}${person.index}` })),
    read(payload, socket, person) {
      const start = payload.toString("latin1", 0, 400);
      if (start.startsWith('{"type":"events"')) {
        const [, from, to] = bounds.exec(start) ?? [];
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
        const { cursor, number } = JSON.parse(payload.toString());
        person.cursor = cursor;
        person.position = number ?? 0;
        person.ready();
      } else {
        person.failed(new Error(payload.toString()));
      }
    },
    fire: (socket) =>
      socket.send(
        `{"type":"call","id":${++lastCall},"operation":"tasks.create","input":${created}}`,
      ),
  };
}
