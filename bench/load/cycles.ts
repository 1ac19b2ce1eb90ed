import type { Crowd } from "./crowd.ts";
import type { RawHttp } from "./raw-http.ts";

/** Takes one task from its creation to its completion: five commands, nine events. */
export type Cycle = (index: number) => Promise<void>;

type Subtasks = readonly { readonly id: string }[];

/**
 * A cycle of calls over WebSocket by the watching clients. Another user than the requester
 * approves.
 */
export const overWebSocket =
  (crowd: Crowd, boardId: string): Cycle =>
  async (index) => {
    const { task } = (await crowd.call(index, "tasks.create", {
      boardId,
      title: "ลงทะเบียนรถยนต์ · register the vehicle",
    })) as { task: { id: string; version: number } };
    const { subtasks } = await crowd.call(index + 1, "tasks.approve", {
      boardId,
      taskId: task.id,
      version: task.version,
    });
    for (const { id } of subtasks as Subtasks) {
      await crowd.call(index, "subtasks.complete", { boardId, taskId: task.id, subtaskId: id });
    }
  };

/** The paths of a server's REST routes. */
export interface Routes {
  readonly create: string;
  readonly approve: string;
  readonly complete: string;
}

const fill = (path: string, ids: { readonly [name: string]: string }): string =>
  path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? "");

// Never repeated, because a repeated key returns the first answer.
let lastKey = 0;

/** A cycle of HTTP requests over kept-alive connections. */
export function overHttp(connections: readonly RawHttp[], routes: Routes, boardId: string): Cycle {
  return async (index) => {
    const http = connections[index % connections.length];
    if (!http) throw new Error("No connections");
    const post = async (path: string, actor: number, body: object = {}) => {
      const headers = `Authorization: Bearer ${boardId}${actor % 10}\r\nIdempotency-Key: http-key-${++lastKey}\r\n`;
      return JSON.parse(await http.post(path, JSON.stringify(body), headers));
    };
    const { task } = await post(fill(routes.create, { boardId }), index, {
      title: "ลงทะเบียนรถยนต์ · register the vehicle",
    });
    const approve = fill(routes.approve, { boardId, taskId: task.id });
    const { subtasks } = await post(approve, index + 1, { version: task.version });
    for (const { id } of subtasks as Subtasks) {
      await post(fill(routes.complete, { boardId, taskId: task.id, subtaskId: id }), index);
    }
  };
}

/** Runs cycles for `ms` milliseconds, `inFlight` at a time. Returns how many were completed. */
export async function runCycles(
  cycle: Cycle,
  inFlight: number,
  ms: number,
): Promise<{ cycles: number; seconds: number }> {
  const start = performance.now();
  let cycles = 0;
  const worker = async (index: number): Promise<void> => {
    while (performance.now() - start < ms) {
      await cycle(index);
      cycles++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, index) => worker(index)));
  return { cycles, seconds: (performance.now() - start) / 1000 };
}
