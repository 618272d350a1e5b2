import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '../../../simulator/runtime/journal.ts';
import { BESIDE_RECORDS } from '../../../simulator/dst/invariants/records/beside-records.ts';
import type { Checker, Observer } from '../../../simulator/dst/checking/checker.ts';
import { RecordsKept } from '../../../simulator/dst/records-kept.ts';

const ID = 'i-03c6ef372fe94f82a';
const INCIDENT = `${ID}/2026-12-05T18:30:00.791Z`;
const AT = Date.parse('2026-12-05T18:40:00Z');
/** The number before the first alert of a record. */
const NONE_MADE = 17_964_954_000_000;

let records = new RecordsKept();
let violations: string[] = [];
let observer: Observer = {};

/** One invariant, over what is written into the table. */
function watch(name: string): void {
  records = new RecordsKept();
  violations = [];
  const parts = {
    records,
    judged: () => undefined,
    violated: (what: string) => violations.push(what),
    region: { ec2: { get: () => ({ stoppedBy: { who: 'responder', at: AT } }) } },
  };
  const invariant = BESIDE_RECORDS.find((one) => one.name === name);
  observer = invariant?.watch(parts as unknown as Checker) ?? {};
}

/** These items, in one transaction. */
function written(...items: readonly object[]): void {
  const input = { TransactItems: items.map((Item) => ({ Put: { Item } })) };
  const call = { kind: 'call', invocation: 1, sweep: true, service: 'dynamodb', at: AT } as const;
  const entry = { ...call, action: 'TransactWrite', input } satisfies JournalEntry;
  observer.see?.(entry);
  records.see(entry);
}

const record = (version: number, made: number, parts: object = {}) => ({
  id: ID,
  instanceId: ID,
  incidentId: INCIDENT,
  phase: 'watching',
  version,
  writeId: `write-${version}`,
  alertsMade: NONE_MADE + made,
  told: {},
  ...parts,
});
const alert = (number: number, id = `${INCIDENT}/alert-${number}`) => ({
  id: `alert/${ID}/${NONE_MADE + number}`,
  of: ID,
  number: NONE_MADE + number,
  alert: { id, incidentId: INCIDENT },
});

describe('alerts stand beside their record', () => {
  beforeEach(() => {
    watch('alerts stand beside their record');
  });

  it('holds where each alert is written with the record that counts it', () => {
    written(record(1, 0));
    written(record(2, 2), alert(1), alert(2));
    written(record(3, 3), alert(3));
    expect(violations).toEqual([]);
  });

  it('holds where the write is repeated under its token, and where a waiting mail is written again', () => {
    written(record(1, 1), alert(1));
    written(record(1, 1), alert(1));
    written(record(2, 1), alert(1));
    expect(violations).toEqual([]);
  });

  it('is violated where the record comes first and its alert after it', () => {
    written(record(1, 1));
    written(alert(1));
    expect(violations).toEqual([
      `alerts  where it counts ${NONE_MADE} to ${NONE_MADE + 1}`,
      `alert ${NONE_MADE + 1} without its record`,
    ]);
  });

  it('is violated where the numbers begin again', () => {
    written(record(1, 2), alert(1), alert(2));
    written(record(2, 1), alert(1));
    expect(violations).toHaveLength(1);
  });
});

describe('no alert takes the place of another', () => {
  it('is violated where an alert stands under the number of another, and not where it is written again', () => {
    watch('no alert takes the place of another');
    written(record(1, 1), alert(1));
    written(record(2, 1), alert(1));
    expect(violations).toEqual([]);
    written(record(3, 1), alert(1, 'another'));
    expect(violations).toEqual([`another stands where ${INCIDENT}/alert-1 stood`]);
  });
});

const END = { phase: 'closed', outcome: 'recovered', openedAt: AT - 600_000, closedAt: AT };
const page = (parts: object = {}) => ({
  id: `history/${INCIDENT}`,
  incidentId: INCIDENT,
  instanceId: ID,
  ...END,
  attempts: [{ stoppedBy: 'us', intendedAt: AT - 60_000, endedAt: AT }],
  alertIds: [`${INCIDENT}/alert-1`],
  ...parts,
});

describe('each closed incident leaves one page of history', () => {
  beforeEach(() => {
    watch('each closed incident leaves one page of history');
  });

  it('holds where the page is written with the end, also twice', () => {
    written(record(1, 0, END), page());
    written(record(1, 0, END), page());
    observer.end?.();
    expect(violations).toEqual([]);
  });

  it('is violated where there is none, or one of an incident that is open', () => {
    written(record(1, 0, END));
    written(record(2, 0, { incidentId: 'the next' }), page({ id: 'history/x', incidentId: 'the next' }));
    observer.end?.();
    expect(violations).toEqual([`${INCIDENT} has 0 pages`, 'the next has a page and is not closed']);
  });

  it('is violated where there are two, and where another pass writes another end over it', () => {
    written(record(1, 0, END), page());
    written(record(2, 0, END), page({ closedAt: AT + 1 }));
    expect(violations).toEqual([`history/${INCIDENT} is written over`]);
    written(record(3, 0, END), page({ id: 'history/another key' }));
    observer.end?.();
    expect(violations).toContain(`${INCIDENT} has 2 pages`);
  });
});

describe('history is true', () => {
  beforeEach(() => {
    watch('history is true');
    written(record(1, 1), alert(1));
    observer.see?.({ kind: 'state', at: AT - 30_000, instanceId: ID, state: 'stopping' });
  });

  it.each([
    ['holds where it says what was', {}, []],
    ['is violated by another outcome', { outcome: 'moved' }, ['outcome is moved']],
    ['is violated by another time', { closedAt: AT + 1 }, [`closedAt is ${AT + 1}`]],
    ['is violated where an alert is missing', { alertIds: [] }, ['it names 0 of 1 alerts']],
    [
      'is violated where a stop of ours is in no attempt',
      { attempts: [] },
      ['the stop of 2026-12-05T18:40:00.000Z is in no attempt'],
    ],
  ])('%s', (_, parts, expected) => {
    written(record(2, 1, END), page(parts));
    observer.end?.();
    expect(violations).toEqual(expected);
  });
});
