import { context, type Span, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { Observation, ObservedWork, Observer, StorageObservation } from "@taskwire/core";

/** Options of {@link openTelemetry}. */
export interface OpenTelemetryOptions {
  /** Default: the tracer `taskwire` of the provider that your app has registered. */
  readonly tracer?: Tracer;
}

/** Outcomes that are a fault of the server. All others tell a caller what was wrong with the call. */
const faults: readonly string[] = ["internal", "unavailable", "unknown_outcome"];

/**
 * Makes an observer that starts a span for each call and each run of a reaction, with a span for each
 * call of the storage inside. Spans have names, outcomes and numbers: no ids of people, and no texts.
 * Without a registered provider, the API package makes spans that do nothing.
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({ observers: [openTelemetry()] });
 * ```
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Observer {
  const tracer = options.tracer ?? trace.getTracer("taskwire");
  return {
    within: (work, run) =>
      tracer.startActiveSpan(nameOf(work), { attributes: attributesOf(work) }, async (span) => {
        try {
          const result = await run();
          if (work.type === "reaction") setOutcome(span, "done", false);
          return result;
        } catch (error) {
          // For a call, `endCall` sets the outcome.
          if (work.type === "reaction") setOutcome(span, "failed", true);
          throw error;
        } finally {
          span.end();
        }
      }),
    observed(one: Observation) {
      if (one.type === "storage") recordStorage(one, tracer);
      else if (one.type === "call") endCall(one, trace.getActiveSpan());
    },
  };
}

const nameOf = (work: ObservedWork): string =>
  work.type === "call" ? work.operation : `reaction ${work.reaction}`;

const attributesOf = (work: ObservedWork) =>
  work.type === "call"
    ? { "taskwire.operation": work.operation }
    : { "taskwire.reaction": work.reaction, "taskwire.event": work.event };

function endCall(
  { outcome, attempts, rule, quota }: Extract<Observation, { type: "call" }>,
  span: Span | undefined,
): void {
  span?.setAttribute("taskwire.attempts", attempts);
  if (rule !== undefined) span?.setAttribute("taskwire.rule", rule);
  if (quota !== undefined) span?.setAttribute("taskwire.quota", quota);
  setOutcome(span, outcome, faults.includes(outcome));
}

function setOutcome(span: Span | undefined, outcome: string, isFault: boolean): void {
  span?.setAttribute("taskwire.outcome", outcome);
  if (isFault) span?.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
}

/** The call of the storage is over, so its span is made with the times that it had. */
function recordStorage({ method, outcome, events, ms }: StorageObservation, tracer: Tracer): void {
  const end = Date.now();
  const attributes = {
    "taskwire.outcome": outcome,
    ...(events !== undefined && { "taskwire.events": events }),
  };
  const options = { attributes, startTime: end - ms };
  const span = tracer.startSpan(`storage ${method}`, options, context.active());
  if (faults.includes(outcome)) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
  span.end(end);
}
