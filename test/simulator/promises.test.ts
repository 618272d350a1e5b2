import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '../../simulator/journal.ts';
import type { Court } from '../../simulator/nights/promises/court.ts';
import { STARTS } from '../../simulator/nights/promises/starts.ts';
import { newInstance } from '../../simulator/instance.ts';
import { drawParameters } from '../../simulator/nights/draw-parameters.ts';
import { RESTRAINT } from '../../simulator/nights/promises/restraint.ts';
import { QuietTimes } from '../../simulator/nights/quiet-times.ts';
import { mayMove } from '../../simulator/nights/move-oracle.ts';
import type { Moment } from '../../simulator/nights/truth.ts';
import { SeededRandom } from '../../simulator/seeded-random.ts';
import { HOUR, MINUTE } from './a-region.ts';

/** A court with what one promise looks at, and nothing else. */
function courtWith(parts: object): Court {
  return parts as Court;
}

/** What the promises must not take for a breach, and what they must: nights that meet it by chance are rare. */
describe('what we stop runs again', () => {
  const ID = 'i-03c6ef372fe94f82a';
  const STOP_AT = Date.parse('2026-12-05T19:49:01Z');
  let now = STOP_AT;
  let broken: string[] = [];
  let see: (entry: JournalEntry) => void;

  beforeEach(() => {
    now = STOP_AT;
    broken = [];
    const instance = { id: ID, state: 'stopped', stoppedBy: { who: 'responder', at: STOP_AT } };
    const court = courtWith({
      region: {
        clock: { now: () => now },
        ec2: { instances: new Map([[ID, instance]]), get: () => instance },
      },
      records: { incidents: new Map() },
      troubledUntil: () => 0,
      broken: (what: string) => broken.push(what),
    });
    const promise = STARTS.find(({ name }) => name === 'what we stop runs again');
    see = promise?.watch(court).see ?? (() => undefined);
  });

  const stoppedAfter = (minutes: number): void => {
    now = STOP_AT + minutes * MINUTE;
    see({ kind: 'state', at: now, instanceId: ID, state: 'stopped' });
  };
  const sweepEndsAfter = (minutes: number): void => {
    now = STOP_AT + minutes * MINUTE;
    see({ kind: 'metric', at: now, name: 'SweepCompleted', value: 1, dimensions: {} });
  };

  it('is kept where a sweep ends in the second in which a stop that hung for long has ended', () => {
    stoppedAfter(12.32);
    sweepEndsAfter(12.34);
    expect(broken).toEqual([]);
  });

  it('is broken where nobody asks for a start for a quarter of an hour after the stop', () => {
    stoppedAfter(12.32);
    sweepEndsAfter(12.32 + 15);
    expect(broken).toEqual(['stopped by us, and no start is tried']);
  });
});

describe('the time of a planned move', () => {
  const time = (clock: string): number => Date.parse(`2026-12-05T${clock}Z`);
  const DATE = time('23:00:00');
  const ANNOUNCED = time('20:10:00');
  const momentAt = (clock: string): Moment => ({
    at: time(clock),
    instance: newInstance(1, 'ap-northeast-1a', time('18:00:00'), {
      scheduledEvents: [
        {
          id: 'event-1',
          code: 'instance-reboot',
          description: 'reboot',
          notBefore: DATE,
          notAfter: undefined,
        },
      ],
    }),
    parameters: {
      ...drawParameters(new SeededRandom('any')),
      ScheduledEventAction: 'move',
      ScheduledEventFallback: 'before-deadline',
      MaintenanceWindow: 'sat:19:46-sat:21:34',
      TimeZone: 'UTC',
      MinimumNoticeHours: 1,
    },
  });

  it('is the window for which the notice is long enough, and what is left of the second last hour after it', () => {
    expect(mayMove(momentAt('21:09:59'), [ANNOUNCED])).toBe(false);
    expect(mayMove(momentAt('21:10:00'), [ANNOUNCED])).toBe(true);
    expect(mayMove(momentAt('21:33:59'), [ANNOUNCED])).toBe(true);
    expect(mayMove(momentAt('21:34:01'), [ANNOUNCED], [ANNOUNCED])).toBe(true);
    expect(mayMove(momentAt('22:00:00'), [ANNOUNCED])).toBe(false);
  });

  it('is the second last hour where the news came too late for the window', () => {
    const heard = ANNOUNCED + HOUR / 2;
    expect(mayMove(momentAt('21:03:00'), [ANNOUNCED])).toBe(false);
    expect(mayMove(momentAt('21:03:00'), [ANNOUNCED], [ANNOUNCED])).toBe(false);
    expect(mayMove(momentAt('21:03:00'), [ANNOUNCED], [heard])).toBe(true);
  });
});

describe('nothing is said twice under two names', () => {
  const REFUSED_AT = Date.parse('2026-12-05T19:30:01Z');

  it.each([
    ['lets a move that is refused at another planned time be told', REFUSED_AT + 20 * MINUTE, []],
    [
      'does not before that time has come',
      REFUSED_AT + HOUR,
      [expect.stringContaining('was said 1500 s ago')],
    ],
    ['does not at the same time', REFUSED_AT - MINUTE, [expect.stringContaining('was said 1500 s ago')]],
  ])('%s', (_, plannedAt, expected) => {
    const broken: string[] = [];
    const court = courtWith({
      records: { incidents: new Map() },
      broken: (what: string) => broken.push(what),
    });
    const promise = RESTRAINT.find(({ name }) => name === 'nothing is said twice under two names');
    const watched = promise?.watch(court);
    for (const at of [REFUSED_AT, REFUSED_AT + 25 * MINUTE]) {
      const outbox = [{ id: `i-0/x/announced-move-refused/${at}`, at, word: 'NEEDS-YOU' }];
      const Item = { id: 'i-0', instanceId: 'i-0', outbox, plan: { start: plannedAt } };
      const input = { Item };
      watched?.see?.({
        kind: 'call',
        invocation: 1,
        sweep: true,
        service: 'dynamodb',
        action: 'Put',
        input,
        at,
      });
    }
    expect(broken).toEqual(expected);
  });
});

describe('the quiet times of a night', () => {
  const quiet = new QuietTimes();
  quiet.note('crash', 10 * MINUTE);
  quiet.note('duplicate-event', 30 * MINUTE);

  it('are counted from the last fault that keeps anybody from acting', () => {
    expect(quiet.troubledUntil).toBe(10 * MINUTE);
  });

  it('begin anew with each of these, and are none before they have lasted', () => {
    expect(quiet.from(5 * MINUTE, 15 * MINUTE, HOUR)).toBe(25 * MINUTE);
    expect(quiet.from(5 * MINUTE, 15 * MINUTE, 20 * MINUTE)).toBeUndefined();
  });
});
