import type { Limits } from "@taskwire/core/protocol";
import { type Remote, start } from "../../bench/processes.ts";
import type { CrowdServer } from "./server.ts";

export type Server = Remote<CrowdServer>;

/** Starts a server in a process of its own. `await using` ends it. */
export async function startServer(
  options: { readonly limits?: Partial<Limits>; readonly perAddress?: number } = {},
) {
  const running = start<CrowdServer>(new URL("./server.ts", import.meta.url).href);
  const port = await running.ask.listen(options);
  return { ask: running.ask, port, [Symbol.asyncDispose]: () => running.stop() };
}

/** Polls a server's state until it fits, and resolves to it. */
export async function until(
  server: Server,
  isThere: (state: Awaited<ReturnType<Server["state"]>>) => boolean,
  withinMs = 15_000,
): Promise<Awaited<ReturnType<Server["state"]>>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const state = await server.state();
    if (isThere(state)) return state;
    if (performance.now() > end)
      throw new Error(`Still ${JSON.stringify(state)} after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
