import type { RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Maximum number of requests on one connection that have no complete answer yet. */
export const maxUnanswered = 16;

/**
 * Handles the requests of a connection one after the other. A client can send many requests before it
 * reads an answer (pipelining). Node then starts all of them, and if the connection ends, it tells only
 * the first one: files that the others have opened stay open. So a request waits until the answer
 * before it is sent. A connection with too many waiting requests is closed; browsers don't pipeline.
 */
export function inTurn(handle: RequestListener): RequestListener {
  const unanswered = new WeakMap<Socket, (() => void)[]>();
  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const queue = unanswered.get(socket) ?? [];
    unanswered.set(socket, queue);
    if (queue.length >= maxUnanswered) return void socket.destroy();
    queue.push(() => {
      response.once("close", () => {
        queue.shift();
        if (!socket.destroyed) queue[0]?.();
      });
      handle(request, response as ServerResponse<typeof request> & { req: typeof request });
    });
    if (queue.length === 1) queue[0]?.();
  };
}
