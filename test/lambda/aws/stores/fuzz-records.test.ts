import { describe, expect, it } from '@jest/globals';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { IncidentStore, type Records } from '../../../../lambda/aws/stores/incident-store.ts';
import { brakeNews, isNamedBy, issueRefusal } from '../../../../lambda/core/gate/brake.ts';
import { claim, orphanedClaims, withStuck } from '../../../../lambda/core/gate/claims.ts';
import { isInRecovery, isOpen, isStuck, type Incident } from '../../../../lambda/core/model/incident.ts';
import {
  EMPTY_REGION_RECORD,
  type Claim,
  type RegionRecord,
} from '../../../../lambda/core/model/region-record.ts';
import { queuedWith } from '../../../../lambda/core/alerts/queued-alert.ts';
import { historyOf } from '../../../../lambda/core/incident/history.ts';
import { regionRecordOf } from '../../../../lambda/aws/stores/stored-region.ts';
import { alert } from '../../words/sample-alert.ts';
import { anAttempt, SETTINGS } from '../../core/given.ts';
import type { Json } from '../../functions/responder/signals/event-files.ts';
import {
  hostileJson,
  inheritedNames,
  objectOf,
  placesIn,
  withValueAt,
} from '../../functions/responder/signals/fuzz-values.ts';
import { FakeSend } from '../fake-send.ts';
import { incident } from './sample-incident.ts';
import { TABLE } from './table.ts';

const RUNS = { seed: 20_261_160, numRuns: 1_000 };
const GOOD = 'i-0000000000000000a';
const BAD = 'i-0000000000000000b';

/** A record with something in every field that a pass looks at. */
const FULL: Incident = incident(BAD, {
  version: 3,
  phase: 'stopping',
  attempt: anAttempt(),
  attempts: [1],
  episodes: [2],
  announced: ['announced 1'],
  scheduledEventIds: ['e'],
  told: { held: 1 },
  refused: { stage: 'brake', since: 1, reason: { key: 'refuse.claim-race' } },
  unclear: { what: 'x', since: 1 },
  health: [{ eventArn: 'a', code: 'c', meaning: 'other', lastUpdated: 1, closed: false }],
  pastAttempts: [
    { stoppedBy: 'us', cause: 'host failure', intendedAt: 1, endedAt: 2, startRequests: 1, forced: false },
  ],
  alertsMade: 4,
  alertIds: ['a'],
  plan: { at: 1, start: 2, deadline: 3 },
  heard: [{ id: 'h', heardAt: 1, date: 2 }],
  newAlerts: [alert()],
});

const CLAIM: Claim = {
  instanceId: GOOD,
  incidentId: 'x',
  availabilityZone: 'a',
  instanceType: 't',
  since: 1,
  by: 'p',
};

function storeGiving(...items: Json[]): IncidentStore {
  const fake = new FakeSend((call) =>
    call.name === 'Get' ? { Item: items[0] } : { Responses: { [TABLE]: items } },
  );
  return new IncidentStore(fake as Pick<DynamoDBDocumentClient, 'send'>, TABLE, 'ap-northeast-1', {
    newWriteId: () => 'w',
    sleep: () => Promise.resolve(),
  });
}

const itemOf = (one: Incident): Json => ({ ...one, id: one.instanceId, writeId: 'w' }) as unknown as Json;

/** A stored item in which somebody has put something else, or that was never one of ours; it keeps its key. */
const garbage: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ place: fc.nat(), to: fc.option(hostileJson(), { nil: undefined }) }).map(({ place, to }) => {
    const item = itemOf(FULL);
    const places = placesIn(item).filter(([first]) => first !== undefined && first !== 'id');
    return withValueAt(item, places[place % places.length] ?? [], to);
  }),
  fc
    .dictionary(
      fc.constantFrom(
        'schemaVersion',
        'version',
        'phase',
        'told',
        'outbox',
        'newAlerts',
        'pastAttempts',
        '__proto__',
      ),
      hostileJson(),
    )
    .map((members) => objectOf([...Object.entries({ schemaVersion: 1, ...members }), ['id', BAD]])),
);

