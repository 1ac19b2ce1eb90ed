import type { Cluster } from "ioredis";
import type { Channel } from "./channel.ts";
import { end, type HintOptions } from "./connect.ts";
import { Link, type LinkParts, type Links } from "./link.ts";
import { slotOf } from "./slot.ts";
import { type Status, together } from "./status.ts";

// Names to try for a heartbeat that has to fall to one certain server. With a hundred servers a few hundred do.
const mostNames = 100_000;

/**
 * The servers of a cluster, a link each: sharded channels live on the server that has their slot. The client only says
 * which that is. (ioredis's own sharded subscribers don't say when they have subscribed again, nor notice a dead line.)
 */
export class ClusterLinks implements Links {
  readonly #cluster: Cluster;
  readonly #parts: LinkParts;
  readonly #beatPrefix: string;
  readonly #links = new Map<string, Link>();
  readonly #homes = new Map<Channel, Link | undefined>();
  #status: Status = "starting";
  #closed = false;

  constructor(cluster: Cluster, beatPrefix: string, parts: Omit<LinkParts, "moved">) {
    this.#cluster = cluster;
    this.#beatPrefix = beatPrefix;
    this.#parts = { ...parts, moved: () => this.#lookAgain() };
    cluster.on("error", parts.problem);
    cluster.on("node error", parts.problem);
    cluster.on("refresh", () => this.#arrange());
    cluster.on("close", () => {
      if (this.#status === "up") return;
      this.#status = "down";
      for (const [channel, home] of this.#homes) if (!home) channel.lost();
      parts.changed();
    });
  }

  get status(): Status {
    return together([this.#status, ...[...this.#links.values()].map(({ status }) => status)]);
  }

  publish(channel: string, message: string): void {
    this.#linkOf(channel)?.publish(channel, message);
  }

  add(channel: Channel): void {
    const link = this.#linkOf(channel.name);
    this.#homes.set(channel, link);
    if (link) link.add(channel);
    else if (this.#status !== "starting") channel.lost();
  }

  remove(channel: Channel): void {
    this.#homes.get(channel)?.remove(channel);
    this.#homes.delete(channel);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#links.values()].map((link) => link.close()));
    await end(this.#cluster, this.#parts.runtime);
  }

  #ownerOf(name: string): string | undefined {
    return this.#cluster.slots[slotOf(name)]?.[0];
  }

  #linkOf(name: string): Link | undefined {
    const owner = this.#ownerOf(name);
    return owner === undefined ? undefined : (this.#links.get(owner) ?? this.#open(owner));
  }

  #open(owner: string): Link | undefined {
    const node = this.#cluster
      .nodes("master")
      .find(({ options }) => `${options.host}:${options.port}` === owner);
    if (!node || this.#closed) return undefined;
    const link = new Link((options) => node.duplicate<HintOptions>(options), true, this.#parts);
    this.#links.set(owner, link);
    this.#placeBeat(owner, link);
    return link;
  }

  /** Gives every channel to the server that has its slot now. */
  #arrange(): void {
    if (this.#closed) return;
    this.#status = "up";
    const owners = new Set(this.#cluster.slots.flatMap((servers) => servers?.[0] ?? []));
    // All of them, before anybody publishes: a connection takes a moment.
    for (const owner of owners) if (!this.#links.has(owner)) this.#open(owner);
    for (const [channel, home] of this.#homes) {
      const link = this.#linkOf(channel.name);
      if (link === home) continue;
      if (home) {
        home.remove(channel);
        channel.lost();
      }
      this.#homes.set(channel, link);
      link?.add(channel);
    }
    for (const [owner, link] of this.#links) {
      if (!owners.has(owner)) {
        this.#links.delete(owner);
        void link.close();
        continue;
      }
      if (link.beatName === undefined || this.#ownerOf(link.beatName) !== owner)
        this.#placeBeat(owner, link);
      link.retry();
    }
    this.#parts.changed();
  }

  #placeBeat(owner: string, link: Link): void {
    for (let i = 0; i < mostNames; i++) {
      const name = `${this.#beatPrefix}${i}`;
      if (this.#ownerOf(name) === owner) return link.beatOn(name);
    }
  }

  #lookAgain(): void {
    if (!this.#closed) this.#cluster.refreshSlotsCache();
  }
}
