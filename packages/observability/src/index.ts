export { type CallLogEntry, type CallLogOptions, callLog } from "./call-log.ts";
export { type PrometheusMetrics, prometheusMetrics } from "./metrics/prometheus-metrics.ts";
export { type ServeMetricsOptions, serveMetrics } from "./serve-metrics.ts";
