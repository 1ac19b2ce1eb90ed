import type { Fault } from "./fault.ts";

const observers = "packages/core/src/observe/observers.ts";
const callsTest = "packages/core/test/observe/calls.test.ts";
const sessionsTest = "packages/core/test/observe/sessions.test.ts";

/** Faults in what observers get: metrics, logs and traces are made of it. */
export const observationFaults: readonly Fault[] = [
  {
    number: 990,
    name: "the name of an operation that does not exist is observed, so anybody can make new labels",
    file: "packages/core/src/api.ts",
    edits: [{ find: 'name: operation = "unknown"', replace: "name: operation = name" }],
    caughtBy: { test: callsTest, title: "each call is observed" },
  },
  {
    number: 991,
    name: "an observer that fails fails the call",
    file: observers,
    edits: [
      {
        find: "await observer.within?.(work, once);\n    } catch (error) {",
        replace: "await observer.within?.(work, once);\n    } catch (error) {\n      throw error;",
      },
    ],
    caughtBy: { test: callsTest, title: "an observer that throws is reported" },
  },
  {
    number: 992,
    name: "a call runs as often as its observers ask for it",
    file: observers,
    edits: [{ find: "if (ran === undefined) {", replace: "{" }],
    caughtBy: { test: callsTest, title: "a call runs once" },
  },
  {
    number: 993,
    name: "the lag of a delivery is that of its newest event",
    file: "packages/core/src/session/feed/hub.ts",
    edits: [
      {
        find: 'Date.parse(oldest?.at ?? "")',
        replace: 'Date.parse((others.at(-1) ?? oldest)?.at ?? "")',
      },
    ],
    caughtBy: { test: sessionsTest, title: "deliveries are observed" },
  },
  {
    number: 994,
    name: "a connection that the server closed as slow looks like one that the client has left",
    file: "packages/ws-adapter/src/link.ts",
    edits: [{ find: "this.#isSlow ||= this.isOpen;", replace: "this.#isSlow = false;" }],
    caughtBy: { test: "packages/ws-adapter/test/slow.test.ts", title: "is observed as slow" },
  },
  {
    number: 995,
    name: "the call log has a text that stands in the place of an id",
    file: "packages/observability/src/call-log.ts",
    edits: [{ find: "idPattern.test(id)", replace: "id.length > 0" }],
    caughtBy: { test: "packages/observability/test/no-texts.test.ts", title: "no word of a title" },
  },
  {
    number: 996,
    name: "without a token, everybody behind the proxy of this machine can read the metrics",
    file: "packages/observability/src/serve-metrics.ts",
    edits: [{ find: "=> headers[name] === undefined", replace: "=> headers[name] !== null" }],
    caughtBy: {
      test: "packages/observability/test/serve-metrics.test.ts",
      title: "through a proxy",
    },
  },
  {
    number: 997,
    name: "each name that an app makes at run time takes memory for ever",
    file: "packages/observability/src/metrics/series.ts",
    edits: [{ find: "this.#series.size < maxSeries", replace: "this.#series.size >= 0" }],
    caughtBy: {
      test: "packages/observability/test/series.test.ts",
      title: "fills no memory",
    },
  },
];
