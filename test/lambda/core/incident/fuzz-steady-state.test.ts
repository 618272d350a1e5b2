import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../../lambda/core/incident/decide.ts';
import { isOpen, type Incident } from '../../../../lambda/core/model/incident.ts';
import { MAX_TIMELINE } from '../../../../lambda/core/model/timeline.ts';
import type { FoundInstance } from '../../../../lambda/core/model/observation.ts';
import type { Settings } from '../../../../lambda/core/model/settings.ts';
import { DAY, MINUTE } from '../../../../lambda/core/model/time.ts';
import { afterDecision, noteHealth, noteObservation } from '../../../../lambda/core/incident/transitions.ts';
import { healthNews, NOW, observation, recordAndSeen, settings } from '../fuzz-situations.ts';
import { aHealthEvent, anIncident, anInstance, SETTINGS } from '../given.ts';

const RUNS = { seed: 20_261_190, numRuns: 1_500 };
/** As the store's own bound: DESIGN, "The record". */
const MAX_RECORD_BYTES = 100 * 1024;

/** A record of ours: what we noted ourselves did not happen after now. */
const ours = recordAndSeen.filter(([{ attempt }]) => (attempt?.intendedAt ?? 0) <= NOW);

/** One pass over the record, without the acts that it asks for: as if EC2 never answered. */
function pass(given: Incident, seen: FoundInstance, tuned: Settings, now: number): Incident {
  if (!isOpen(given)) return given;
  const noted = noteObservation(given, seen);
  return afterDecision(noted, decide(noted, seen, tuned, now), now);
}

function expectBounded(one: Incident): void {
  expect(one.timeline.length).toBeLessThanOrEqual(MAX_TIMELINE);
  expect(one.alertIds.length).toBeLessThanOrEqual(50);
  expect(one.pastAttempts.length).toBeLessThanOrEqual(10);
  expect(one.scheduledEventIds.length).toBeLessThanOrEqual(20);
  expect(one.announced.length).toBeLessThanOrEqual(20);
  expect(one.health.length).toBeLessThanOrEqual(10);
}

function bytesOf(one: Incident): number {
  // New alerts have items of their own, and the timeline is cut to fit by the store; what is left must fit by itself.
  const { newAlerts: _, timeline: __, ...rest } = one;
  return Buffer.byteLength(JSON.stringify(rest));
}

describe('a pass after another over an instance that stays as it is', () => {
  it('comes to rest within a few of one moment: the record changes no more', () => {
    fc.assert(
      fc.property(ours, settings, ([given, seen], tuned) => {
        let record = given;
        for (let passes = 0; passes < 6; passes += 1) record = pass(record, seen, tuned, NOW);
        expect(pass(record, seen, tuned, NOW)).toEqual(record);
        expect(record.newAlerts.length).toBeLessThanOrEqual(8);
      }),
      RUNS,
    );
  });

  it('over two days, each minute, keeps within its bounds and tells no more than a few times a day', () => {
    fc.assert(
      fc.property(ours, settings, ([given, seen], tuned) => {
        let record = given;
        let told = 0;
        for (let minute = 0; minute < 2 * 24 * 60 && isOpen(record); minute += 1) {
          const next = pass({ ...record, newAlerts: [] }, seen, tuned, NOW + minute * MINUTE);
          told += next.newAlerts.length;
          record = next;
        }
        expectBounded(record);
        expect(bytesOf(record)).toBeLessThan(MAX_RECORD_BYTES);
        expect(told).toBeLessThanOrEqual(16);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });
});

describe('a pass after another over an instance that is something else each time', () => {
  it('keeps the record within its bounds, and never makes two alerts of one id', () => {
    const pictures = fc.array(observation, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(ours, pictures, settings, ([given], scenes, tuned) => {
        let record = given;
        const made: string[] = [];
        for (let minute = 0; minute < 200 && isOpen(record); minute += 1) {
          const seen = scenes[minute % scenes.length];
          if (seen === undefined) continue;
          record = pass({ ...record, newAlerts: [] }, seen, tuned, NOW + minute * MINUTE);
          made.push(...record.newAlerts.map((alert) => alert.id));
          expect(record.timeline.length).toBeLessThanOrEqual(MAX_TIMELINE);
          // Each has an item of its own in one transaction with the record, which takes a hundred.
          expect(record.newAlerts.length).toBeLessThanOrEqual(20);
        }
        expectBounded(record);
        expect(new Set(made).size).toBe(made.length);
      }),
      { ...RUNS, numRuns: 200 },
    );
  });
});

describe('Health news after Health news about one instance', () => {
  it.each([
    ['without a date', undefined],
    ['with a date of its own', NOW + DAY],
  ])('keep the record of one incident below its bound: 2,000, each %s', (_what, firstDate) => {
    let record = anIncident();
    for (let round = 0; round < 2_000; round += 1) {
      const now = NOW + round * 1_000;
      const { startTime: _, ...undated } = aHealthEvent({
        eventArn: `arn ${round}`,
        code: `AWS_EC2_${'A'.repeat(180)}_${round}`,
        lastUpdated: now,
      });
      const news = firstDate === undefined ? undated : { ...undated, startTime: firstDate + round };
      const known = { ...noteHealth(record, news, now), newAlerts: [] };
      record = afterDecision(known, decide(known, anInstance(), SETTINGS, now), now);
    }
    expect(record.phase).toBe('watching');
    expectBounded(record);
    expect(bytesOf(record)).toBeLessThan(MAX_RECORD_BYTES);
  });

  it('of one event are one, and the newer wins, in whatever order they come', () => {
    fc.assert(
      fc.property(recordAndSeen, fc.array(healthNews, { maxLength: 12 }), ([given], all) => {
        const joined = all.reduce<Incident>((record, one) => noteHealth(record, one, NOW + DAY), {
          ...given,
          health: [],
        });
        const arns = joined.health.map((one) => one.eventArn);
        expect(new Set(arns).size).toBe(arns.length);
        for (const one of joined.health) {
          const same = all.filter((other) => other.eventArn === one.eventArn);
          expect(one.lastUpdated).toBe(Math.max(...same.map((other) => other.lastUpdated)));
        }
        expect(
          all.reduce<Incident>((record, one) => noteHealth(record, one, NOW), joined).health.length,
        ).toBe(arns.length);
      }),
      RUNS,
    );
  });
});
