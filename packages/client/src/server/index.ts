import { type Definitions, userTopic } from "@taskwire/core/model";
import type { Welcome } from "@taskwire/core/protocol";
import type { App } from "../app.ts";
import type { CallOptions } from "../calls.ts";
import type { Client, ClientCore } from "../client.ts";
import { systemRuntime } from "../runtime.ts";
import type { Status } from "../status.ts";
import type { Subscription, SubscriptionHandlers } from "../subscriptions.ts";

/** The parts of the result of `createTaskwire` that rendering needs. */
export interface AppInProcess extends App {
  readonly definitions: Definitions;
  call(userId: string, operation: string, input: unknown): Promise<string>;
}

/** The answers that were read while a page was rendered, as JSON. They go to the browser with the page. */
export interface ServerState {
  readonly welcome: Welcome;
  /** The position of the person's own topic before anything was read. */
  readonly ownCursor: string;
  readonly answers: readonly {
    readonly operation: string;
    readonly input: unknown;
    readonly answer: unknown;
  }[];
}

/** A client for rendering a page on a server. */
export interface ServerClient<A extends App> {
  /**
   * A client whose stores read in process. It opens no socket, starts no timer, and follows no
   * topic.
   */
  readonly client: Client<A>;
  /** Everything that was read until now. */
  state(): ServerState;
}

const nothing = () => () => {};

/**
 * Makes a client that renders one page for one person, in the process of the server. Wait with
 * `ready` for the stores that the page needs. Then render the page, and send `state()` with it.
 *
 * @throws {TaskwireError} `not_found` if there is no such person.
 * @example
 * ```ts
 * import { boardStore } from "@taskwire/client/board";
 * import { ready } from "@taskwire/client/ready";
 * import { serverClient } from "@taskwire/client/server";
 *
 * const { client, state } = await serverClient(taskwire, userId);
 * await ready(boardStore(client, "sales"));
 * const html = render(client, JSON.stringify(state()));
 * ```
 */
export async function serverClient<A extends AppInProcess>(
  app: A,
  userId: string,
): Promise<ServerClient<A>> {
  const answers: ServerState["answers"][number][] = [];
  async function call(operation: string, input: unknown = {}): Promise<unknown> {
    const answer: unknown = JSON.parse(await app.call(userId, operation, input));
    answers.push({ operation, input, answer });
    return answer;
  }

  const { cursor: ownCursor } = JSON.parse(await app.call(userId, "inbox.open", {}));
  const user = JSON.parse(await app.call(userId, "users.me", {})) as Welcome["user"];
  const { workflow, roles, permissions = {}, reasons = {}, mentions = {} } = app.definitions;
  const welcome: Welcome = {
    type: "welcome",
    connection: "",
    user: { id: user.id, name: user.name, role: user.role },
    now: new Date(systemRuntime.now()).toISOString(),
    // This client sends nothing, so the limits don't matter.
    limits: {} as Welcome["limits"],
    workflow,
    roles,
    permissions,
    reasons,
    mentions,
  };
  const client: ClientCore = {
    status: "connecting",
    onStatus: nothing,
    welcome,
    closed: undefined,
    onClose: nothing,
    call,
    subscribe(_topic, { onSubscribed }, after) {
      // Some stores follow a topic before they read their state. Here they learn at once that
      // they follow it.
      if (after === undefined) queueMicrotask(() => onSubscribed?.(""));
      return { cursor: after, resume() {}, unsubscribe() {} };
    },
    onFrame: nothing,
    signal() {},
    reconnect() {},
    close() {},
    runtime: { ...systemRuntime, timer: nothing },
  };
  return { client: client as unknown as Client<A>, state: () => ({ welcome, ownCursor, answers }) };
}

/** A client for a page that was rendered on a server. */
export type HydratedClient<A extends App> = Client<A> & {
  /**
   * Connects, and keeps the stores up to date from now on. `TaskwireProvider` calls it after the
   * page is hydrated.
   */
  begin(): void;
};

/**
 * Gives a client the answers that the server has read for this page. Each store takes its first
 * state from them. So the first drawing in the browser is the same as the page that the server has
 * rendered. After `begin()`, each store follows its topic from the cursor of that state. So it
 * reads nothing twice and misses no event.
 *
 * Wait with `ready` for the same stores as the server, and then hydrate the page. If the person who
 * is logged in is not the person of the page, the client closes.
 *
 * @example
 * ```ts
 * const state = JSON.parse(document.getElementById("taskwire")?.textContent ?? "");
 * const client = hydrated(createClient<typeof taskwire>({ url, token }), state);
 * ```
 */
export function hydrated<A extends App>(client: Client<A>, state: ServerState): HydratedClient<A> {
  const core = client as unknown as ClientCore;
  const left = [...state.answers];
  const own = userTopic(state.welcome.user.id);
  /** Functions that `begin` will call. Undefined after that. */
  let waiting: Set<() => void> | undefined = new Set();

  core.onFrame("welcome", ({ user }) => {
    if (user.id !== state.welcome.user.id) core.close();
  });

  /** Starts something now or after `begin`. Returns a function that ends it. */
  function later(start: () => () => unknown): () => void {
    let end: (() => unknown) | undefined;
    const run = () => {
      end = start();
    };
    if (waiting) waiting.add(run);
    else run();
    return () => {
      waiting?.delete(run);
      end?.();
    };
  }

  function subscribe(topic: string, handlers: SubscriptionHandlers, after?: string): Subscription {
    if (!waiting) return core.subscribe(topic, handlers, after);
    const cursor = after ?? (topic === own ? state.ownCursor : undefined);
    let real: Subscription | undefined;
    const end = later(() => {
      const made = core.subscribe(topic, handlers, cursor);
      real = made;
      // Nobody knows where the server has read. So what depends on the topic is read again.
      if (cursor === undefined) handlers.onReload("gone");
      return made.unsubscribe;
    });
    if (after === undefined) queueMicrotask(() => handlers.onSubscribed?.(cursor ?? ""));
    return {
      get cursor() {
        return real ? real.cursor : cursor;
      },
      resume: (next) => real?.resume(next),
      unsubscribe: end,
    };
  }

  function call(operation: string, input: unknown = {}, options?: CallOptions): Promise<unknown> {
    const asked = JSON.stringify(input);
    const at = left.findIndex(
      (one) => one.operation === operation && JSON.stringify(one.input) === asked,
    );
    const [known] = at < 0 ? [] : left.splice(at, 1);
    return known ? Promise.resolve(known.answer) : core.call(operation, input, options);
  }

  return Object.create(client, {
    call: { value: call },
    subscribe: { value: subscribe },
    onStatus: {
      value: (listener: (status: Status) => void) => later(() => core.onStatus(listener)),
    },
    welcome: { get: () => core.welcome ?? state.welcome },
    begin: {
      value() {
        const runs = waiting ?? [];
        waiting = undefined;
        for (const run of runs) run();
      },
    },
  }) as HydratedClient<A>;
}
