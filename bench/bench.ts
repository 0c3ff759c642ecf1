/** What a benchmark is. */

export interface BenchOptions {
  /** Where scratch data may lie; it decides which disk is measured. */
  readonly folder: string;
  /** Short rounds and small numbers, to see that everything works; the figures are rough. */
  readonly quick: boolean;
}

export interface BenchReport {
  /** Goes into `results/NAME.json`, beside the machine. */
  readonly figures: unknown;
  /** What a person reads. */
  readonly text: string;
}

export type Bench = (options: BenchOptions) => Promise<BenchReport>;
