import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { answer } from "../processes.ts";
import { eventText, usage } from "./usage.ts";

/**
 * The plainest server with ws: each event is serialized once and passed to `ws.send` for each
 * socket.
 */
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const missed = Array.from({ length: 100 }, (_, index) => eventText(index + 1));
let number = 0;

sockets.on("connection", (socket) => {
  socket.on("message", (data) => {
    if (String(data) === "fire") {
      const event = eventText(++number);
      for (const other of sockets.clients) other.send(event);
    } else {
      // The missed events of a returning client, from memory.
      socket.send(`[${missed.join(",")}]`);
    }
  });
});

const answers = {
  ...usage,
  listen: () =>
    new Promise<number>((resolve) => {
      server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    }),
};
export type BareServer = typeof answers;
answer(answers);
