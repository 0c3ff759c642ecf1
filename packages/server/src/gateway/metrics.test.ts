import assert from "node:assert/strict";
import { test } from "node:test";
import { labelSetsMax } from "./limits.ts";
import { createMetrics } from "./metrics.ts";

test("counters, gauges and histograms are printed as Prometheus reads them", () => {
  const metrics = createMetrics();
  const requests = metrics.counter("requests_total", "Requests.\nAll of them.", ["service", "code"]);
  requests.add(1, "states", "ok");
  requests.add(2, "states", "ok");
  requests.add(1, 'la"m\\b\n', "ok");
  metrics.gauge("runs", "Open runs.").set(3.5);
  metrics.gaugeOf("lag_seconds", "Lag.", () => Number.POSITIVE_INFINITY);
  const latency = metrics.histogram("wait_seconds", "Waits.", ["kind"], [0.1, 1]);
  for (const value of [0.1, 0.5, 5]) latency.observe(value, "a");
  assert.equal(
    metrics.print(),
    `# HELP requests_total Requests.\\nAll of them.
# TYPE requests_total counter
requests_total{service="states",code="ok"} 3
requests_total{service="la\\"m\\\\b\\n",code="ok"} 1
# HELP runs Open runs.
# TYPE runs gauge
runs 3.5
# HELP lag_seconds Lag.
# TYPE lag_seconds gauge
lag_seconds +Inf
# HELP wait_seconds Waits.
# TYPE wait_seconds histogram
wait_seconds_bucket{kind="a",le="0.1"} 1
wait_seconds_bucket{kind="a",le="1"} 2
wait_seconds_bucket{kind="a",le="+Inf"} 3
wait_seconds_sum{kind="a"} 5.6
wait_seconds_count{kind="a"} 3
`,
  );
});

test("a counter without labels is there from the start", () => {
  const metrics = createMetrics();
  metrics.counter("errors_total", "Errors.");
  assert.match(metrics.print(), /^errors_total 0$/m);
});

test("label sets do not grow without bound: what is too many is counted as other", () => {
  const metrics = createMetrics();
  const counter = metrics.counter("names_total", "Names.", ["name"]);
  for (let index = 0; index < labelSetsMax + 50; index++) counter.add(1, `name-${index}`);
  const lines = metrics
    .print()
    .split("\n")
    .filter((line) => line.startsWith("names_total"));
  assert.equal(lines.length, labelSetsMax + 1);
  assert.ok(lines.includes('names_total{name="other"} 50'));
});

test("a name is taken once, a counter does not go down, labels are given whole", () => {
  const metrics = createMetrics();
  const counter = metrics.counter("a_total", "A.", ["x"]);
  assert.throws(() => metrics.gauge("a_total", "A."), /declared twice/);
  assert.throws(() => metrics.gauge("a-b", "A."), /not a name/);
  assert.throws(() => counter.add(-1, "x"), /cannot go down/);
  assert.throws(() => counter.add(1), /expected the labels/);
});
