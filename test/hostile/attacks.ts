import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

/** A place for attacks: they end when `isOver` says so. */
export interface Target {
  readonly port: number;
  readonly boardId: string;
  readonly cursor: string;
  isOver(): boolean;
}

type Attack = (target: Target, userId: string) => Promise<void>;

/** Sends requests of a person without waiting between them. Answers are read and forgotten. */
async function request({ port }: Target, userId: string, path: string, body?: object) {
  const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
    method: body ? "POST" : "GET",
    headers: { Authorization: `Bearer ${userId}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  }).catch(() => undefined);
  return response?.text().catch(() => "");
}

/** A connection of a person, which may read nothing. Undefined if the server refuses it. */
async function open({ port }: Target, userId: string, reads: boolean): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/taskwire`, ["taskwire.v1"]);
  socket.on("error", () => {});
  await new Promise<void>((done) => {
    socket.once("open", () => done()).once("close", () => done());
  });
  if (socket.readyState === WebSocket.OPEN)
    socket.send(JSON.stringify({ type: "authenticate", token: userId }));
  if (!reads) socket.pause();
  return socket;
}

/** Sends frames over connections that are opened again when the server ends them. */
function flood(reads: boolean, frames: (target: Target, number: number) => object[]): Attack {
  return async (target, userId) => {
    for (let number = 1; !target.isOver(); ) {
      const socket = await open(target, userId, reads);
      while (socket.readyState === WebSocket.OPEN && !target.isOver()) {
        for (const frame of frames(target, number++)) socket.send(JSON.stringify(frame));
        await sleep(10);
      }
      socket.terminate();
      await sleep(10);
    }
  };
}

const repeat =
  (path: (target: Target) => string, body?: (number: number) => object): Attack =>
  async (target, userId) => {
    for (let number = 1; !target.isOver(); number++)
      await request(target, userId, path(target), body?.(number));
  };

const call = (id: number, operation: string, input: object) => ({
  type: "call",
  id,
  operation,
  input,
});

/** The attacks, by the ids of the cases. Each runs for each hostile person at once. */
export const attacks: { readonly [id: string]: Attack } = {
  /** Large answers that nobody reads, over HTTP. */
  async "H1 unread answers"(target, userId) {
    while (!target.isOver()) {
      const sockets = Array.from({ length: 10 }, () => {
        const socket = connect({ port: target.port, host: "127.0.0.1" }).on("error", () => {});
        socket.pause();
        const line = `GET /api/boards/${target.boardId} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${userId}\r\n\r\n`;
        socket.write(line.repeat(20));
        return socket;
      });
      for (let waits = 0; waits < 50 && !target.isOver(); waits++) await sleep(100);
      for (const socket of sockets) socket.destroy();
    }
  },
  "H1 unread calls": flood(false, ({ boardId }, number) => [
    call(number, "boards.open", { boardId }),
  ]),
  "H2 expensive calls": repeat(({ boardId }) => `/boards/${boardId}`),
  "H3 subscribe churn": flood(true, ({ boardId, cursor }) => [
    { type: "subscribe", topic: `board:${boardId}`, after: cursor },
    { type: "unsubscribe", topic: `board:${boardId}` },
  ]),
  async "H4 reconnects"(target, userId) {
    while (!target.isOver()) (await open(target, userId, true)).terminate();
  },
  "H6 rooms with everybody": repeat(
    ({ boardId }) => `/boards/${boardId}/rooms`,
    (number) => ({
      name: `Room ${number}`,
      memberIds: Array.from({ length: 60 }, (_, i) => `p${i}`),
    }),
  ),
  "H8 rooms.list": repeat(({ boardId }) => `/boards/${boardId}/rooms?limit=200`),
  "H10 notification storm": repeat(
    ({ boardId }) => `/boards/${boardId}/tasks`,
    (number) => ({
      title: `@everyone ${Array.from({ length: 8 }, (_, i) => `@p${i}`).join(" ")} ${number}`,
    }),
  ),
  "H11 signals": flood(true, ({ boardId }) => [
    { type: "presence", topic: `board:${boardId}`, on: true },
    { type: "typing", topic: `board:${boardId}` },
    { type: "presence", topic: `board:${boardId}`, on: false },
  ]),
  async "H14 silent sockets"(target) {
    while (!target.isOver()) {
      const sockets = Array.from({ length: 300 }, () =>
        connect({ port: target.port, host: "127.0.0.1" }).on("error", () => {}),
      );
      for (let waits = 0; waits < 30 && !target.isOver(); waits++) await sleep(100);
      for (const socket of sockets) socket.destroy();
    }
  },
};
