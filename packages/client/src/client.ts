import {
  type Down,
  type ErrorBody,
  TaskwireError,
  type Up,
  type Welcome,
} from "@taskwire/core/protocol";
import { type CallOf, type ClientApi, withApi } from "./api.ts";
import type { App, TypedFor } from "./app.ts";
import { type CallOptions, createCalls } from "./calls.ts";
import { type Closed, closedError } from "./closed.ts";
import { createConnection } from "./connection.ts";
import { callOut, createListeners, type Listeners } from "./listeners.ts";
import { type ClientRuntime, systemRuntime } from "./runtime.ts";
import type { SocketConstructor } from "./socket.ts";
import { createStatus, type Status } from "./status.ts";
import {
  createSubscriptions,
  type Subscription,
  type SubscriptionHandlers,
} from "./subscriptions.ts";

/** What `createClient` takes. */
export interface ClientOptions {
  /** Where the ws-adapter listens, e.g. `wss://app.example/taskwire`. */
  readonly url: string;
  /** Asked for each connection, and before the last token runs out. Throw a `TaskwireError` `unauthenticated` to stop for good. */
  readonly token: () => string | Promise<string>;
  /** Default: the global one. */
  readonly WebSocket?: SocketConstructor;
  /** Told when the server couldn't make sense of a frame and couldn't say of which call. For a log. */
  readonly onProblem?: (error: ErrorBody) => void;
  /** Default: the machine's own clock and randomness. */
  readonly runtime?: ClientRuntime;
}

/** A client without the types of the app behind it: what stores are built on. */
export interface ClientCore {
  readonly status: Status;
  onStatus(listener: (status: Status) => void): () => void;
  /** The server's last greeting: who one is, with roles, workflow and limits. Undefined before the first connection. */
  readonly welcome: Welcome | undefined;
  /** Why it stopped for good; undefined as long as it didn't. */
  readonly closed: Closed | undefined;
  onClose(listener: (closed: Closed) => void): () => void;
  /** Asks for an operation by name. */
  call(operation: string, input?: unknown, options?: CallOptions): Promise<unknown>;
  /** Follows a topic; one subscription a topic. With `after` from behind that cursor, else from now on. */
  subscribe(topic: string, handlers: SubscriptionHandlers, after?: string): Subscription;
  /** Hears the frames of a type as they come, after the client itself: what fleeting signals are built on. */
  onFrame<Type extends Exclude<Down["type"], "welcome">>(
    type: Type,
    listener: (frame: Extract<Down, { type: Type }>) => void,
  ): () => void;
  /** Sends a signal now, or never: without a connection it is lost. */
  signal(frame: Extract<Up, { type: "typing" | "presence" }>): void;
  /** Stops for good. Calls that wait are rejected. */
  close(): void;
  readonly runtime: ClientRuntime;
}

/** A client of an app: `client.tasks.create(input, options)` for each of its operations. */
export type Client<A extends App = App> = [App] extends [A]
  ? ClientCore
  : Omit<ClientCore, "call"> &
      TypedFor<A> & {
        /** Asks for an operation by name. */
        call<Name extends keyof A["operations"] & string>(
          operation: Name,
          ...parameters: Parameters<CallOf<A["operations"], Name>>
        ): ReturnType<CallOf<A["operations"], Name>>;
      } & ClientApi<A["operations"]>;

/**
 * Connects to a taskwire server, and stays connected: calls wait for the connection and keep their key, topics go on
 * from their cursor. It keeps a Node process alive until `close()`.
 *
 * @throws {TaskwireError} `invalid` when `url` or `token` is missing, or there is no WebSocket here and none is given.
 * @example
 * ```ts
 * import { createClient } from "@taskwire/client";
 * import type { taskwire } from "../server/taskwire.ts";
 *
 * const client = createClient<typeof taskwire>({ url: "wss://app.example/taskwire", token: () => session.accessToken() });
 * const { task } = await client.tasks.create({ boardId: "sales", title: "Order plates" });
 * ```
 */
export function createClient<A extends App = App>(options: ClientOptions): Client<A> {
  const {
    runtime = systemRuntime,
    WebSocket = globalThis.WebSocket as SocketConstructor | undefined,
  } = options;
  if (!WebSocket)
    throw new TaskwireError(
      "invalid",
      "There is no WebSocket here; pass one, e.g. of the package ws.",
    );
  if (!options.url)
    throw new TaskwireError(
      "invalid",
      "url: say where the server listens, e.g. wss://app.example/taskwire.",
    );
  if (typeof options.token !== "function")
    throw new TaskwireError("invalid", "token: give a function that returns it.");
  const closing = createListeners<[Closed]>();
  const heard = new Map<string, Listeners<[never]>>();
  let welcome: Welcome | undefined;
  let closed: Closed | undefined;

  const connection = createConnection(
    { url: options.url, token: options.token, WebSocket, runtime },
    {
      changed: () => status.update(),
      welcome(frame) {
        welcome = frame;
        subscriptions.connected();
        calls.connected(frame.limits);
        status.update();
      },
      frame(frame) {
        receive(frame);
        heard.get(frame.type)?.tell(frame as never);
        status.update();
      },
      lost() {
        subscriptions.lost();
        calls.lost();
      },
      closed(why) {
        closed = why;
        subscriptions.close();
        const { code, message } = closedError(why);
        calls.close(code, message);
        status.update();
        closing.tell(why);
      },
    },
  );
  const calls = createCalls(runtime, connection.send);
  const subscriptions = createSubscriptions(runtime, connection.send, () => status.update());
  const status = createStatus(() => {
    if (connection.state !== "open") return connection.state;
    return subscriptions.areBehind ? "catching up" : "live";
  });

  function receive(frame: Exclude<Down, Welcome>) {
    switch (frame.type) {
      case "result":
        return calls.receive(frame);
      case "subscribed":
      case "events":
      case "reload":
      case "unsubscribed":
        return subscriptions.receive(frame);
      case "ping":
        return subscriptions.heads(frame.heads);
      case "error":
        return callOut(options.onProblem, frame.error);
    }
  }

  const core: ClientCore = {
    get status() {
      return status.current;
    },
    onStatus: status.listen,
    get welcome() {
      return welcome;
    },
    get closed() {
      return closed;
    },
    onClose: closing.add,
    call: calls.call,
    subscribe(topic, handlers, after) {
      if (closed) throw new TaskwireError("unavailable", "The client is closed; create a new one.");
      return subscriptions.subscribe(topic, handlers, after);
    },
    onFrame(type, listener) {
      const listeners = heard.get(type) ?? createListeners<[never]>();
      heard.set(type, listeners);
      return listeners.add(listener);
    },
    signal(frame) {
      if (connection.state === "open") connection.send(frame);
    },
    close: () => connection.close({ code: 1000, reason: "closed by this side" }),
    runtime,
  };
  connection.open();
  return withApi(core) as unknown as Client<A>;
}
