import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { postgresStorage } from "../src/postgres-storage.ts";
import { collections } from "./records.ts";

const message = (type: string, body: Buffer) => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

test("a server that ends while a connection is made crashes no process", async () => {
  const loggedIn = message("R", Buffer.alloc(4));
  const ready = message("Z", Buffer.from("I"));
  const ended = message("E", Buffer.from("SFATAL\0C57P01\0Mterminating connection\0\0"));
  const server = createServer((socket) => {
    socket.on("error", () => {});
    // All in one write, so that the end is read together with the beginning.
    socket.once("data", () => socket.end(Buffer.concat([loggedIn, ready, ended])));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const storage = postgresStorage({ url: `postgres://app@127.0.0.1:${port}/app` });
  // An unhandled error fails the whole run.
  await expect(storage.open(collections)).rejects.toMatchObject({ code: "unavailable" });
  server.close();
});
