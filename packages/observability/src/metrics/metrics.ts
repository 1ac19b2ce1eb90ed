import { Counter, Gauge, Histogram } from "./series.ts";

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const longSeconds = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600];

/** Makes all metrics of one node. They begin at 0 when the node starts. */
export const createMetrics = () => ({
  calls: new Counter("taskwire_calls_total", "Calls of operations that have ended."),
  callSeconds: new Histogram(
    "taskwire_call_duration_seconds",
    "Time from a call to its result or error.",
    seconds,
  ),
  retries: new Counter(
    "taskwire_call_retries_total",
    "Further attempts of calls, because others had changed the same records.",
  ),
  quotas: new Counter("taskwire_quota_refusals_total", "Calls that a quota has refused."),
  limited: new Counter(
    "taskwire_rate_limited_total",
    "Calls that were turned away before they ran, because the person or the connection had too many.",
  ),
  charged: new Counter(
    "taskwire_charged_calls_total",
    "The cost of calls, answers, connections and subscriptions, in calls.",
  ),
  storage: new Counter("taskwire_storage_calls_total", "Calls of the storage that have ended."),
  storageSeconds: new Histogram(
    "taskwire_storage_duration_seconds",
    "Time of a call of the storage.",
    seconds,
  ),
  events: new Counter("taskwire_committed_events_total", "Events that this node has committed."),
  records: new Counter(
    "taskwire_committed_records_total",
    "Writes of records that this node has committed.",
  ),
  delivered: new Counter(
    "taskwire_delivered_events_total",
    "Events that were passed to the live connections of this node, once for each topic.",
  ),
  lag: new Histogram(
    "taskwire_delivery_lag_seconds",
    "Time from the oldest event of a delivery to its delivery, by the clocks of both nodes.",
    seconds,
  ),
  opened: new Counter(
    "taskwire_connections_opened_total",
    "Connections on which somebody has authenticated.",
  ),
  closed: new Counter(
    "taskwire_connections_closed_total",
    'Connections that have ended, by the server\'s close code. "none": the client or the network ended it.',
  ),
  reloads: new Counter(
    "taskwire_reloads_total",
    "Subscriptions that were told to load the current state, because events were missing.",
  ),
  reactions: new Counter("taskwire_reaction_runs_total", "Runs of reactions that have ended."),
  reactionSeconds: new Histogram(
    "taskwire_reaction_duration_seconds",
    "Time of a run of a reaction.",
    seconds,
  ),
  timers: new Counter("taskwire_timer_runs_total", "Checks of what is due on a task."),
  timerSeconds: new Histogram(
    "taskwire_timer_lateness_seconds",
    "Time from the moment when something was due to its check.",
    longSeconds,
  ),
  webhooks: new Counter("taskwire_webhook_requests_total", "Requests to webhooks that have ended."),
  webhookSeconds: new Histogram(
    "taskwire_webhook_lateness_seconds",
    "Time from an event to the end of a request that sends it.",
    longSeconds,
  ),
  connections: new Gauge("taskwire_connections", "Connections of this node."),
  topics: new Gauge("taskwire_topics", "Topics that somebody follows on this node."),
  jobs: new Gauge(
    "taskwire_reactions",
    "Reactions of the whole system that wait (or run), or that have failed for good. Counted up to 10,000.",
  ),
  timersLate: new Gauge(
    "taskwire_timers_late_seconds",
    "How late the oldest check is that is due and not done, in the whole system. 0 if there is none.",
  ),
  storageUp: new Gauge(
    "taskwire_storage_up",
    "1 if the storage could be read for these metrics, else 0.",
  ),
  loopDelay: new Gauge(
    "taskwire_event_loop_delay_max_seconds",
    "The longest stall of the event loop since these metrics were read last.",
  ),
  memory: new Gauge("taskwire_resident_memory_bytes", "Resident memory of the process."),
});

/** All metrics of one node. */
export type Metrics = ReturnType<typeof createMetrics>;
