/** One deliberate mistake in the source of the responder. The simulation must notice each of them, or it proves nothing. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** It is in the SDK's clients, so it shows only on the real wire. */
  readonly wire?: true;
}
