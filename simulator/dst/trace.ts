import { createHash } from 'node:crypto';
import type { JournalEntry } from '../runtime/journal.ts';

const CHUNK_LENGTH = 64 * 1024;

/** Everything that happened in a run, in order, as one hash: two runs of one seed have the same. */
export class Trace {
  readonly #hash = createHash('sha256');
  /** Not yet in the hash: a thousand small updates cost more than one large one. */
  #chunk = '';

  add(entry: JournalEntry): void {
    this.#chunk += lineOf(entry);
    if (this.#chunk.length > CHUNK_LENGTH) this.#flush();
  }

  /** The first 16 hexadecimal digits; nothing can be added after it. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex').slice(0, 16);
  }

  #flush(): void {
    this.#hash.update(this.#chunk);
    this.#chunk = '';
  }
}

/** One line for each entry; two runs with the same lines are the same run. */
function lineOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'call':
      return `${entry.at} ${entry.invocation} ${entry.action} ${entry.error ?? ''}\n`;
    case 'mail':
      return `${entry.at} ${entry.subject} ${entry.body}\n`;
    case 'log':
      return `${entry.at} ${entry.invocation} ${entry.message}\n`;
    case 'state':
      return `${entry.at} ${entry.instanceId} ${entry.state}\n`;
    case 'world':
      return `${entry.at} ${entry.text}\n`;
    case 'event':
      return `${entry.at} ${entry.what} ${entry.rules.join()}\n`;
    case 'invoke':
    case 'returned':
    case 'sweep completed':
    case 'failed':
    case 'dead letter':
    case 'metric':
      return `${entry.at} ${entry.kind}\n`;
  }
}
