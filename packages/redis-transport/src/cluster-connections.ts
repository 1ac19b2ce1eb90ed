import type { Cluster } from "ioredis";
import type { Channel } from "./channel.ts";
import { end, type HintOptions } from "./connect.ts";
import type { ConnectionsContext, RedisConnections } from "./connections.ts";
import { ServerConnections } from "./server-connections.ts";
import { slotOf } from "./slot.ts";
import { combinedStatus, type Status } from "./status.ts";

/**
 * Each server needs a heartbeat channel whose slot belongs to it. This is the maximum number of
 * channel names to try. With 100 servers a few hundred names are enough.
 */
const maxNames = 100_000;

/**
 * Connections to every master of a cluster. A sharded channel lives on the server that has its slot.
 * The ioredis cluster client is only used to find that server: its own sharded subscribers don't
 * say when they have subscribed again, and don't notice a dead connection.
 */
export class ClusterConnections implements RedisConnections {
  readonly #cluster: Cluster;
  readonly #context: ConnectionsContext;
  readonly #beatPrefix: string;
  /** By the server's address, `host:port`. */
  readonly #servers = new Map<string, ServerConnections>();
  /** The server of each channel. Undefined while no server is known. */
  readonly #serverOfChannel = new Map<Channel, ServerConnections | undefined>();
  #status: Status = "starting";
  #isClosed = false;

  constructor(cluster: Cluster, beatPrefix: string, context: Omit<ConnectionsContext, "onMoved">) {
    this.#cluster = cluster;
    this.#beatPrefix = beatPrefix;
    this.#context = { ...context, onMoved: () => this.#refreshSlots() };
    cluster.on("error", context.onProblem);
    cluster.on("node error", context.onProblem);
    cluster.on("refresh", () => this.#assignChannels());
    cluster.on("close", () => {
      // After the cluster client was up for the first time, the connections to the servers report
      // their own statuses.
      if (this.#status === "up") return;
      this.#status = "down";
      for (const [channel, server] of this.#serverOfChannel) if (!server) channel.markUnavailable();
      context.onStatus();
    });
  }

  get status(): Status {
    return combinedStatus([
      this.#status,
      ...[...this.#servers.values()].map(({ status }) => status),
    ]);
  }

  publish(channel: string, message: string): void {
    this.#serverFor(channel)?.publish(channel, message);
  }

  add(channel: Channel): void {
    const server = this.#serverFor(channel.name);
    this.#serverOfChannel.set(channel, server);
    if (server) server.add(channel);
    else if (this.#status !== "starting") channel.markUnavailable();
  }

  remove(channel: Channel): void {
    this.#serverOfChannel.get(channel)?.remove(channel);
    this.#serverOfChannel.delete(channel);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
    await end(this.#cluster, this.#context.runtime);
  }

  #addressFor(channelName: string): string | undefined {
    return this.#cluster.slots[slotOf(channelName)]?.[0];
  }

  #serverFor(channelName: string): ServerConnections | undefined {
    const address = this.#addressFor(channelName);
    return address === undefined ? undefined : (this.#servers.get(address) ?? this.#open(address));
  }

  #open(address: string): ServerConnections | undefined {
    const node = this.#cluster
      .nodes("master")
      .find(({ options }) => `${options.host}:${options.port}` === address);
    if (!node || this.#isClosed) return undefined;
    const server = new ServerConnections(
      (options) => node.duplicate<HintOptions>(options),
      true,
      this.#context,
    );
    this.#servers.set(address, server);
    this.#startHeartbeat(address, server);
    return server;
  }

  /** Moves every channel to the server that has its slot now. */
  #assignChannels(): void {
    if (this.#isClosed) return;
    this.#status = "up";
    const addresses = new Set(this.#cluster.slots.flatMap((servers) => servers?.[0] ?? []));
    // All connections are opened now, before anything is published, because it takes a moment to
    // open one.
    for (const address of addresses) if (!this.#servers.has(address)) this.#open(address);
    for (const [channel, previous] of this.#serverOfChannel) {
      const server = this.#serverFor(channel.name);
      if (server === previous) continue;
      if (previous) {
        previous.remove(channel);
        channel.markUnavailable();
      }
      this.#serverOfChannel.set(channel, server);
      server?.add(channel);
    }
    for (const [address, server] of this.#servers) {
      if (!addresses.has(address)) {
        this.#servers.delete(address);
        void server.close();
        continue;
      }
      if (server.beatName === undefined || this.#addressFor(server.beatName) !== address)
        this.#startHeartbeat(address, server);
      server.retry();
    }
    this.#context.onStatus();
  }

  #startHeartbeat(address: string, server: ServerConnections): void {
    for (let i = 0; i < maxNames; i++) {
      const name = `${this.#beatPrefix}${i}`;
      if (this.#addressFor(name) === address) return server.beatOn(name);
    }
  }

  #refreshSlots(): void {
    if (!this.#isClosed) this.#cluster.refreshSlotsCache();
  }
}
