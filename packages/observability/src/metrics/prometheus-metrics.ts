import { monitorEventLoopDelay } from "node:perf_hooks";
import type { NodeStats, Observation, Observer } from "@taskwire/core";
import { count } from "./count.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { textFormat } from "./series.ts";

/** Counts what a node does, and writes it in the text format of Prometheus. */
export interface PrometheusMetrics extends Observer {
  observed(observation: Observation): void;
  /** The content type of {@link text}. */
  readonly contentType: string;
  /**
   * Resolves to all metrics. Makes three small reads of the storage. If the storage can't be reached,
   * `taskwire_storage_up` is 0, and the numbers that come from it keep their last value.
   */
  text(taskwire: { stats(): Promise<NodeStats> }): Promise<string>;
}

/**
 * Makes an observer that counts, and serves the counts. Labels are names of operations, reactions,
 * outcomes and so on, never ids of people or texts.
 *
 * @example
 * ```ts
 * const metrics = prometheusMetrics();
 * const taskwire = createTaskwire({ observers: [metrics] });
 * await taskwire.open();
 * console.log(await metrics.text(taskwire)); // for GET /metrics
 * await taskwire.close();
 * ```
 */
export function prometheusMetrics(): PrometheusMetrics {
  const metrics = createMetrics();
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  return {
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    observed: (observation) => count(observation, metrics),
    async text(taskwire) {
      await readStats(taskwire, metrics);
      // Every measured delay contains the 20 ms between two samples. They are subtracted.
      metrics.loopDelay.set({}, Math.max(0, loop.max / 1e9 - 0.02));
      loop.reset();
      metrics.memory.set({}, process.memoryUsage.rss());
      return textFormat(Object.values(metrics));
    },
  };
}

async function readStats(
  taskwire: { stats(): Promise<NodeStats> },
  metrics: Metrics,
): Promise<void> {
  try {
    const stats = await taskwire.stats();
    metrics.storageUp.set({}, 1);
    metrics.connections.set({ state: "open" }, stats.connections);
    metrics.connections.set({ state: "pending" }, stats.pendingConnections);
    metrics.topics.set({}, stats.topics);
    metrics.jobs.set({ status: "waiting" }, stats.reactions.waiting);
    metrics.jobs.set({ status: "failed" }, stats.reactions.failed);
    metrics.timersLate.set({}, stats.timersLateMs / 1_000);
  } catch {
    metrics.storageUp.set({}, 0);
  }
}
