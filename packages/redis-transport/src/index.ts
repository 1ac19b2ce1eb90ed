export {
  type RedisAddress,
  type RedisTransportOptions,
  redisTransport,
} from "./redis-transport.ts";
