import type { Alert } from '../model/alert.ts';
import { SECOND, type EpochMs } from '../model/time.ts';

/**
 * An alert in an item of its own from the moment at which it is decided until SNS took it. The alerts of one record are
 * numbered: a later one never goes before an earlier one, so that RECOVERED is not read before ACTING.
 */
export interface QueuedAlert {
  /** The key of the record that it tells of: an instance id, `region`, a Health event's. */
  readonly of: string;
  /** One more for each alert of that record, in the order in which they were made. */
  readonly number: number;
  /** The pass that wrote it and sends it; others leave it alone while that pass may still run. */
  readonly queuedBy: string;
  readonly alert: Alert;
}

/** What names one alert of one record. */
export type AlertPlace = Pick<QueuedAlert, 'of' | 'number'>;

/** A record that alerts tell of: how many were made, and those that its next write puts beside it. */
export interface Telling {
  readonly alertsMade: number;
  readonly newAlerts: readonly Alert[];
}

/** More alerts than any record makes in its life. */
const NUMBERS_PER_SECOND = 10_000;

/**
 * What a record without alerts has made so far. Counted from the second in which the record begins: it may have been there
 * before and have expired, and no number may come twice while an old alert waits.
 */
export function numberedFrom(now: EpochMs): number {
  return Math.floor(now / SECOND) * NUMBERS_PER_SECOND;
}

/** False where the record has not told anything yet. */
export function hasTold(alertsMade: number): boolean {
  return alertsMade % NUMBERS_PER_SECOND !== 0;
}

/** The alerts that are to be written with the record, numbered after those before. */
export function queuedWith(of: string, record: Telling, passId: string): readonly QueuedAlert[] {
  return record.newAlerts.map((alert, index) => ({
    of,
    number: record.alertsMade + index + 1,
    queuedBy: passId,
    alert,
  }));
}

/** The record as it is stored: what is new has items of its own. */
export function withoutNewAlerts<T extends Telling>(record: T): T {
  if (record.newAlerts.length === 0) return record;
  return { ...record, alertsMade: record.alertsMade + record.newAlerts.length, newAlerts: [] };
}

/**
 * What may be sent now, oldest first: of each record its alerts in order, up to the first that must wait.
 *
 * @param queued some alerts that are not sent, of one or more records
 * @param mayGo whether an alert may be sent by whoever asks
 * @param waits whether this earlier alert, which is not among `queued`, is known to wait still
 */
export function inTurn(
  queued: readonly QueuedAlert[],
  mayGo: (one: QueuedAlert) => boolean,
  waits: (earlier: AlertPlace) => boolean,
): readonly QueuedAlert[] {
  const sorted = [...queued].sort((a, b) => a.number - b.number);
  const stopped = new Set<string>();
  const taken = new Map<string, number>();
  const turn: QueuedAlert[] = [];
  for (const one of sorted) {
    if (stopped.has(one.of)) continue;
    const follows = taken.get(one.of) === one.number - 1;
    if (!mayGo(one) || (!follows && waits({ of: one.of, number: one.number - 1 }))) {
      stopped.add(one.of);
      continue;
    }
    taken.set(one.of, one.number);
    turn.push(one);
  }
  return byTime(turn);
}

/** Oldest first over all records. Within one the number counts: the clocks of two machines differ. */
function byTime(turn: readonly QueuedAlert[]): readonly QueuedAlert[] {
  const latest = new Map<string, EpochMs>();
  const timed = turn.map((one) => {
    const at = Math.max(one.alert.at, latest.get(one.of) ?? one.alert.at);
    latest.set(one.of, at);
    return { one, at };
  });
  return timed.sort((a, b) => a.at - b.at || a.one.number - b.one.number).map(({ one }) => one);
}

/** The alerts before these that are not among them: what must be asked for before they go. */
export function before(queued: readonly QueuedAlert[]): readonly AlertPlace[] {
  const known = new Set(queued.map(({ of, number }) => `${of} ${number}`));
  return queued
    .filter(({ of, number }) => hasTold(number - 1) && !known.has(`${of} ${number - 1}`))
    .map(({ of, number }) => ({ of, number: number - 1 }));
}
