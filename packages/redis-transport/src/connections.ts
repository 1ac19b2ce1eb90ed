import type { Runtime } from "@taskwire/core/adapter";
import type { Redis } from "ioredis";
import type { Channel } from "./channel.ts";
import type { Status } from "./status.ts";

/** Carries the channels of a transport: over one server, or over the servers of a cluster. */
export interface RedisConnections {
  readonly status: Status;
  publish(channel: string, message: string): void;
  add(channel: Channel): void;
  remove(channel: Channel): void;
  close(): Promise<void>;
}

/** Settings and callbacks that all connections of a transport share. */
export interface ConnectionsContext {
  readonly runtime: Runtime;
  readonly heartbeatMs: number;
  /** Called when a status may have changed. */
  readonly onStatus: () => void;
  /** Called when a server says that a channel's slot belongs to another server. */
  readonly onMoved: () => void;
  /** Called when publishing works again after messages were dropped: other nodes missed them. */
  readonly onRecovered: () => void;
  readonly onProblem: (error: Error) => void;
}

/** One connection to one server, with the client that carries it. */
export interface ConnectionOptions extends ConnectionsContext {
  readonly redis: Redis;
  /** Whether the server is part of a cluster, where channels are sharded. */
  readonly isSharded: boolean;
}
