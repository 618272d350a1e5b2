import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  parseAlarm,
  parseContributorAlarm,
} from '../../../../../lambda/functions/responder/signals/parse-alarm.ts';
import { parseHealthEvent } from '../../../../../lambda/functions/responder/signals/parse-health-event.ts';
import { parseInstanceStateChange } from '../../../../../lambda/functions/responder/signals/parse-instance-state-change.ts';
import { parseSignal } from '../../../../../lambda/functions/responder/signals/parse-signal.ts';
import {
  instanceIdIn,
  UnreadableEventError,
  type Signal,
} from '../../../../../lambda/functions/responder/signals/signal.ts';
import { EVENT_NAMES, eventIn, HOME, INSTANCE, type Json } from './event-files.ts';
import {
  DANGEROUS_KEYS,
  hostileJson,
  inheritedNames,
  NASTY_TEXTS,
  nastyText,
  nested,
  objectOf,
  placesIn,
  SLOW_LENGTH,
  SLOW_TEXTS,
  SOON_MS,
  timeOf,
  withValueAt,
} from './fuzz-values.ts';

const RUNS = { seed: 20_261_130, numRuns: 500 };
const ENVELOPE = { account: HOME.accountId, region: HOME.region, time: '2026-11-20T03:00:00Z' };

/** Each parser of a detail; `parseSignal` reads the envelope around it. */
const PARSERS: Readonly<Record<string, (value: unknown) => Signal>> = {
  parseSignal: (value) => parseSignal(value, HOME),
  parseAlarm,
  parseContributorAlarm,
  parseInstanceStateChange,
  parseHealthEvent: (value) => parseHealthEvent(value, ENVELOPE, HOME),
  'parseHealthEvent, its envelope': (value) =>
    parseHealthEvent(healthDetail(), { ...ENVELOPE, resources: [value] }, HOME),
};

/** The parser's answer, or its refusal; anything else that it throws fails the test. */
function outcomeOf(parser: (value: unknown) => Signal, value: unknown): Signal | UnreadableEventError {
  try {
    return parser(value);
  } catch (thrown) {
    if (thrown instanceof UnreadableEventError) return thrown;
    throw thrown;
  }
}

/** What an answer may hold, whatever it was made of. */
function expectBounded(outcome: Signal | UnreadableEventError): void {
  if (outcome instanceof UnreadableEventError) {
    expect(outcome.message.length).toBeLessThanOrEqual(1_100);
    return;
  }
  if (outcome.kind === 'nothing') expect(outcome.why.length).toBeLessThanOrEqual(150);
  if ('alarmName' in outcome) expect(outcome.alarmName.length).toBeLessThanOrEqual(255);
  if ('instanceIds' in outcome) {
    expect(outcome.instanceIds.length).toBeGreaterThan(0);
    expect(outcome.instanceIds.length).toBeLessThanOrEqual(500);
    expect(new Set(outcome.instanceIds).size).toBe(outcome.instanceIds.length);
    for (const id of outcome.instanceIds) expect(id).toMatch(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/);
  }
  if ('news' in outcome) {
    const { eventArn, code, startTime = 0, endTime = 0, lastUpdated, closed } = outcome.news;
    expect([eventArn.length <= 1_600, code.length <= 200, typeof closed]).toEqual([true, true, 'boolean']);
    // A time beyond this cannot be written as a date any more, and would throw far from here.
    for (const time of [startTime, endTime, lastUpdated])
      expect(Math.abs(time)).toBeLessThanOrEqual(8_640_000_000_000_000);
  }
}

function healthDetail(): Json {
  return (eventIn('health-retirement') as { detail: Json }).detail;
}

/** One of the events in files with up to three places of it replaced or taken away. */
function mutant(): fc.Arbitrary<Json> {
  const change = fc.record({
    place: fc.nat(),
    to: fc.oneof({ arbitrary: hostileJson(), weight: 3 }, { arbitrary: fc.constant(undefined), weight: 1 }),
  });
  return fc
    .record({
      name: fc.constantFrom(...EVENT_NAMES),
      changes: fc.array(change, { minLength: 1, maxLength: 3 }),
    })
    .map(({ name, changes }) =>
      changes.reduce<Json>(
        (event, { place, to }) => {
          const places = placesIn(event);
          return withValueAt(event, places[place % places.length] ?? [], to);
        },
        eventIn(name) as Json,
      ),
    );
}

