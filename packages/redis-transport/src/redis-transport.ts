import type { Transport } from "@taskwire/core/adapter";
import { type Runtime, systemRuntime } from "@taskwire/core/adapter";
import { Cluster, type ClusterNode, Redis } from "ioredis";
import { Channel } from "./channel.ts";
import { ClusterLinks } from "./cluster-links.ts";
import { clusterOptions, type HintOptions } from "./connect.ts";
import { Link, type LinkParts, type Links } from "./link.ts";
import type { Status } from "./status.ts";

/** Where Redis is. A client is yours and stays yours: it is never used, only copied, with all that it takes to connect. */
export type RedisAddress =
  /** `redis://user:password@host:6379`, or `rediss://` for TLS. */
  | { readonly url: string }
  /** Of ioredis; also one that finds its server through Sentinel. */
  | { readonly client: Redis | Cluster }
  /** Some servers of a cluster, by which the others are found. Where it takes a password or TLS, give a `client`. */
  | { readonly cluster: readonly ClusterNode[] };

/** What {@link redisTransport} takes. */
export type RedisTransportOptions = RedisAddress & {
  /** Stands in front of every channel. Systems that share a Redis need different ones. Default `taskwire:`. */
  readonly keyPrefix?: string;
  /** How often each connection is tried, in ms. A dead one is noticed after four times as long. Default 3000. */
  readonly heartbeatMs?: number;
  /** Hears when Redis is there, at first and again, and when it is away, with the reason. Default: a line on stderr when it goes away and comes back. */
  readonly onStatus?: (status: "up" | "down", reason?: Error) => void;
  /** @internal Another clock, for tests. */
  readonly runtime?: Runtime;
};

/**
 * Carries hints and signals between servers over Redis or Valkey, on connections of its own: two to a server, or two to
 * each server of a cluster, where it uses sharded channels (Redis 7). Redis may be away at any time, also at the start:
 * commands don't notice, live updates take up to five seconds, and everything recovers by itself. It never throws.
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
    onStatus = printer(),
    runtime = systemRuntime,
  } = options;
  // By it this node knows its own messages, which come back to it.
  const node = runtime.id();
  const channels = new Map<string, Channel>();
  let reported: Status = "starting";
  let lastProblem: Error | undefined;
  let closed: Promise<void> | undefined;

  const missed = new Channel(`${keyPrefix}missed`);
  const parts = {
    runtime,
    heartbeatMs,
    moved() {},
    changed: report,
    // What this node could not publish, the others have not heard: they look for themselves.
    recovered: () => links.publish(missed.name, node),
    problem(error: Error) {
      lastProblem = error;
    },
  };
  const links = connect(options, `${keyPrefix}beat:${node}:`, parts);
  missed.listen((from) => {
    if (from !== node) for (const channel of channels.values()) channel.deliver("");
  });
  links.add(missed);

  function report(): void {
    const { status } = links;
    if (closed !== undefined || status === reported || status === "starting") return;
    reported = status;
    if (status === "up") onStatus(status);
    else onStatus(status, lastProblem ?? new Error("Redis has closed the connection."));
    lastProblem = undefined;
  }

  /** The message of another node in what came from Redis. The empty one is this transport's own word: elsewhere it is none. */
  function read(text: string): string {
    const space = text.indexOf(" ");
    return space > 0 && text.slice(0, space) !== node ? text.slice(space + 1) : "";
  }

  function open(name: string): Channel {
    const channel = new Channel(keyPrefix + name, read);
    channels.set(name, channel);
    links.add(channel);
    return channel;
  }

  return {
    publish(name, message) {
      if (closed !== undefined || message === "") return;
      // Who listens on this node hears it without Redis, also when that is away.
      channels.get(name)?.deliver(message);
      links.publish(keyPrefix + name, `${node} ${message}`);
    },
    async subscribe(name, listener) {
      if (closed !== undefined) return () => {};
      const channel = channels.get(name) ?? open(name);
      const stop = channel.listen(listener);
      await channel.settled();
      return () => {
        stop();
        if (!channel.isIdle || channels.get(name) !== channel) return;
        channels.delete(name);
        links.remove(channel);
      };
    },
    close() {
      closed ??= links.close();
      return closed;
    },
  };
}

function connect(address: RedisAddress, beatPrefix: string, parts: LinkParts): Links {
  const { runtime } = parts;
  if ("cluster" in address) {
    return new ClusterLinks(
      new Cluster([...address.cluster], clusterOptions(runtime)),
      beatPrefix,
      parts,
    );
  }
  // Not `instanceof`: the app may have another copy of ioredis. Not a type predicate: to compare the two clients' types takes
  // the compiler ten seconds.
  if ("client" in address && address.client.isCluster) {
    const cluster = (address.client as Cluster).duplicate([], clusterOptions(runtime));
    return new ClusterLinks(cluster, beatPrefix, parts);
  }
  const open = (own: HintOptions) =>
    "client" in address ? (address.client as Redis).duplicate(own) : new Redis(address.url, own);
  const link = new Link(open, false, parts);
  link.beatOn(`${beatPrefix}0`);
  return link;
}

function printer(): (status: "up" | "down", reason?: Error) => void {
  let wasAway = false;
  return (status, reason) => {
    if (status === "down")
      console.error(`taskwire: Redis is away (${reason?.message}). ${whatItMeans}`);
    else if (wasAway) console.error("taskwire: Redis is back.");
    wasAway = status === "down";
  };
}

const whatItMeans = "Commands go on; live updates between servers take up to 5 seconds.";
