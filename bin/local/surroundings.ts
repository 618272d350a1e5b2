/** What the local run needs of the process around it. */
export interface Surroundings {
  readonly colours: boolean;
  readonly print: (line: string) => void;
  /** Synthesizes the stack. Out: the path of the template. */
  readonly template: () => Promise<string>;
  /** Makes ready what runs the long scenarios beside the others. */
  readonly outcomesElsewhere: () => RunElsewhere;
}

export type RunElsewhere = (request: OutcomesRequest) => Promise<readonly Outcome[]>;

export interface OutcomesRequest {
  readonly names: readonly string[];
  /** The path of the template. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly seed: string;
}

/** A scenario as it came out. */
export interface Outcome {
  readonly name: string;
  readonly outcome: string;
  readonly counts: string;
}
