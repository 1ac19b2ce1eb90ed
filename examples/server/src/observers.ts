import type { Observer } from "@taskwire/core";
import { callLog, type PrometheusMetrics, prometheusMetrics } from "@taskwire/observability";

/** The observers of a server, and the metrics that one of them counts. */
export interface Observers {
  readonly metrics: PrometheusMetrics;
  readonly all: readonly Observer[];
}

/** Creates the metrics and, in production, the log of calls: a line of JSON on stdout for each call. */
export function createObservers({ isProduction }: { readonly isProduction: boolean }): Observers {
  const metrics = prometheusMetrics();
  const log = callLog({ write: (entry) => console.log(JSON.stringify(entry)) });
  return { metrics, all: isProduction ? [metrics, log] : [metrics] };
}
