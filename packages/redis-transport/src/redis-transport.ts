import type { Transport } from "@taskwire/core/adapter";
import { type Runtime, systemRuntime } from "@taskwire/core/adapter";
import { Cluster, type ClusterNode, Redis } from "ioredis";
import { Channel } from "./channel.ts";
import { ClusterConnections } from "./cluster-connections.ts";
import { clusterOptions, type HintOptions } from "./connect.ts";
import type { ConnectionsContext, RedisConnections } from "./connections.ts";
import { isAnswer } from "./reply.ts";
import { ServerConnections } from "./server-connections.ts";
import type { Status } from "./status.ts";

/**
 * How to connect to Redis. The transport never uses a `client` that you pass: it copies its
 * connection settings and opens connections of its own.
 */
export type RedisAddress =
  /** `redis://user:password@host:6379`, or `rediss://` for TLS. */
  | { readonly url: string }
  /** A client of ioredis. It may be a client that finds its server through Sentinel. */
  | { readonly client: Redis | Cluster }
  /**
   * Some servers of a cluster; the others are found through them. If the cluster needs a password
   * or TLS, pass a `client` instead.
   */
  | { readonly cluster: readonly ClusterNode[] };

/** Options of {@link redisTransport}: the address of Redis, and settings. */
export type RedisTransportOptions = RedisAddress & {
  /**
   * Prefix of every channel. Systems that share a Redis need different prefixes. Default
   * `taskwire:`.
   */
  readonly keyPrefix?: string;
  /**
   * Interval at which the connections are tested, in ms. A dead connection is noticed after four
   * times this value. Default 3000.
   */
  readonly heartbeatMs?: number;
  /**
   * Called with `up` when Redis becomes reachable, for the first time and after each interruption.
   * Called with `down` and the reason when it becomes unreachable, and again if Redis then gives
   * another reason, for example that the user lacks a right. Default: writes a line to stderr each
   * time.
   */
  readonly onStatus?: (status: "up" | "down", reason?: Error) => void;
  /** @internal The clock, ids and randomness; tests pass their own. */
  readonly runtime?: Runtime;
};

/**
 * Maximum number of reasons that are reported while Redis is unreachable. If each refusal has other words,
 * for example a number, they would fill the memory and the log.
 */
const maxReasons = 20;

/**
 * Carries hints and signals between servers over Redis or Valkey. It opens two connections to a
 * single server, or two to each master of a cluster, where it uses sharded channels (Redis 7).
 *
 * Redis may be unreachable at any time, also at the start. Then commands still work, and live
 * updates between servers take up to five seconds. The transport recovers by itself. It never
 * throws.
 *
 * @example
 * ```ts
 * const transport = redisTransport({ url: "redis://127.0.0.1:6379" });
 * const taskwire = createTaskwire({ storage, transport });
 * ```
 */
export function redisTransport(options: RedisTransportOptions): Transport {
  const {
    keyPrefix = "taskwire:",
    heartbeatMs = 3_000,
    onStatus = statusPrinter(),
    runtime = systemRuntime,
  } = options;
  // An id in each message of this node. Redis also sends the messages back to this node, which
  // recognizes and ignores them.
  const node = runtime.id();
  const channels = new Map<string, Channel>();
  let reported: Status = "starting";
  let lastProblem: Error | undefined;
  /** The reasons that were reported since Redis became unreachable: at most `maxReasons`. */
  const reasons = new Set<string>();
  let closed: Promise<void> | undefined;

  const missed = new Channel(`${keyPrefix}missed`);
  const context = {
    runtime,
    heartbeatMs,
    onMoved() {},
    onStatus: report,
    // Other nodes missed the messages that this node could not publish. This tells them to check
    // their topics themselves.
    onRecovered: () => connections.publish(missed.name, node),
    onProblem(error: Error) {
      // The connection often fails after Redis has said why it ends it. Its own words say more.
      if (!lastProblem || isAnswer(error) || !isAnswer(lastProblem)) lastProblem = error;
      const isNew = reasons.size < maxReasons && !reasons.has(error.message);
      // The first reason is often only that the connection ended. Redis says why when it refuses the next one.
      if (reported === "down" && isAnswer(error) && isNew) reportDown();
    },
  };
  const connections = connect(options, `${keyPrefix}beat:${node}:`, context);
  missed.listen((from) => {
    if (from !== node) for (const channel of channels.values()) channel.deliver("");
  });
  connections.add(missed);

  function report(): void {
    const { status } = connections;
    if (closed !== undefined || status === reported || status === "starting") return;
    reported = status;
    reasons.clear();
    if (status === "down") return reportDown();
    lastProblem = undefined;
    onStatus(status);
  }

  function reportDown(): void {
    if (closed !== undefined) return;
    const reason = lastProblem ?? new Error("Redis closed the connection.");
    lastProblem = undefined;
    reasons.add(reason.message);
    onStatus("down", reason);
  }

  /**
   * Extracts the message of another node. Returns "" for this node's own messages and for invalid
   * ones. An empty message from Redis is invalid too, because only this transport may send its
   * listeners the empty message.
   */
  function parse(text: string): string {
    const space = text.indexOf(" ");
    return space > 0 && text.slice(0, space) !== node ? text.slice(space + 1) : "";
  }

  function open(name: string): Channel {
    const channel = new Channel(keyPrefix + name, parse);
    channels.set(name, channel);
    connections.add(channel);
    return channel;
  }

  return {
    publish(name, message) {
      if (closed !== undefined || message === "") return;
      // Listeners on this node get it directly, so it also arrives while Redis is away.
      channels.get(name)?.deliver(message);
      connections.publish(keyPrefix + name, `${node} ${message}`);
    },
    async subscribe(name, listener) {
      if (closed !== undefined) return () => {};
      const channel = channels.get(name) ?? open(name);
      const stop = channel.listen(listener);
      await channel.ready();
      return () => {
        stop();
        if (!channel.isIdle || channels.get(name) !== channel) return;
        channels.delete(name);
        connections.remove(channel);
      };
    },
    close() {
      closed ??= connections.close();
      return closed;
    },
  };
}

function connect(
  address: RedisAddress,
  beatPrefix: string,
  context: ConnectionsContext,
): RedisConnections {
  const { runtime } = context;
  if ("cluster" in address) {
    return new ClusterConnections(
      new Cluster([...address.cluster], clusterOptions(runtime)),
      beatPrefix,
      context,
    );
  }
  // Not `instanceof`: the app may have another copy of ioredis. Not a type predicate: comparing the
  // types of the two clients takes the compiler ten seconds.
  if ("client" in address && address.client.isCluster) {
    const cluster = (address.client as Cluster).duplicate([], clusterOptions(runtime));
    return new ClusterConnections(cluster, beatPrefix, context);
  }
  const open = (own: HintOptions) =>
    "client" in address ? (address.client as Redis).duplicate(own) : new Redis(address.url, own);
  const server = new ServerConnections(open, false, context);
  server.beatOn(`${beatPrefix}0`);
  return server;
}

function statusPrinter(): (status: "up" | "down", reason?: Error) => void {
  let wasDown = false;
  return (status, reason) => {
    if (status === "down")
      console.error(
        `taskwire: Redis can't be reached (${reason?.message}). Commands go on; live updates ` +
          "between servers take up to 5 seconds until it is back.",
      );
    else if (wasDown) console.error("taskwire: Redis is back.");
    wasDown = status === "down";
  };
}
