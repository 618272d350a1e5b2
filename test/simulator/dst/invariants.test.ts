import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '../../../simulator/runtime/journal.ts';
import type { Checker } from '../../../simulator/dst/checking/checker.ts';
import { STARTS } from '../../../simulator/dst/invariants/acting/starts.ts';
import { newInstance } from '../../../simulator/ec2/simulated-instance.ts';
import { drawParameters } from '../../../simulator/dst/workload/draw-parameters.ts';
import { IN_TIME } from '../../../simulator/dst/invariants/alerting/in-time.ts';
import { PLANS } from '../../../simulator/dst/invariants/acting/plans.ts';
import { RESTRAINT } from '../../../simulator/dst/invariants/alerting/restraint.ts';
import { QuietTimes } from '../../../simulator/dst/quiet-times.ts';
import { mayMove } from '../../../simulator/dst/ground-truth/move-oracle.ts';
import type { Moment } from '../../../simulator/dst/ground-truth/ground-truth.ts';
import { SeededRandom } from '../../../simulator/runtime/seeded-random.ts';
import { HOUR, MINUTE } from '../a-region.ts';

/** A checker with what one invariant looks at, and nothing else. */
function checkerWith(parts: object): Checker {
  return { judged: () => undefined, ...parts } as Checker;
}

/** A write of an instance's record that DynamoDB took, in one transaction with the alerts that it tells. */
function recordWritten(record: object, at: number, alerts: readonly object[] = []): JournalEntry {
  const items = [{ ...record, version: 1 }, ...alerts];
  const input = { TransactItems: items.map((Item) => ({ Put: { Item } })) };
  const call = { kind: 'call', invocation: 1, sweep: true, service: 'dynamodb' } as const;
  return { ...call, action: 'TransactWrite', input, at };
}

