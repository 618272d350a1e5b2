import type { QueuedAlert } from '../../lambda/core/alerts/queued-alert.ts';
import type { Alert } from '../../lambda/core/model/alert.ts';
import type { HealthThread } from '../../lambda/core/notices/health-thread.ts';
import type { Incident } from '../../lambda/core/model/incident.ts';
import type { RegionRecord } from '../../lambda/core/model/region-record.ts';
import type { Entry } from '../runtime/journal.ts';
import { alertsPut, isHealthThread, isInstanceRecord, isRegionRecord, recordPut } from './table-writes.ts';

/** When and how an instance came into recovery. */
export interface Held {
  readonly since: number;
  /** By the intent of a stop; otherwise by a stop that was given up as lost and landed after all, or by AWS's. */
  readonly byIntent: boolean;
}

/** One write of a record that DynamoDB took. */
export interface RecordWrite {
  readonly at: number;
  readonly id: string;
  readonly bytes: number;
  readonly before: { readonly version: number } | undefined;
  readonly incident?: Incident;
  readonly region?: RegionRecord;
  readonly thread?: HealthThread;
}

const ACTIVE = new Set(['stopping', 'starting', 'verifying']);

/** The records as DynamoDB holds them, read off the writes that it took. */
export class RecordsKept {
  readonly incidents = new Map<string, Incident>();
  /** What was told of Health events, by the key of the item. */
  readonly threads = new Map<string, HealthThread>();
  region: RegionRecord | undefined;
  /** Instances in stopping, starting or verifying. */
  readonly held = new Map<string, Held>();
  /** When stops were intended, by instance. */
  readonly intents = new Map<string, number[]>();
  /** Those of them to which EC2's answer stands in the record: nothing about them is in doubt any more. */
  readonly #settled = new Set<string>();
  /** Which pass has heard EC2's answer to which intent and has not written it yet. */
  readonly #heard = new Map<string, { readonly intendedAt: number; readonly invocation: number }>();
  /** When attempts began, by instance: stops of ours, and starts of what AWS had stopped. */
  readonly attempts = new Map<string, number[]>();
  /** When a record last said that its recovery waits for AWS or a human. */
  readonly stuckAt = new Map<string, number>();
  /** When a record began to say so, without a break since. */
  readonly stuckSince = new Map<string, number>();
  /** Since when an open operational issue is in the Region's record, by event. */
  readonly issues = new Map<string, { readonly since: number; readonly lastUpdated: number }>();
  /** Every alert that was ever written into the table, by its id. */
  readonly alerts = new Map<string, Alert>();
  /** The same, by the record that they tell of, in the order of their numbers. */
  readonly queues = new Map<string, readonly QueuedAlert[]>();

  /** True where the responder cannot know what became of the stop that it intended at this time. */
  isInDoubt(instanceId: string, intendedAt: number): boolean {
    return !this.#settled.has(`${instanceId} ${intendedAt}`);
  }

  /** In: a call. Out: the write of a record that it was; undefined where it wrote none. */
  see(call: Entry<'call'>): RecordWrite | undefined {
    if (call.action === 'StopInstances') this.#hear(call);
    for (const queued of alertsPut(call)) this.#queue(queued);
    const Item = recordPut(call);
    if (Item === undefined) return undefined;
    const bytes = Buffer.byteLength(JSON.stringify(Item));
    if (isRegionRecord(Item)) {
      const region = Item;
      const write = { at: call.at, id: Item.id, bytes, before: this.region, region };
      this.region = region;
      this.#noteIssues(region, call.at);
      return write;
    }
    if (isHealthThread(Item)) {
      const thread = Item;
      const write = { at: call.at, id: Item.id, bytes, before: this.threads.get(Item.id), thread };
      this.threads.set(Item.id, thread);
      return write;
    }
    if (!isInstanceRecord(Item)) throw new Error(`a record of no kind that is known: ${Item.id}`);
    const incident = Item;
    const before = this.incidents.get(Item.id);
    const heard = this.#heard.get(Item.id);
    if (heard?.invocation === call.invocation) this.#settled.add(`${Item.id} ${heard.intendedAt}`);
    this.incidents.set(Item.id, incident);
    this.#hold(incident, before, call.at);
    if (!isStuckRecord(incident)) this.stuckSince.delete(Item.id);
    else {
      this.stuckAt.set(Item.id, call.at);
      if (!this.stuckSince.has(Item.id)) this.stuckSince.set(Item.id, call.at);
    }
    return { at: call.at, id: Item.id, bytes, before, incident };
  }

  #queue(queued: QueuedAlert): void {
    this.alerts.set(queued.alert.id, queued.alert);
    const others = (this.queues.get(queued.of) ?? []).filter(({ number }) => number !== queued.number);
    this.queues.set(
      queued.of,
      [...others, queued].toSorted((a, b) => a.number - b.number),
    );
  }

  #hear({ error, late, unanswered, input, invocation }: Entry<'call'>): void {
    const { InstanceIds: [id] = [], Force } = input as { InstanceIds?: string[]; Force?: boolean };
    // What EC2 says to a force does not tell what became of the stop before it.
    if (Force === true) return;
    const intendedAt = id === undefined ? undefined : this.intents.get(id)?.at(-1);
    if (id === undefined || intendedAt === undefined) return;
    if (error === undefined && late !== true && unanswered !== true)
      this.#heard.set(id, { intendedAt, invocation });
  }

  #noteIssues(region: RegionRecord, at: number): void {
    for (const { eventArn, lastUpdated, closed } of region.operationalIssues) {
      const known = this.issues.get(eventArn);
      if (closed) this.issues.delete(eventArn);
      else this.issues.set(eventArn, { since: known?.since ?? at, lastUpdated });
    }
  }

  #hold(incident: Incident, before: Incident | undefined, at: number): void {
    const { instanceId, phase, attempt } = incident;
    if (attempt !== undefined && attempt.intendedAt !== before?.attempt?.intendedAt) {
      for (const times of attempt.stoppedBy === 'us' ? [this.attempts, this.intents] : [this.attempts])
        times.set(instanceId, [...(times.get(instanceId) ?? []), attempt.intendedAt]);
    }
    if (!ACTIVE.has(phase)) this.held.delete(instanceId);
    else if (!this.held.has(instanceId)) {
      const byIntent = phase === 'stopping' && attempt?.intendedAt !== before?.attempt?.intendedAt;
      this.held.set(instanceId, { since: at, byIntent });
    }
  }
}

/** Waits for AWS or a human: its start was refused, or its checks take too long. */
export function isStuckRecord({ phase, attempt, told, slowStart }: Incident): boolean {
  if (phase === 'starting') return attempt?.lastStartError !== undefined;
  const startedAt = attempt?.startedAt ?? Infinity;
  const hangs = slowStart?.launchTime === startedAt && slowStart.ranAt === undefined;
  const names = ['verify late', 'stop of others hangs', ...(hangs ? ['start hangs'] : [])];
  return phase === 'verifying' && names.some((about) => (told[about] ?? -Infinity) >= startedAt);
}
