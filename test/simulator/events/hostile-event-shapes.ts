import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  alarmStateChange,
  healthEvent,
  scheduled,
  stateChange,
  type Origin,
} from '../../../simulator/events/event-shapes.ts';
import {
  EVENT_NAMES,
  eventIn,
  HOME,
  INSTANCE,
  type Json,
} from '../../lambda/functions/responder/signals/event-files.ts';
import {
  hostileJson,
  nastyText,
  nested,
  placesIn,
  withValueAt,
} from '../../lambda/functions/responder/signals/fuzz-values.ts';

/** Events that somebody sends to harm, or that went wrong on their way. For tests only. */

/** An event, and whether it comes over the bus (and its rules) or straight to the function. */
export interface Hostile {
  readonly event: object;
  readonly by: 'the bus' | 'an invocation';
}

/** Where the Region of these tests is: that of the events in files. */
export const PLACE = { account: HOME.accountId, region: HOME.region } as const;
export const START = Date.parse('2026-11-20T03:00:00Z');

/** Instances of the Region, all healthy; the first is the one that the events in files name. */
export const HEALTHY = [INSTANCE, 'i-0000000000000000a', 'i-0000000000000000b', 'i-12345678'] as const;
const UNKNOWN = ['i-0fffffffffffffff0', 'i-0fffffffffffffff1', 'i-87654321'] as const;

const CORPUS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'events');

/** Each with its account, Region and instances as they came, and once with ours in their place. */
function corpus(): readonly object[] {
  if (!existsSync(CORPUS)) return [];
  return readdirSync(CORPUS)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const text = readFileSync(join(CORPUS, file), 'utf8');
      const ours = text
        .replaceAll(/"(account|affectedAccount)":\s*"[^"]*"/g, `"$1":"${PLACE.account}"`)
        .replaceAll(/"(region|eventRegion)":\s*"[^"]*"/g, `"$1":"${PLACE.region}"`)
        .replaceAll(/i-[0-9a-f]{8,17}/g, INSTANCE);
      return [JSON.parse(text) as object, JSON.parse(ours) as object];
    });
}

const ORIGIN: Origin = { ...PLACE, at: START, id: '00000000-0000-4000-8000-000000000000' };

/** Every kind of event in its real shape, about a healthy instance. */
const OWN_SHAPES: readonly object[] = [
  stateChange(ORIGIN, INSTANCE, 'stopped'),
  alarmStateChange(ORIGIN, INSTANCE, 'StatusCheckFailed_System', 'ALARM'),
  healthEvent(ORIGIN, {
    code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
    category: 'scheduledChange',
    entities: [INSTANCE],
    startTime: START + 14 * 86_400_000,
  }),
  scheduled(ORIGIN, `arn:aws:events:${PLACE.region}:${PLACE.account}:rule/sweep`),
  ...EVENT_NAMES.map((name) => eventIn(name) as object),
];
const REAL_SHAPES: readonly object[] = [...OWN_SHAPES, ...corpus()];

/** What stands where something else belongs. */
const WRONG_VALUES: readonly Json[] = [
  null,
  7,
  'a\r\nb\u0000\u202e',
  [['i-0fffffffffffffff0']],
  { length: 3, 0: INSTANCE },
];

/** An event in its real shape with each of its values taken away, or another in its place: all of them. */
export function* brokenAtEveryPlace(): Generator<object> {
  for (const shape of OWN_SHAPES) {
    for (const place of placesIn(shape as Json)) {
      if (place.length === 0) continue;
      for (const to of [undefined, ...WRONG_VALUES]) yield withValueAt(shape as Json, place, to) as object;
    }
  }
}

const id = fc.oneof(
  { arbitrary: fc.constantFrom(...HEALTHY), weight: 4 },
  { arbitrary: fc.constantFrom(...UNKNOWN), weight: 1 },
);

const origin: fc.Arbitrary<Origin> = fc
  .record({
    account: fc.constantFrom(PLACE.account, PLACE.account, PLACE.account, '444455556666'),
    region: fc.constantFrom(PLACE.region, PLACE.region, PLACE.region, 'us-east-1'),
    at: fc.constantFrom(START, START + 60_000, START - 86_400_000, START + 400 * 86_400_000),
    number: fc.nat(),
  })
  .map(({ number, ...rest }) => ({
    ...rest,
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  }));

const CODES = [
  'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
  'AWS_EC2_INSTANCE_STOP_SCHEDULED',
  'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
  'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS',
  'AWS_EC2_INSTANCE_AVAILABILITY_ISSUE',
  'AWS_EC2_MADE_UP_YESTERDAY',
] as const;
/** It holds every recovery in the Region for an hour, as it should: tests that wait for one leave it out. */
const OUTAGE = 'AWS_EC2_OPERATIONAL_ISSUE';