/** What the invariants must not take for a violation, and what they must: seeds that meet it by chance are rare. */
describe('what we stop runs again', () => {
  const ID = 'i-03c6ef372fe94f82a';
  const STOP_AT = Date.parse('2026-12-05T19:49:01Z');
  let now = STOP_AT;
  let violations: string[] = [];
  let see: (entry: JournalEntry) => void;

  beforeEach(() => {
    now = STOP_AT;
    violations = [];
    const instance = { id: ID, state: 'stopped', tags: {}, stoppedBy: { who: 'responder', at: STOP_AT } };
    const checker = checkerWith({
      region: {
        clock: { now: () => now },
        ec2: { clockAheadMs: 0, instances: new Map([[ID, instance]]), get: () => instance },
      },
      records: { incidents: new Map() },
      lastFaultAt: () => 0,
      violated: (what: string) => violations.push(what),
    });
    const invariant = STARTS.find(({ name }) => name === 'what we stop runs again');
    see = invariant?.watch(checker).see ?? (() => undefined);
  });

  const stoppedAfter = (minutes: number): void => {
    now = STOP_AT + minutes * MINUTE;
    see({ kind: 'state', at: now, instanceId: ID, state: 'stopped' });
  };
  const sweepEndsAfter = (minutes: number): void => {
    now = STOP_AT + minutes * MINUTE;
    see({ kind: 'sweep completed', at: now, invocation: 1 });
  };

  it('holds where a sweep ends in the second in which a stop that hung for long has ended', () => {
    stoppedAfter(12.32);
    sweepEndsAfter(12.34);
    expect(violations).toEqual([]);
  });

  it('is violated where nobody asks for a start for a quarter of an hour after the stop', () => {
    stoppedAfter(12.32);
    sweepEndsAfter(12.32 + 15);
    expect(violations).toEqual(['stopped by us, and no start is tried']);
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

  it('is the window for which the notice is long enough, and what is left after it of the time until an hour before the date', () => {
    expect(mayMove(momentAt('21:09:59'), [ANNOUNCED])).toBe(false);
    expect(mayMove(momentAt('21:10:00'), [ANNOUNCED])).toBe(true);
    expect(mayMove(momentAt('21:33:59'), [ANNOUNCED])).toBe(true);
    expect(mayMove(momentAt('21:34:01'), [ANNOUNCED], [ANNOUNCED])).toBe(true);
    expect(mayMove(momentAt('22:00:00'), [ANNOUNCED])).toBe(false);
  });

  it('is the hour that ends an hour before the date where the news came too late for the window', () => {
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
    const violations: string[] = [];
    const checker = checkerWith({
      records: { incidents: new Map() },
      violated: (what: string) => violations.push(what),
    });
    const invariant = RESTRAINT.find(({ name }) => name === 'nothing is said twice under two names');
    const observer = invariant?.watch(checker);
    for (const [index, at] of [REFUSED_AT, REFUSED_AT + 25 * MINUTE].entries()) {
      const alert = { id: `i-0/x/announced-move-refused/${at}`, at, word: 'NEEDS-YOU' };
      const queued = { id: `alert/i-0/${index + 1}`, of: 'i-0', number: index + 1, queuedBy: 'any', alert };
      const record = { id: 'i-0', instanceId: 'i-0', plan: { start: plannedAt } };
      observer?.see?.(recordWritten(record, at, [queued]));
    }
    expect(violations).toEqual(expected);
  });
});

describe('the time of which an owner is told', () => {
  const ID = 'i-03c6ef372fe94f82a';
  const RUN = Date.parse('2026-12-05T18:00:00Z');
  const after = (minutes: number): number => RUN + minutes * MINUTE;

  /** What is violated where a plan is written some minutes after the run has begun. */
  function violationsOf(
    name: string,
    told: {
      readonly at: number;
      readonly start: number;
      readonly heard: readonly number[];
      readonly announced?: readonly number[];
      readonly launched?: number;
      readonly before?: number;
    },
  ): readonly string[] {
    const violations: string[] = [];
    const moment: Moment = {
      at: after(told.at),
      instance: newInstance(1, 'ap-northeast-1a', after(told.launched ?? -24 * 60), {
        launchTime: after(told.launched ?? -24 * 60),
      }),
      parameters: {
        ...drawParameters(new SeededRandom('any')),
        MaintenanceWindow: 'sat:19:00-sat:19:40,sat:21:00-sat:21:40',
        TimeZone: 'UTC',
        MinimumNoticeHours: 0,
      },
    };
    const incidents = new Map<string, object>();
    if (told.before !== undefined) incidents.set(ID, { heard: [], plan: { start: after(told.before) } });
    const checker = checkerWith({
      plan: { faults: new Set() },
      groundTruth: {
        moments: () => [moment],
        announcedAt: () => (told.announced ?? told.heard).map(after),
      },
      quietFrom: () => undefined,
      records: { incidents },
      violated: (what: string) => violations.push(what),
    });
    const record = {
      id: ID,
      instanceId: ID,
      heard: told.heard.map((minutes) => ({ id: `event-${minutes}`, heardAt: after(minutes) })),
      plan: { start: after(told.start) },
    };
    const invariant = PLANS.find((one) => one.name === name);
    invariant?.watch(checker).see?.(recordWritten(record, after(told.at)));
    return violations;
  }

  describe('is in the first window', () => {
    const first = (told: Parameters<typeof violationsOf>[1]): readonly string[] =>
      violationsOf('the first window is taken', told);

    it('and a later one is a violation', () => {
      expect(first({ at: 10, heard: [10], start: 60 })).toEqual([]);
      expect(first({ at: 10, heard: [10], start: 180 })).toEqual([
        '2026-12-05T21:00:00.000Z is not the first window',
      ]);
    });

    it('also where the record says that it was heard in the future', () => {
      expect(first({ at: 30, heard: [90], start: 90 })).toHaveLength(1);
    });

    it('that is open for long enough after the owner was told', () => {
      expect(first({ at: 78, heard: [78], start: 78 })).toEqual([]);
      expect(first({ at: 84, heard: [84], start: 180 })).toEqual([]);
    });

    it('that is two hours after a start', () => {
      expect(first({ at: 10, heard: [10], launched: 0, start: 180 })).toEqual([]);
      expect(first({ at: 10, heard: [10], launched: -70, start: 180 })).toHaveLength(1);
    });

    it('and is looked at where it is told, not at each write', () => {
      expect(first({ at: 10, heard: [10], start: 180, before: 180 })).toEqual([]);
    });
  });

  describe('is of what no start has resolved', () => {
    const twice = (told: Parameters<typeof violationsOf>[1]): readonly string[] =>
      violationsOf('never planned twice', told);

    it('and another one is a violation', () => {
      const moved = { at: 50, launched: 40, heard: [10], start: 180 };
      expect(twice(moved)).toEqual(['it was started since']);
      expect(twice({ ...moved, heard: [10, 45], announced: [10] })).toHaveLength(1);
    });

    it('unless it was announced, or first heard of, since', () => {
      const moved = { at: 50, launched: 40, start: 180 };
      expect(twice({ ...moved, heard: [10, 45], announced: [10, 44] })).toEqual([]);
      expect(twice({ ...moved, heard: [45], announced: [10] })).toEqual([]);
      expect(twice({ ...moved, at: 170, heard: [10, 165], announced: [10] })).toEqual([]);
    });
  });
});

describe('a date is told in time', () => {
  const RUN = Date.parse('2026-12-05T18:00:00Z');

  /** What is violated after the sweeps of an hour in which nobody tells of what is listed. */
  function violationsOf(
    announced: readonly number[],
    launched: number,
    heard: readonly number[] = [],
  ): string[] {
    const violations: string[] = [];
    const event = { code: 'instance-reboot', description: 'reboot', notAfter: undefined };
    const instance = newInstance(1, 'ap-northeast-1a', RUN, {
      launchTime: RUN + launched * MINUTE,
      scheduledEvents: [{ ...event, id: 'event-1', notBefore: RUN + 5 * HOUR }],
    });
    const parameters = { ...drawParameters(new SeededRandom('any')), DefaultAction: 'recover' };
    let now = RUN;
    const checker = checkerWith({
      region: {
        clock: { now: () => now },
        ec2: { instances: new Map([[instance.id, instance]]) },
      },
      groundTruth: { parameters, announcedAt: () => announced.map((minutes) => RUN + minutes * MINUTE) },
      records: {
        incidents: new Map([
          [instance.id, { heard: heard.map((one) => ({ id: 'any', heardAt: RUN + one * MINUTE })) }],
        ]),
      },
      lastFaultAt: () => 0,
      violated: (what: string) => violations.push(what),
    });
    const observer = IN_TIME.find(({ name }) => name === 'a date is told in time')?.watch(checker);
    for (; now < RUN + HOUR; now += MINUTE) {
      observer?.see?.({ kind: 'sweep completed', at: now, invocation: 1 });
    }
    return violations;
  }

  it('is violated where nobody tells, also where Health and EC2 have both announced it', () => {
    expect(violationsOf([1], -60)).not.toEqual([]);
    expect(violationsOf([1, 3], -60)).not.toEqual([]);
  });

  it('holds where a start has resolved what was announced or heard before it', () => {
    expect(violationsOf([-10], -5)).toEqual([]);
    expect(violationsOf([-10, 3], -5, [-10])).toEqual([]);
  });
});

describe('the quiet times of a run', () => {
  const quiet = new QuietTimes();
  quiet.note('crash', 10 * MINUTE);
  quiet.note('duplicate-event', 30 * MINUTE);

  it('are counted from the last fault that keeps anybody from acting', () => {
    expect(quiet.lastFaultAt).toBe(10 * MINUTE);
  });

  it('begin anew with each of these, and are none before they have lasted', () => {
    expect(quiet.from(5 * MINUTE, 15 * MINUTE, HOUR)).toBe(25 * MINUTE);
    expect(quiet.from(5 * MINUTE, 15 * MINUTE, 20 * MINUTE)).toBeUndefined();
  });
});
