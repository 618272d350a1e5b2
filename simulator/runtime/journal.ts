/** Everything that happens in a simulated Region, in order: what a timeline is printed from and invariants are read off. */
export type JournalEntry =
  | { readonly kind: 'world'; readonly at: number; readonly text: string; readonly instanceId?: string }
  | {
      readonly kind: 'event';
      readonly at: number;
      readonly what: string;
      readonly rules: readonly string[];
      readonly event: object;
    }
  | { readonly kind: 'state'; readonly at: number; readonly instanceId: string; readonly state: string }
  | {
      readonly kind: 'invoke';
      readonly at: number;
      readonly invocation: number;
      readonly what: string;
      readonly eventId: string;
      /** 0 for the first time that the function gets the event, then Lambda's own retries. */
      readonly retry: number;
    }
  | {
      readonly kind: 'call';
      readonly at: number;
      readonly invocation: number;
      readonly sweep: boolean;
      readonly service: Service;
      readonly action: string;
      readonly input: object;
      readonly error?: string;
      /** It took effect only after the caller had given it up. */
      readonly late?: true;
      /** It took effect, and the caller never heard. */
      readonly unanswered?: true;
      /** A transaction under a token that has been carried out before: it is answered, and nothing is written. */
      readonly repeated?: true;
    }
  | {
      readonly kind: 'log';
      readonly at: number;
      readonly invocation: number;
      readonly level: LogLevel;
      readonly message: string;
      readonly facts: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'metric';
      readonly at: number;
      readonly name: string;
      readonly value: number;
      readonly dimensions: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'mail';
      readonly at: number;
      readonly subject: string;
      readonly body: string;
      readonly attributes: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'returned'; readonly at: number; readonly invocation: number }
  /** A sweep has ended that saw and sent everything; one that was left out is none. */
  | { readonly kind: 'sweep completed'; readonly at: number; readonly invocation: number }
  | { readonly kind: 'failed'; readonly at: number; readonly invocation: number; readonly error: string }
  | { readonly kind: 'dead letter'; readonly at: number; readonly why: string; readonly body: string };

export type Service = 'ec2' | 'dynamodb' | 'sns';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Entry<K extends JournalEntry['kind']> = Extract<JournalEntry, { kind: K }>;

export class Journal {
  readonly entries: JournalEntry[] = [];
  readonly #listeners: ((entry: JournalEntry) => void)[] = [];

  add(entry: JournalEntry): void {
    this.entries.push(entry);
    for (const listener of this.#listeners) listener(entry);
  }

  /** Hears of every entry from now on, at the moment when it is made. */
  listen(listener: (entry: JournalEntry) => void): void {
    this.#listeners.push(listener);
  }

  /** The entries of one kind, in order. */
  of<K extends JournalEntry['kind']>(kind: K): Entry<K>[] {
    return this.entries.filter((entry): entry is Entry<K> => entry.kind === kind);
  }

  /** The calls of one action, such as StopInstances; DryRun calls are named apart. */
  calls(action: string): Entry<'call'>[] {
    return this.of('call').filter((call) => call.action === action);
  }
}
