import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";

/** A server behind the load balancer. */
export interface Backend {
  readonly name: string;
  /** Undefined while the server isn't running. */
  port: number | undefined;
  /** The clients' WebSocket connections to this server. */
  readonly sockets: Set<Socket>;
}

/**
 * Creates a load balancer, as nginx or a cloud has it: one address for several servers. HTTP
 * requests go to them in turn, a new WebSocket to the server with the fewest. Sessions needn't be
 * sticky, because any server answers any request, and a client that reconnects to another server
 * continues from its cursor. Calls `onChange` when a WebSocket opens or closes.
 */
export function createBalancer(backends: readonly Backend[], onChange: () => void): Server {
  let requests = 0;

  const available = () => backends.filter(({ port }) => port !== undefined);
  const nextBackend = (): Backend | undefined =>
    available()[requests++ % Math.max(1, available().length)];
  const leastConnected = (): Backend | undefined =>
    available().toSorted((a, b) => a.sockets.size - b.sockets.size)[0];

  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    const port = nextBackend()?.port;
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
    client: Socket,
  ): void {
    const backend = leastConnected();
    if (backend?.port === undefined) return void client.destroy();
    const server = connect(backend.port, "127.0.0.1");
    backend.sockets.add(client);
    onChange();
    const head = [`${method} ${url} HTTP/1.1`, `X-Forwarded-For: ${remoteAddress}`];
    for (let i = 0; i < rawHeaders.length; i += 2)
      head.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    server.write(`${head.join("\r\n")}\r\n\r\n`);
    client.pipe(server).pipe(client);
    const end = () => {
      client.destroy();
      server.destroy();
      if (backend.sockets.delete(client)) onChange();
    };
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
  }

  return createServer(forward).on("upgrade", (incoming, client) =>
    upgrade(incoming, client as Socket),
  );
}
