import type { TypeFacts } from '../../core/model/observation.ts';
import { SweepTurns } from './sweep-turns.ts';

/** What outlives an invocation: it lasts as long as one execution environment of the function, and may be gone any time. */
export class ProcessMemory {
  readonly sweepTurns = new SweepTurns();
  /** What EC2 says of instance types, by name: it never changes. */
  readonly types = new Map<string, TypeFacts>();
  /** What version 0.1.0 has left waiting is looked for once, since that costs a call; again until it has worked. */
  hasTakenOver = false;
}