const state = fc.constantFrom(
  'stopped',
  'stopping',
  'terminated',
  'running',
  'pending',
  'shutting-down',
  'odd',
);

/** Well made, and not true: EC2 sees all these instances healthy. */
const forged: fc.Arbitrary<object> = fc.oneof(
  fc.tuple(origin, id, state).map(([from, one, to]) => stateChange(from, one, to)),
  fc
    .tuple(
      origin,
      id,
      fc.constantFrom('StatusCheckFailed', 'StatusCheckFailed_System', 'StatusCheckFailed_Instance'),
      fc.constantFrom('ALARM', 'OK'),
    )
    .map(([from, one, metric, value]) => alarmStateChange(from, one, metric, value)),
  fc
    .record({
      from: origin,
      entities: fc.array(id, { maxLength: 4 }),
      code: fc.constantFrom(...CODES, OUTAGE),
      category: fc.constantFrom('issue', 'scheduledChange', 'accountNotification', 'odd'),
      statusCode: fc.constantFrom('open', 'closed', 'upcoming'),
      days: fc.constantFrom(-400, -1, 0, 1, 14, 40_000),
    })
    .map(({ from, days, ...props }) => healthEvent(from, { ...props, startTime: START + days * 86_400_000 })),
  fc.tuple(origin, fc.constant('arn')).map(([from, arn]) => scheduled(from, arn)),
);

const mutant: fc.Arbitrary<object> = fc
  .record({
    shape: fc.oneof(fc.constantFrom(...REAL_SHAPES), forged),
    changes: fc.array(
      fc.record({
        place: fc.nat(),
        to: fc.option(fc.oneof(hostileJson(), nastyText() as fc.Arbitrary<Json>), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ shape, changes }) =>
    changes.reduce<Json>((event, { place, to }) => {
      const places = placesIn(event).filter((path) => path.length > 0);
      return withValueAt(event, places[place % places.length] ?? ['none'], to);
    }, shape as Json),
  )
  .map((event) => event as object);

/** Deeper than any event, and not so deep that JSON.stringify itself gives up. */
const DEEP = 1_000;

/** As large as an event may be on the bus (256 KB), or larger. */
const huge: fc.Arbitrary<object> = fc
  .record({
    size: fc.constantFrom(2_000, 10_000),
    known: fc.boolean(),
    kind: fc.nat({ max: 4 }),
    from: origin,
  })
  .map(({ size, known, kind, from }) => {
    const ids = Array.from({ length: size }, (_, n) => `i-0${n.toString(16).padStart(16, '0')}`);
    const entities = known ? [...HEALTHY, ...ids] : ids;
    const base = healthEvent(from, { code: CODES[0], category: 'scheduledChange', entities: [] });
    const detail = base.detail as Record<string, unknown>;
    switch (kind) {
      case 0:
        return healthEvent(from, { code: CODES[0], category: 'scheduledChange', entities });
      case 1:
        return { ...base, detail: { ...detail, affectedEntities: nested(DEEP, 'lists') } };
      case 2:
        return { ...base, detail: { ...detail, eventDescription: nested(DEEP, 'objects') } };
      case 3:
        return { ...base, detail: { ...detail, eventTypeCode: 'x'.repeat(size * 20) } };
      default:
        return { ...base, resources: Array.from({ length: size }, () => 'x'.repeat(20)) };
    }
  });

const noEvent: fc.Arbitrary<object> = hostileJson().map((value) =>
  typeof value === 'object' && value !== null ? value : { value },
);

/** Any of them. */
export const hostile: fc.Arbitrary<Hostile> = fc.record({
  event: fc.oneof(
    { arbitrary: forged, weight: 8 },
    { arbitrary: mutant, weight: 10 },
    { arbitrary: noEvent, weight: 4 },
    { arbitrary: huge, weight: 1 },
  ),
  by: fc.constantFrom('the bus' as const, 'an invocation' as const),
});

/**
 * True for what the responder must, or in doubt may, take for an outage in the whole Region: a known code of one, and any
 * trouble of a service that names no instance.
 */
export function saysOutage(event: object): boolean {
  const text = JSON.stringify(event);
  if (text.includes(OUTAGE) || text.includes('AWS_EC2_API_ISSUE')) return true;
  const isOfHealth = text.includes('aws.health');
  const isNoTrouble = /"eventTypeCategory":"(accountNotification|scheduledChange)"/.test(text);
  const namesInstances =
    text.includes('"eventScopeCode":"ACCOUNT_SPECIFIC"') &&
    text.includes('"affectedEntities":[{"entityValue":"i-');
  return isOfHealth && !isNoTrouble && !namesInstances;
}
