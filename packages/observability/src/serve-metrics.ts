import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { NodeStats } from "@taskwire/core";
import type { PrometheusMetrics } from "./metrics/prometheus-metrics.ts";

/** Options of {@link serveMetrics}. */
export interface ServeMetricsOptions {
  readonly metrics: PrometheusMetrics;
  readonly taskwire: { stats(): Promise<NodeStats> };
  /**
   * The scraper sends it as `Authorization: Bearer …`, and everybody else gets 404. It has at least 16
   * characters. Without it, only programs on the same machine may ask, and no proxy may be in between.
   */
  readonly token?: string | undefined;
}

const minTokenLength = 16;

/**
 * Makes a handler of `GET /metrics`, for Express and for a server of plain Node.
 *
 * @throws {Error} if the token is too short.
 * @example
 * ```ts
 * const metrics = prometheusMetrics();
 * const taskwire = createTaskwire({ observers: [metrics] });
 * const handler = serveMetrics({ metrics, taskwire, token: process.env.METRICS_TOKEN });
 * ```
 */
export function serveMetrics({
  metrics,
  taskwire,
  token,
}: ServeMetricsOptions): (request: IncomingMessage, response: ServerResponse) => void {
  if (token !== undefined && token.length < minTokenLength)
    throw new Error(
      `serveMetrics: the token has ${token.length} characters; use at least ${minTokenLength}, for example from \`openssl rand -hex 32\`.`,
    );
  const isAllowed = token === undefined ? isLocal : (asked: IncomingMessage) => has(asked, token);
  return (request, response) => {
    if (request.method !== "GET" || !isAllowed(request)) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("There is nothing here.\n");
      return;
    }
    metrics.text(taskwire).then(
      (text) => {
        const headers = { "Content-Type": metrics.contentType, "Cache-Control": "no-store" };
        response.writeHead(200, headers).end(text);
      },
      () => response.writeHead(500).end(),
    );
  };
}

const hash = (text: string): Buffer => createHash("sha256").update(text).digest();

const has = ({ headers }: IncomingMessage, token: string): boolean =>
  timingSafeEqual(hash(headers.authorization ?? ""), hash(`Bearer ${token}`));

const loopback = /^(::1|(::ffff:)?127(\.\d+){3})$/;
/**
 * Accepts only local names in `Host`. Another site could let a name of its own point to this machine
 * (DNS rebinding), and its page could read the metrics.
 */
const localHost = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const proxyHeaders = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"];

const isLocal = ({ socket, headers }: IncomingMessage): boolean =>
  loopback.test(socket.remoteAddress ?? "") &&
  localHost.test(headers.host ?? "") &&
  proxyHeaders.every((name) => headers[name] === undefined);
