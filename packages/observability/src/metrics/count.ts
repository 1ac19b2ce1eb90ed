import type { Observation } from "@taskwire/core";
import type { Metrics } from "./metrics.ts";

/** Counts one observation. */
export function count(one: Observation, metrics: Metrics): void {
  switch (one.type) {
    case "call": {
      const { operation, outcome, attempts, quota, ms } = one;
      metrics.calls.add({ operation, outcome });
      metrics.callSeconds.observe({ operation }, ms / 1_000);
      if (attempts > 1) metrics.retries.add({ operation }, attempts - 1);
      if (quota !== undefined) metrics.quotas.add({ quota });
      return;
    }
    case "storage": {
      const { method, outcome, events = 0, records = 0, ms } = one;
      metrics.storage.add({ method, outcome });
      metrics.storageSeconds.observe({ method }, ms / 1_000);
      metrics.events.add({}, events);
      metrics.records.add({}, records);
      return;
    }
    case "delivery":
      metrics.delivered.add({ from: one.from }, one.events);
      return metrics.lag.observe({ from: one.from }, one.lagMs / 1_000);
    case "open":
      return metrics.opened.add({});
    case "close":
      return metrics.closed.add({ code: String(one.code ?? "none") });
    case "reload":
      return metrics.reloads.add({ reason: one.reason });
    case "limit":
      return metrics.limited.add({ limit: one.limit });
    case "charge":
      return metrics.charged.add({}, one.calls);
    case "reaction": {
      const { reaction, outcome, ms } = one;
      metrics.reactions.add({ reaction, outcome });
      return metrics.reactionSeconds.observe({ reaction }, ms / 1_000);
    }
    case "timer":
      metrics.timers.add({ outcome: one.outcome });
      return metrics.timerSeconds.observe({}, one.lateMs / 1_000);
    case "webhook":
      metrics.webhooks.add({ outcome: one.outcome });
      return metrics.webhookSeconds.observe({}, one.lateMs / 1_000);
  }
}
