import { expect, test } from "vitest";
import { Counter, Gauge, Histogram, textFormat } from "../src/metrics/series.ts";

test("writes counters, gauges and histograms in the text format of Prometheus", () => {
  const calls = new Counter("calls_total", "Calls.");
  calls.add({ operation: 'a"b\\c\nd' });
  calls.add({ operation: 'a"b\\c\nd' }, 2);
  const topics = new Gauge("topics", "Topics.");
  topics.set({}, 5);
  topics.set({}, 3);
  const seconds = new Histogram("seconds", "Time.", [0.1, 1]);
  for (const one of [0.1, 0.25, 5]) seconds.observe({ method: "get" }, one);
  expect(textFormat([calls, topics, seconds])).toBe(`# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{operation="a\\"b\\\\c\\nd"} 3
# HELP topics Topics.
# TYPE topics gauge
topics 3
# HELP seconds Time.
# TYPE seconds histogram
seconds_bucket{method="get",le="0.1"} 1
seconds_bucket{method="get",le="1"} 2
seconds_bucket{method="get",le="+Inf"} 3
seconds_sum{method="get"} 5.35
seconds_count{method="get"} 3
`);
});

test("a metric has at most 2,001 series: an app that makes names at run time fills no memory", () => {
  const calls = new Counter("calls_total", "Calls.");
  for (let i = 0; i < 5_000; i++) calls.add({ operation: `made${i}.up` });
  calls.add({ operation: "made7.up" });
  const lines = [...calls.lines()];
  expect(lines).toHaveLength(2_001);
  expect(lines).toContain('calls_total{operation="other"} 3000');
  expect(lines).toContain('calls_total{operation="made7.up"} 2');
});
