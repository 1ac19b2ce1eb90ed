import type { Transport } from "@taskwire/core/adapter";
import { transportContract } from "@taskwire/core/testing";
import { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, test } from "vitest";
import {
  type RedisAddress,
  type RedisTransportOptions,
  redisTransport,
} from "../src/redis-transport.ts";
import { type RedisServer, startCluster, startRedis } from "./redis-server.ts";

let systems = 0;

/** Two transports on one Redis, with channels that no other test uses. */
async function endsOn(address: RedisAddress): Promise<[Transport, Transport]> {
  const keyPrefix = `contract${++systems}:`;
  return Promise.all([connected({ ...address, keyPrefix }), connected({ ...address, keyPrefix })]);
}

/** A transport that is connected. */
async function connected(options: RedisTransportOptions): Promise<Transport> {
  return new Promise((resolve) => {
    const transport: Transport = redisTransport({
      ...options,
      onStatus: (status) => status === "up" && resolve(transport),
    });
  });
}

describe("on one Redis", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  describe("by its URL", () =>
    transportContract({ test, open: async () => endsOn({ url: redis.url }) }));

  describe("by an app's own client, with options made for data", () => {
    let client: Redis;
    beforeAll(() => {
      client = new Redis<"legacy">(redis.port, "127.0.0.1", {
        keyPrefix: "app:",
        db: 3,
        lazyConnect: true,
        retryStrategy: null,
      });
    });
    afterAll(() => client.disconnect());
    transportContract({ test, open: async () => endsOn({ client }) });
  });

  describe("in the older protocol", () => {
    let client: Redis;
    beforeAll(() => {
      client = new Redis<"legacy">(redis.port, "127.0.0.1", { protocol: 2, lazyConnect: true });
    });
    afterAll(() => client.disconnect());
    transportContract({ test, open: async () => endsOn({ client }) });
  });
});

describe("on a cluster of three", () => {
  let servers: RedisServer[];
  const nodes = () => servers.map(({ port }) => ({ host: "127.0.0.1", port }));
  beforeAll(async () => {
    servers = await startCluster();
  });
  afterAll(() => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())));

  describe("by its servers", () =>
    transportContract({ test, open: async () => endsOn({ cluster: nodes() }) }));

  describe("by an app's own client", () => {
    let client: Cluster;
    beforeAll(() => {
      client = new Cluster<"legacy">(nodes(), { lazyConnect: true, keyPrefix: "app:" });
    });
    afterAll(() => client.disconnect());
    transportContract({ test, open: async () => endsOn({ client }) });
  });
});