describe.each(Object.entries(PARSERS))('%s', (_name, parser) => {
  it('answers or refuses whatever value it is given, within its bounds', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      key: fc.oneof(fc.constantFrom(...DANGEROUS_KEYS), fc.string({ maxLength: 8 })),
    });
    fc.assert(
      fc.property(fc.oneof(anything, hostileJson()), (value) => {
        expectBounded(outcomeOf(parser, value));
      }),
      RUNS,
    );
  });

  it('answers or refuses an event in its real shape with other things in it, and the same again', () => {
    fc.assert(
      fc.property(mutant(), (event) => {
        const given = parser === PARSERS.parseSignal ? event : detailOf(event);
        const before = JSON.stringify(given);
        const outcome = outcomeOf(parser, given);
        expectBounded(outcome);
        expect(JSON.stringify(given)).toBe(before);
        expect(outcomeOf(parser, given)).toEqual(outcome);
      }),
      RUNS,
    );
  });

  it('answers or refuses what is nested 5,000 deep', () => {
    for (const kind of ['lists', 'objects'] as const) {
      const deep = nested(5_000, kind);
      expectBounded(outcomeOf(parser, deep));
      expectBounded(outcomeOf(parser, { ...(eventIn('alarm-single-metric') as object), detail: deep }));
      expectBounded(outcomeOf(parser, { configuration: { metrics: deep }, affectedEntities: deep }));
    }
  });

  it('answers or refuses 100,000 of everything that is a list, soon', () => {
    const many = Array.from({ length: 100_000 }, (_, n) => ({
      entityValue: `i-0${n.toString(16).padStart(16, '0')}`,
      metricStat: { metric: { namespace: 'AWS/EC2', name: 'StatusCheckFailed', dimensions: {} } },
    }));
    const value = {
      ...(healthDetail() as object),
      alarmName: 'a',
      state: { value: 'ALARM' },
      affectedEntities: many,
      configuration: { metrics: many },
      resources: many,
    };
    const took = timeOf(() => {
      expectBounded(outcomeOf(parser, value));
    });
    expect(took).toBeLessThan(SOON_MS * 3);
  });

  it('leaves what every object inherits as it was', () => {
    const before = inheritedNames();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...DANGEROUS_KEYS), hostileJson())), (members) => {
        const hostile = objectOf(members);
        outcomeOf(parser, hostile);
        outcomeOf(parser, { ...(eventIn('alarm-single-metric') as object), detail: hostile });
      }),
      { seed: 20_261_131, numRuns: 300 },
    );
    expect(inheritedNames()).toEqual(before);
    expect({}).not.toHaveProperty('InstanceId');
  });
});

function detailOf(event: Json): Json {
  return typeof event === 'object' && event !== null && 'detail' in event ? event.detail : event;
}

describe('an event with more in it than we know', () => {
  it.each(EVENT_NAMES)('is the same signal: %s', (name) => {
    const event = eventIn(name) as Record<string, Json>;
    const known = outcomeOf(PARSERS.parseSignal ?? parseAlarm, event);
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 30, maxLength: 40 }), hostileJson()), (more) => {
        const detail = event.detail;
        const inDetail = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
        const longer = { ...more, ...event, ...(inDetail ? { detail: { ...more, ...detail } } : {}) };
        expect(outcomeOf((value) => parseSignal(value, HOME), longer)).toEqual(known);
      }),
      { seed: 20_261_132, numRuns: 60 },
    );
  });
});

describe('a forged value where the parser looks for', () => {
  it.each(['source', 'detail-type', 'account', 'region'])(
    'its %s: an event with a nasty text there makes no signal',
    (field) => {
      fc.assert(
        fc.property(fc.constantFrom(...EVENT_NAMES), nastyText(), (name, text) => {
          fc.pre(text !== HOME.accountId && text !== HOME.region);
          const event = { ...(eventIn(name) as object), [field]: text };
          const outcome = outcomeOf((value) => parseSignal(value, HOME), event);
          // Health events name their account and Region in their detail.
          const tellsItself = (field === 'account' || field === 'region') && name.startsWith('health-');
          if (!tellsItself && !(outcome instanceof UnreadableEventError))
            expect(outcome.kind).toBe('nothing');
        }),
        RUNS,
      );
    },
  );

  it('an instance id: only an id or the ARN of an instance is one, and nothing around it', () => {
    fc.assert(
      fc.property(fc.oneof(nastyText(), fc.anything()), (value) => {
        const id = instanceIdIn(value);
        if (id === undefined) return;
        expect(id).toMatch(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/);
        expect([id, `instance/${id}`].some((end) => String(value).endsWith(end))).toBe(true);
        expect(instanceIdIn(id)).toBe(id);
      }),
      RUNS,
    );
    const around = NASTY_TEXTS.filter((text) => text !== '');
    for (const text of around) {
      expect(instanceIdIn(`${INSTANCE}${text}`)).toBeUndefined();
      expect(instanceIdIn(`${text}${INSTANCE}`)).toBeUndefined();
    }
  });
});

describe.each(Object.entries(SLOW_TEXTS))('%s', (_name, make) => {
  it('is judged soon, wherever it stands in an event', () => {
    const text = make(SLOW_LENGTH);
    const took = timeOf(() => {
      instanceIdIn(text);
      for (const name of EVENT_NAMES) {
        const event = eventIn(name) as Json;
        for (const place of placesIn(event)) {
          expectBounded(outcomeOf((value) => parseSignal(value, HOME), shared(event, place, text)));
        }
      }
    });
    // Some 350 places in all the events: a linear look at each is far below a millisecond a thousand characters.
    expect(took).toBeLessThan(SOON_MS * 3);
  });
});

/** As withValueAt, without going through text: the same long text is not copied for each place. */
function shared(value: Json, path: readonly string[], to: Json): Json {
  const [key, ...deeper] = path;
  if (key === undefined) return to;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((child, n) => (String(n) === key ? shared(child, deeper, to) : child));
  return { ...value, [key]: shared(value[key] ?? null, deeper, to) };
}
