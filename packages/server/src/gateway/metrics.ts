/**
 * Counters, gauges and histograms, and the text Prometheus reads. Label values come from requests (service,
 * operation, status), so that every metric bounds its label sets: past the bound they are counted as `other`.
 */
import { labelSetsMax } from "./limits.ts";

export interface Counter {
  /** Adds to the series with those label values, given in the order the labels were declared. */
  add(amount?: number, ...labelValues: readonly string[]): void;
}

export interface Gauge {
  set(value: number, ...labelValues: readonly string[]): void;
  add(amount: number, ...labelValues: readonly string[]): void;
}

export interface Histogram {
  observe(value: number, ...labelValues: readonly string[]): void;
}

export interface Metrics {
  /** Names end in `_total`, `_seconds`, `_bytes`, as Prometheus advises; a name can be taken once. */
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  /** A gauge whose value is asked for when the text is printed. */
  gaugeOf(name: string, help: string, value: () => number): void;
  histogram(name: string, help: string, labels?: readonly string[], upperBounds?: readonly number[]): Histogram;
  /** The text exposition format, version 0.0.4. */
  print(): string;
}

/** From a millisecond, what the clock resolves, to a long poll. */
const latencySeconds: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 65];

export function createMetrics(): Metrics {
  const printers = new Map<string, () => string>();
  const register = (name: string, help: string, type: string, printSeries: () => string): void => {
    if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is not a name Prometheus takes`);
    if (printers.has(name)) throw new Error(`the metric ${name} is declared twice`);
    printers.set(name, () => `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${printSeries()}`);
  };
  const scalar = (name: string, help: string, type: "counter" | "gauge", labels: readonly string[]) => {
    const series = createSeries(labels, () => ({ value: 0 }));
    // A metric without labels exists from the start: absent and zero are not the same to an alert.
    if (labels.length === 0) series.of([]);
    register(name, help, type, () => series.print((text, { value }) => `${name}${text} ${number(value)}\n`));
    return series;
  };
  return {
    counter(name, help, labels = []) {
      const series = scalar(name, help, "counter", labels);
      return {
        add(amount = 1, ...values) {
          if (!(amount >= 0)) throw new Error(`the counter ${name} cannot go down`);
          series.of(values).value += amount;
        },
      };
    },
    gauge(name, help, labels = []) {
      const series = scalar(name, help, "gauge", labels);
      return {
        set: (value, ...values) => void (series.of(values).value = value),
        add: (amount, ...values) => void (series.of(values).value += amount),
      };
    },
    gaugeOf(name, help, value) {
      register(name, help, "gauge", () => `${name} ${number(value())}\n`);
    },
    histogram(name, help, labels = [], upperBounds = latencySeconds) {
      const series = createSeries(labels, () => ({ counts: new Float64Array(upperBounds.length + 1), sum: 0 }));
      register(name, help, "histogram", () =>
        series.print((text, { counts, sum }) => {
          let count = 0;
          let lines = "";
          for (const [index, inBucket] of counts.entries()) {
            count += inBucket;
            lines += `${name}_bucket${withLabel(text, "le", number(upperBounds[index] ?? Number.POSITIVE_INFINITY))} ${count}\n`;
          }
          return `${lines}${name}_sum${text} ${number(sum)}\n${name}_count${text} ${count}\n`;
        }),
      );
      return {
        observe(value, ...values) {
          const one = series.of(values);
          let bucket = 0;
          while (bucket < upperBounds.length && value > (upperBounds[bucket] ?? 0)) bucket += 1;
          one.counts[bucket] = (one.counts[bucket] ?? 0) + 1;
          one.sum += value;
        },
      };
    },
    print: () => [...printers.values()].map((print) => print()).join(""),
  };
}

interface Series<State> {
  of(labelValues: readonly string[]): State;
  print(line: (labelText: string, state: State) => string): string;
}

function createSeries<State>(labels: readonly string[], fresh: () => State): Series<State> {
  const states = new Map<string, { readonly text: string; readonly state: State }>();
  const stateOf = (key: string, values: readonly string[]): State => {
    const text = labels.length === 0 ? "" : `{${labels.map((label, index) => `${label}="${escapeLabel(values[index] ?? "")}"`).join(",")}}`;
    const state = fresh();
    states.set(key, { text, state });
    return state;
  };
  return {
    of(values) {
      if (values.length !== labels.length) throw new Error(`expected the labels ${labels.join(", ")}`);
      const key = values.length === 1 ? (values[0] as string) : values.join("\0");
      const known = states.get(key);
      if (known !== undefined) return known.state;
      if (states.size < labelSetsMax) return stateOf(key, values);
      const other = labels.map(() => "other");
      return states.get(other.join("\0"))?.state ?? stateOf(other.join("\0"), other);
    },
    print(line) {
      let text = "";
      for (const one of states.values()) text += line(one.text, one.state);
      return text;
    },
  };
}

function withLabel(text: string, label: string, value: string): string {
  return text === "" ? `{${label}="${value}"}` : `${text.slice(0, -1)},${label}="${value}"}`;
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  return String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
