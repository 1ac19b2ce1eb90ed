import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { answer } from "../processes.ts";
import { eventText, usage } from "./usage.ts";

/** socket.io as in its documentation: a room, and `io.to(room).emit`. */
const server = createServer();
const io = new Server({ transports: ["websocket"] });
let number = 0;

io.on("connection", (socket) => {
  void socket.join("board");
  socket.on("fire", () => void io.to("board").emit("event", JSON.parse(eventText(++number))));
});

const answers = {
  ...usage,
  listen: ({ beside }: { readonly beside?: { readonly redis: string } }) =>
    new Promise<number>((resolve) => {
      if (beside) io.adapter(createAdapter(new Redis(beside.redis), new Redis(beside.redis)));
      io.attach(server);
      server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    }),
};
export type SocketIoServer = typeof answers;
answer(answers);
