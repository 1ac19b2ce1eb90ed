import type { Observation } from "@taskwire/core";

/** One observation of each type. The compiler asks for a new one here if core gets another type. */
const samples: { readonly [T in Observation["type"]]: Extract<Observation, { readonly type: T }> } =
  {
    call: {
      type: "call",
      operation: "tasks.create",
      kind: "command",
      userId: "dao",
      outcome: "refused",
      rule: "quota",
      quota: "openRequests",
      ids: {},
      attempts: 2,
      ms: 5,
    },
    storage: { type: "storage", method: "commit", outcome: "ok", events: 2, records: 3, ms: 2 },
    delivery: { type: "delivery", events: 3, from: "log", lagMs: 40 },
    open: { type: "open" },
    close: { type: "close", code: 4001, wasOpen: true, ms: 60_000 },
    reload: { type: "reload", reason: "too_old" },
    limit: { type: "limit", limit: "calls" },
    charge: { type: "charge", calls: 2 },
    reaction: { type: "reaction", reaction: "mail", outcome: "done", attempt: 1, ms: 8 },
    timer: { type: "timer", outcome: "done", lateMs: 900 },
    webhook: { type: "webhook", outcome: "sent", status: 204, ms: 30, lateMs: 1_200 },
  };

export const allSamples: readonly Observation[] = Object.values(samples);

export const sampleStats = {
  connections: 4,
  pendingConnections: 1,
  topics: 7,
  reactions: { waiting: 2, failed: 1 },
  timersLateMs: 1_500,
};
