import type { SimulatedRegion } from '../runtime/simulated-region.ts';

/** Something that goes wrong in a Region, as `npm start` shows it. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What the reader should look for. */
  readonly about: string;
  /** The stack's parameters, where not the defaults. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** @default the Saturday evening of `SIMULATED_HOME` */
  readonly startAt?: number;
  /** Days of virtual time: a second or more of the reader's. */
  readonly takesDays?: true;
  readonly run: (region: SimulatedRegion) => Promise<void>;
}
