// A whole server in a process of its own, so that the attacker doesn't slow it down.
import { answer } from "../../bench/processes.ts";
import { type AbusedServer, startServer } from "../abuse/server.ts";
import { watchLoop } from "../support/loop-watch.ts";

let server: AbusedServer;
const loop = watchLoop();
const rejected: string[] = [];
process.on("unhandledRejection", (error) => void rejected.push(String(error)));

const answers = {
  async start() {
    server = await startServer();
    return { ws: server.ws, ids: server.ids };
  },
  /** Everything that an attacker must not be able to change. */
  state: () => ({
    kept: server.kept(),
    sessions: server.taskwire.sessions.size,
    channels: server.channels(),
    errors: [...server.errors.map(String), ...rejected],
  }),
  loop: () => loop.take(),
  stop: () => server[Symbol.asyncDispose](),
};

export type FuzzedServer = typeof answers;
answer(answers);
