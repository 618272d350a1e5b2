import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import type { Parameters } from '../workload/draw-parameters.ts';

/** How the world was at a moment. */
export interface Moment {
  readonly at: number;
  readonly instance: SimulatedInstance;
  readonly parameters: Parameters;
}