const NOW = Date.parse('2026-11-20T03:10:00Z');

/** What a pass does with all records before and after it comes to each: what throws here keeps everybody from his turn. */
function passOver(records: Records): void {
  for (const one of records.values()) {
    isOpen(one);
    isInRecovery(one);
    isStuck(one);
    queuedWith(one.instanceId, one, 'pass-1');
    historyOf(one, 'ap-northeast-1');
  }
}

/** The same for what the Region's instances share: the sweep, the gate and the brake's alerts. */
function passOverRegion(region: RegionRecord): void {
  for (const held of region.claims) expect(typeof held.instanceId).toBe('string');
  orphanedClaims(region, NOW);
  claim(region, { ...CLAIM, instanceId: BAD }, { act: 'stopping', waitingSince: NOW }, SETTINGS, NOW);
  withStuck(region, GOOD, true);
  issueRefusal(region.operationalIssues, 'stopping', NOW);
  brakeNews(region.brakes, 'a', [GOOD], NOW);
  isNamedBy(region.brakes, 'a', { instanceId: GOOD, failedAt: 0 }, NOW);
  queuedWith('region', region, 'pass-1');
}

function expectNamed(thrown: unknown): void {
  expect((thrown as Error).name).toMatch(/^Record\w+Error$/);
}

describe('a stored record that is garbage', () => {
  it('does not keep the others from being read, and is either unreadable or safe to pass over', async () => {
    const before = inheritedNames();
    await fc.assert(
      fc.asyncProperty(garbage, fc.boolean(), async (bad, first) => {
        const good = itemOf(incident(GOOD, { version: 1 }));
        const store = storeGiving(...(first ? [bad, good] : [good, bad]));
        const records = await store.read([GOOD, BAD]);
        expect(records.get(GOOD)).toEqual(incident(GOOD, { version: 1 }));
        expect(records.unreadable.has(BAD)).toBe(!records.has(BAD));
        passOver(records);
      }),
      RUNS,
    );
    expect(inheritedNames()).toEqual(before);
  });

  it('is refused by its own name, as a record of a later version is, when nobody else is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(garbage, async (bad) => {
        const records = await storeGiving(bad).read([BAD]).catch(expectNamed);
        if (records !== undefined) passOver(records);
      }),
      RUNS,
    );
  });

  it('and is written, is read again as it was: what we write is never garbage', async () => {
    expect((await storeGiving(itemOf(FULL)).read([BAD])).get(BAD)).toEqual(FULL);
  });
});

describe('a Region record that is garbage', () => {
  const record: RegionRecord = {
    ...EMPTY_REGION_RECORD,
    version: 7,
    claims: [CLAIM],
    waiting: [{ instanceId: GOOD, since: 1, seenAt: 1 }],
    operationalIssues: [{ eventArn: 'a', code: 'c', lastUpdated: 1, closed: false }],
    brakes: [{ availabilityZone: 'a', since: 1, seenAt: 1, named: [GOOD], toldAt: 1 }],
    alertsMade: 2,
    newAlerts: [alert()],
  };
  const item = { ...record, id: 'region', writeId: 'w' } as unknown as Json;
  const broken = fc
    .record({ place: fc.nat(), to: fc.option(hostileJson(), { nil: undefined }) })
    .map(({ place, to }) => {
      const places = placesIn(item).filter(([first]) => first !== undefined && first !== 'id');
      return withValueAt(item, places[place % places.length] ?? [], to);
    });

  it('is refused by its own name, or safe to pass over: a sweep must not break off at it', () => {
    fc.assert(
      fc.property(broken, (bad) => {
        try {
          passOverRegion(regionRecordOf(bad as Record<string, unknown>));
        } catch (thrown) {
          expectNamed(thrown);
        }
      }),
      RUNS,
    );
  });

  it('is read as it was written where nobody has touched it', () => {
    expect(regionRecordOf(item as Record<string, unknown>)).toEqual(record);
  });
});
