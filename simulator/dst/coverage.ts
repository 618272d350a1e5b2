import { recordPut } from './table-writes.ts';
import type { Incident } from '../../lambda/core/model/incident.ts';
import type { JournalEntry } from '../runtime/journal.ts';

/** How often each thing happened, by kind and name. */
export type Counts = Record<string, Record<string, number>>;

/** Counts what happened in a run: rows, refusals, faults, workload events, outcomes, mails. */
export class Coverage {
  readonly counts: Counts = {};
  #lines = new Map<string, number>();

  add(kind: string, name: string, by = 1): void {
    const names = (this.counts[kind] ??= {});
    names[name] = (names[name] ?? 0) + by;
  }

  see(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'log': {
        const { row } = entry.facts;
        if (typeof row === 'number') this.add('row', String(row));
        return;
      }
      case 'metric':
        if (entry.dimensions.outcome !== undefined) this.add('outcome', entry.dimensions.outcome);
        else if (entry.name === 'IncidentOpened') this.add('total', 'incidents');
        return;
      case 'mail':
        this.add('mail', entry.attributes.word ?? 'none');
        return;
      case 'failed':
        this.add('total', 'failed invocations');
        return;
      case 'dead letter':
        this.add('total', 'dead letters');
        return;
      case 'call':
        this.#call(entry.action, entry.input, entry.error);
        this.#reasons(recordPut(entry) ?? {});
        return;
      case 'world':
      case 'event':
      case 'state':
      case 'invoke':
      case 'returned':
      case 'sweep completed':
        return;
    }
  }

  #call(action: string, input: object, error: string | undefined): void {
    if (error !== undefined) return;
    if (action === 'StopInstances') this.add('total', 'Force' in input ? 'forced stops' : 'stops');
    if (action === 'StartInstances') this.add('total', 'starts');
  }

  /** The reason of a refusal is the key of a new line in the timeline. */
  #reasons({ incidentId, timeline }: Partial<Incident>): void {
    if (incidentId === undefined || timeline === undefined) return;
    const newest = this.#lines.get(incidentId) ?? 0;
    const fresh = timeline.filter(({ at }) => at > newest);
    for (const { what } of fresh) if (what.key.startsWith('refuse.')) this.add('refusal', what.key);
    this.#lines.set(incidentId, Math.max(newest, ...timeline.map(({ at }) => at)));
  }
}

/** Adds the counts of one run to those of many. */
export function addCounts(all: Counts, run: Counts): void {
  for (const [kind, names] of Object.entries(run)) {
    const sums = (all[kind] ??= {});
    for (const [name, count] of Object.entries(names)) sums[name] = (sums[name] ?? 0) + count;
  }
}
