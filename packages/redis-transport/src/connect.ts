import type { Runtime } from "@taskwire/core/adapter";
import type { Cluster, ClusterOptions, Redis, RedisOptions } from "ioredis";

/** How long a command may go unanswered, and a connection unmade, before the connection counts as dead, in ms. */
const answerMs = 1_000;
/** How long the other side may take to agree that a connection is over, in ms. */
const closeMs = 50;

/**
 * Options for a connection that carries what may be lost: nothing waits for Redis, and Redis is asked for again several
 * times a second for as long as it is away. They win over those of a client that is duplicated, whose own are for data.
 */
export function hintOptions({ random }: Runtime) {
  return {
    connectionName: "taskwire",
    // A prefix would be put on some commands' channels and not on others'.
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
    // The nodes of a system lose Redis at the same moment; they shall not all come back at the same moment.
    retryStrategy: (times: number) => Math.min(25 * 2 ** times, 200) * (0.75 + random() / 2),
    reconnectOnError: null,
  } satisfies RedisOptions;
}

/** Options for the client that knows which server of a cluster has which slots. It carries no messages itself. */
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

/** {@link hintOptions} as they are. */
export type HintOptions = ReturnType<typeof hintOptions>;

/** Ends a client for good; resolves when its sockets are closed. */
export async function end(client: Redis | Cluster, { timer }: Runtime): Promise<void> {
  if (client.status === "end") return;
  await new Promise<void>((resolve) => {
    client.once("end", resolve);
    // Between two tries to connect there is nothing to close, and ioredis never says that it ended.
    const cancel = timer(4 * closeMs, resolve, true);
    client.once("end", cancel);
    client.disconnect();
  });
}
