import type { Runtime } from "@taskwire/core/adapter";
import type { Cluster, ClusterOptions, Redis, RedisOptions } from "ioredis";

/**
 * Maximum time for an answer to a command, and for opening a connection, in ms. After it the
 * connection counts as dead.
 */
const answerMs = 1_000;
/** Maximum time for a closing handshake, in ms. */
const closeMs = 50;

/**
 * Options for a connection that carries only messages that may be lost. No command ever waits for
 * Redis, and while Redis is away the client tries to connect several times a second. If the app
 * passed a client, these options replace its own, because its options are meant for data that must
 * not get lost.
 */
export function hintOptions({ random }: Runtime) {
  return {
    connectionName: "taskwire",
    // No prefix is set here, because ioredis adds it to the channels of some commands only.
    keyPrefix: "",
    db: 0,
    lazyConnect: false,
    readOnly: false,
    enableOfflineQueue: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerMs,
    connectTimeout: answerMs,
    disconnectTimeout: closeMs,
    maxLoadingRetryTime: 250,
    // All nodes of a system lose Redis at the same moment. The random part keeps them from
    // reconnecting at the same moment.
    retryStrategy: (times: number) => Math.min(25 * 2 ** times, 200) * (0.75 + random() / 2),
    reconnectOnError: null,
  } satisfies RedisOptions;
}

/**
 * Options for the client that knows which server of a cluster has which slots. It carries no
 * messages itself.
 */
export function clusterOptions(runtime: Runtime) {
  return {
    enableOfflineQueue: false,
    lazyConnect: false,
    keyPrefix: "",
    shardedSubscribers: false,
    slotsRefreshTimeout: answerMs,
    slotsRefreshInterval: 5_000,
    clusterRetryStrategy: (times: number) =>
      Math.min(25 * 2 ** times, 200) * (0.75 + runtime.random() / 2),
    redisOptions: {
      connectTimeout: answerMs,
      commandTimeout: answerMs,
      disconnectTimeout: closeMs,
      connectionName: "taskwire",
    },
  } satisfies ClusterOptions;
}

/** The result type of {@link hintOptions}. */
export type HintOptions = ReturnType<typeof hintOptions>;

/** Closes a client for good. Resolves when its sockets are closed. */
export async function end(client: Redis | Cluster, { timer }: Runtime): Promise<void> {
  if (client.status === "end") return;
  await new Promise<void>((resolve) => {
    client.once("end", resolve);
    // Between two attempts to connect there is no socket to close, and ioredis never emits `end`.
    const cancel = timer(4 * closeMs, resolve, true);
    client.once("end", cancel);
    client.disconnect();
  });
}
