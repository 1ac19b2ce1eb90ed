import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";

/** One server behind the balancer. */
export interface Target {
  readonly name: string;
  /** Undefined while it is away. */
  port: number | undefined;
  /** The sockets that are open to it. */
  readonly sockets: Set<Socket>;
}

/**
 * One address for several servers, as nginx or a cloud's load balancer is: requests go to them in turn, a WebSocket to the
 * one with the fewest. Nothing needs to be sticky: any server answers any request, and a client that comes back to
 * another one goes on from its cursor. `changed` hears when a socket has come or gone.
 */
export function createBalancer(targets: readonly Target[], changed: () => void): Server {
  let turn = 0;

  const available = () => targets.filter(({ port }) => port !== undefined);
  const next = (): Target | undefined => available()[turn++ % Math.max(1, available().length)];
  const idlest = (): Target | undefined =>
    available().toSorted((a, b) => a.sockets.size - b.sockets.size)[0];

  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    const port = next()?.port;
    if (port === undefined) return void response.writeHead(503, { "Retry-After": "1" }).end();
    const { method, url, headers, socket } = incoming;
    const forwarded = { ...headers, "x-forwarded-for": socket.remoteAddress };
    const outgoing = request(
      { host: "127.0.0.1", port, method, path: url, headers: forwarded },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on("error", () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { "Retry-After": "1" }).end();
    });
    incoming.pipe(outgoing);
  }

  function upgrade(
    { method, url, rawHeaders, socket: { remoteAddress } }: IncomingMessage,
    near: Socket,
  ): void {
    const target = idlest();
    if (target?.port === undefined) return void near.destroy();
    const far = connect(target.port, "127.0.0.1");
    target.sockets.add(near);
    changed();
    const head = [`${method} ${url} HTTP/1.1`, `X-Forwarded-For: ${remoteAddress}`];
    for (let i = 0; i < rawHeaders.length; i += 2)
      head.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    far.write(`${head.join("\r\n")}\r\n\r\n`);
    near.pipe(far).pipe(near);
    const end = () => {
      near.destroy();
      far.destroy();
      if (target.sockets.delete(near)) changed();
    };
    for (const socket of [near, far]) socket.on("error", end).on("close", end);
  }

  return createServer(forward).on("upgrade", (incoming, near) => upgrade(incoming, near as Socket));
}
