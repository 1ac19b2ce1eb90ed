/** The labels of one series, for example `{ operation: "tasks.approve", outcome: "ok" }`. */
export type Labels = { readonly [name: string]: string };

/**
 * Maximum number of series of one metric. All label values are names that taskwire or the app defines,
 * so this is only reached by an app that makes names at run time.
 */
const maxSeries = 2_000;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
}

/** The series of one metric, by their labels. Beyond the maximum, all others share one series. */
class SeriesMap<T> {
  readonly #series = new Map<string, T>();
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  of(labels: Labels): T {
    const wanted = textOf(labels);
    const isKnown = this.#series.has(wanted) || this.#series.size < maxSeries;
    const key = isKnown ? wanted : textOf(others(labels));
    let one = this.#series.get(key);
    if (one === undefined) {
      one = this.#make();
      this.#series.set(key, one);
    }
    return one;
  }

  [Symbol.iterator](): Iterator<[string, T]> {
    return this.#series[Symbol.iterator]();
  }
}

/** A number that only grows, for each set of labels. */
export class Counter {
  readonly family: Family;
  readonly #values = new SeriesMap(() => ({ value: 0 }));

  constructor(name: string, help: string) {
    this.family = { name, help, type: "counter" };
  }

  add(labels: Labels, amount = 1): void {
    this.#values.of(labels).value += amount;
  }

  *lines(): Iterable<string> {
    for (const [labels, { value }] of this.#values) yield line(this.family.name, labels, value);
  }
}

/** A number that goes up and down, for each set of labels. */
export class Gauge {
  readonly family: Family;
  readonly #values = new SeriesMap(() => ({ value: 0 }));

  constructor(name: string, help: string) {
    this.family = { name, help, type: "gauge" };
  }

  set(labels: Labels, value: number): void {
    this.#values.of(labels).value = value;
  }

  *lines(): Iterable<string> {
    for (const [labels, { value }] of this.#values) yield line(this.family.name, labels, value);
  }
}

/** Counts how often a time was below each of some bounds, for each set of labels. Times are in seconds. */
export class Histogram {
  readonly family: Family;
  readonly #bounds: readonly number[];
  readonly #values: SeriesMap<{ readonly counts: number[]; sum: number; count: number }>;

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.family = { name, help, type: "histogram" };
    this.#bounds = bounds;
    this.#values = new SeriesMap(() => ({ counts: bounds.map(() => 0), sum: 0, count: 0 }));
  }

  observe(labels: Labels, seconds: number): void {
    const one = this.#values.of(labels);
    one.sum += seconds;
    one.count++;
    const at = this.#bounds.findIndex((bound) => seconds <= bound);
    if (at >= 0) one.counts[at] = (one.counts[at] ?? 0) + 1;
  }

  *lines(): Iterable<string> {
    const { name } = this.family;
    for (const [labels, { counts, sum, count }] of this.#values) {
      let below = 0;
      for (const [i, bound] of this.#bounds.entries()) {
        below += counts[i] ?? 0;
        yield line(`${name}_bucket`, withBound(labels, String(bound)), below);
      }
      yield line(`${name}_bucket`, withBound(labels, "+Inf"), count);
      yield line(`${name}_sum`, labels, sum);
      yield line(`${name}_count`, labels, count);
    }
  }
}

/** Writes metrics in the text format of Prometheus, version 0.0.4. */
export function textFormat(metrics: readonly (Counter | Gauge | Histogram)[]): string {
  return metrics
    .flatMap((metric) => {
      const { name, help, type } = metric.family;
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...metric.lines()];
    })
    .join("\n")
    .concat("\n");
}

const escapeValue = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

/** The labels as the text format has them, without the braces. */
const textOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeValue(value)}"`)
    .join(",");

const others = (labels: Labels): Labels =>
  Object.fromEntries(Object.keys(labels).map((name) => [name, "other"]));

const withBound = (labels: string, bound: string): string =>
  `${labels}${labels === "" ? "" : ","}le="${bound}"`;

const line = (name: string, labels: string, value: number): string =>
  `${name}${labels === "" ? "" : `{${labels}}`} ${value}`;
