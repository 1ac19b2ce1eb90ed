import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Link, PreparedFrame, Session, Sessions } from "@taskwire/core/adapter";
import { defaultLimits, type Limits, subprotocol } from "@taskwire/core/protocol";
import { type ClientOptions, WebSocket } from "ws";
import { type WsAdapter, type WsAdapterOptions, wsAdapter } from "../src/index.ts";

/** One connection, as the adapter reported it. */
export interface Connected extends Session {
  readonly link: Link;
  readonly token: string | undefined;
  readonly received: string[];
  hasEnded: boolean;
  /** The close code that the adapter gave, if it closed the connection. */
  endCode?: number | undefined;
  authenticate(token: string): Promise<unknown>;
}

export const prepare = (text: string): PreparedFrame => ({ text, bytes: undefined });

/** A stub of core's sessions. It records the adapter's calls. */
export class FakeSessions implements Sessions {
  readonly limits: Limits;
  readonly connected: Connected[] = [];
  onReceive: (connected: Connected, frame: string) => void = () => {};
  onEnded: (connected: Connected) => void = () => {};
  closedWith: number | undefined;

  /** As core: the addresses of wrong tokens, in order. */
  readonly failures: string[] = [];
  readonly strangers = {
    blockedMs: (address: string) =>
      this.failures.filter((one) => one === address).length > 2 ? 1_000 : 0,
    failed: (address: string) => void this.failures.push(address),
  };

  reportTokenError(): void {}

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...defaultLimits, ...limits };
  }

  get size(): number {
    return this.connected.filter(({ hasEnded }) => !hasEnded).length;
  }

  get isFull(): boolean {
    return this.size >= this.limits.connections;
  }

  connect(link: Link, { authenticate, token }: Parameters<Sessions["connect"]>[1]): Session {
    const connected: Connected = {
      link,
      token,
      received: [],
      hasEnded: false,
      authenticate: async (token) => {
        const person = await authenticate(token);
        link.authenticated?.();
        return person;
      },
      receive: (frame) => {
        connected.received.push(frame);
        this.onReceive(connected, frame);
      },
      ended: (code) => {
        connected.hasEnded = true;
        connected.endCode = code;
        this.onEnded(connected);
      },
    };
    this.connected.push(connected);
    return connected;
  }

  close({ deadlineMs = 3000 } = {}): Promise<void> {
    this.closedWith = deadlineMs;
    for (const { link } of this.connected) link.close(4000, '{"retryAfterMs":10}');
    return Promise.resolve();
  }

  /** The connection with this index. */
  at(index: number): Connected {
    const connected = this.connected[index];
    if (!connected) throw new Error(`There is no connection ${index}`);
    return connected;
  }
}

/** An HTTP server with the adapter, and clients of all kinds. `await using` ends them all. */
export class TestServer implements AsyncDisposable {
  readonly sessions: FakeSessions;
  readonly server: Server;
  readonly adapter: WsAdapter;
  readonly #sockets: { destroy(): void }[] = [];

  private constructor(sessions: FakeSessions, server: Server, adapter: WsAdapter) {
    this.sessions = sessions;
    this.server = server;
    this.adapter = adapter;
  }

  static async start(
    options: Partial<WsAdapterOptions> & {
      readonly limits?: Partial<Limits>;
      /** The address that the server listens on. */
      readonly host?: string;
    } = {},
    server: Server = createServer(),
  ): Promise<TestServer> {
    const sessions = new FakeSessions(options.limits);
    const adapter = wsAdapter({
      taskwire: { sessions },
      server,
      origins: ["https://app.example.com"],
      authenticate: (token) => Promise.resolve({ userId: token }),
      ...options,
    });
    server.listen(0, options.host ?? "127.0.0.1");
    await once(server, "listening");
    return new TestServer(sessions, server, adapter);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  client(
    options: ClientOptions & {
      readonly path?: string;
      readonly protocols?: string[];
      readonly to?: string;
    } = {},
  ): WebSocket {
    const { path = "/taskwire", protocols = [subprotocol], to = "127.0.0.1", ...rest } = options;
    const client = new WebSocket(`ws://${to}:${this.port}${path}`, protocols, {
      perMessageDeflate: false,
      ...rest,
    });
    client.on("error", () => {});
    this.#sockets.push({ destroy: () => client.terminate() });
    return client;
  }

  async openClient(options: Parameters<TestServer["client"]>[0] = {}): Promise<WebSocket> {
    const client = this.client(options);
    await once(client, "open");
    return client;
  }

  /** A plain TCP connection, for clients that break the rules. */
  async raw(options: { readonly allowHalfOpen?: boolean } = {}): Promise<Socket> {
    const socket = connect({ port: this.port, host: "127.0.0.1", ...options }).on(
      "error",
      () => {},
    );
    this.#sockets.push(socket);
    await once(socket, "connect");
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.adapter.close({ deadlineMs: 0 });
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The status and body with which an upgrade is refused. */
export function refusal(
  client: WebSocket,
): Promise<{ status: number; body: string; retryAfter: string | undefined }> {
  return new Promise((resolve, reject) => {
    client.on("open", () => reject(new Error("The upgrade was accepted")));
    client.on("unexpected-response", (_request, response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          retryAfter: response.headers["retry-after"],
        }),
      );
    });
  });
}

/** How a connection ended, as the client saw it. */
export async function closed(client: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(client, "close")) as [number, Buffer];
  return { code, reason: reason.toString() };
}

/** The next message, as text. */
export async function message(client: WebSocket): Promise<string> {
  const [data] = (await once(client, "message")) as [Buffer];
  return data.toString();
}

/** A browser's upgrade request, as text. */
export const upgradeRequest = (changes: { readonly [header: string]: string } = {}): string => {
  const headers = {
    Host: "127.0.0.1",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": subprotocol,
    ...changes,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `GET /taskwire HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
};
