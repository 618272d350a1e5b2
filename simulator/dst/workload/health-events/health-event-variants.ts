import type { EventBridgeEvent } from '../../../events/event-shapes.ts';
import type { SeededRandom } from '../../../runtime/seeded-random.ts';

const SECOND = 1_000;

/**
 * Shapes in which Health events come: as in captures of 2022, as AWS's samples and documents disagree about them, and with
 * optional fields that hold something else than they should. AWS: "AWS Health event schema".
 */
export const HEALTH_EVENT_VARIANTS = [
  'event of 2022',
  'event without resources',
  'event with ARNs',
  'event with odd fields',
  'event on pages out of order',
  'event with one-digit days',
  'event with resolved entities',
] as const;
export type HealthEventVariant = (typeof HEALTH_EVENT_VARIANTS)[number];

/** One delivery of an event, so much later than AWS sent it. */
export interface Sent {
  readonly event: EventBridgeEvent;
  readonly laterMs: number;
}

/** In: an event as AWS documents it in 2026. Out: the same as AWS might send it, and what is odd about it, if anything. */
export function asSent(
  event: EventBridgeEvent,
  random: SeededRandom,
): { readonly sent: readonly Sent[]; readonly variant: HealthEventVariant | undefined } {
  const detail = event.detail as Detail;
  const variant = random.chance(0.5) ? random.pick(HEALTH_EVENT_VARIANTS) : undefined;
  if (variant === undefined || !fits(variant, event, detail))
    return { sent: once(event), variant: undefined };
  return { sent: SHAPES[variant](event, detail, random), variant };
}

function fits(variant: HealthEventVariant, { resources }: EventBridgeEvent, detail: Detail): boolean {
  const isClosed = detail.statusCode === 'closed';
  switch (variant) {
    case 'event with odd fields':
      return true;
    case 'event with one-digit days':
      return TWO_DIGITS.test(detail.startTime ?? '');
    case 'event with resolved entities':
      return resources.length > 0 && isClosed;
    // In 2022 only its end told that an event is closed, and nothing that one is meant for everybody.
    case 'event of 2022':
      return resources.length > 0 && (!isClosed || detail.endTime !== undefined);
    case 'event without resources':
    case 'event with ARNs':
    case 'event on pages out of order':
      return resources.length > 0;
  }
}

/** `Sat, 05 Dec 2026`, of which AWS writes `Sat, 5 Dec 2026` as well. */
const TWO_DIGITS = /, 0(?=\d )/;

interface Detail {
  readonly eventArn: string;
  readonly service: string;
  readonly eventTypeCode: string;
  readonly eventTypeCategory: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly statusCode: string;
  readonly eventRegion: string;
  readonly affectedEntities: readonly { readonly entityValue: string }[];
}

type Shape = (event: EventBridgeEvent, detail: Detail, random: SeededRandom) => Sent[];

const SHAPES: Readonly<Record<HealthEventVariant, Shape>> = {
  'event of 2022': (event, detail) => {
    const { eventArn, service, eventTypeCode, eventTypeCategory, startTime, endTime } = detail;
    const then = {
      eventArn,
      service,
      eventTypeCode,
      eventTypeCategory,
      startTime,
      ...(endTime === undefined ? {} : { endTime }),
      eventDescription: [{ language: 'en_US', latestDescription: 'One line.\\n\\nAnother line.' }],
      affectedEntities: detail.affectedEntities.map(({ entityValue }) => ({ entityValue })),
    };
    return once({ ...event, detail: then });
  },
  'event without resources': (event, detail, random) => {
    const { resources: _, ...rest } = event;
    if (random.chance(0.5)) return once(rest as EventBridgeEvent);
    const { affectedEntities: _entities, ...others } = detail;
    return once({ ...event, detail: others });
  },
  'event with ARNs': ({ resources, ...event }, detail, random) => {
    const arn = (id: string): string =>
      id.startsWith('arn:') ? id : `arn:aws:ec2:${event.region}:${event.account}:instance/${id}`;
    const affectedEntities = detail.affectedEntities.map((one) => ({
      ...one,
      entityValue: arn(one.entityValue),
    }));
    const named = random.chance(0.5) ? resources : resources.map(arn);
    return once({ ...event, resources: named, detail: { ...detail, affectedEntities } });
  },
  'event with odd fields': (event, detail, random) => {
    const odd = {
      statusCode: detail.statusCode.toUpperCase(),
      eventRegion: random.pick([detail.eventRegion.toUpperCase(), '', null]),
      page: 1,
      totalPages: null,
      backupEvent: false,
      actionability: null,
      eventDescription: 'none',
      ...(detail.endTime === undefined ? { endTime: '' } : {}),
    };
    return once({ ...event, detail: { ...detail, ...odd } });
  },
  // Only resources are spread over pages; the other page names a volume, which is nothing to act on.
  'event on pages out of order': (event, detail, random) => {
    const page = (number: number, ids: readonly string[]): EventBridgeEvent => ({
      ...event,
      id: `${event.id}-${number}`,
      resources: ids,
      detail: {
        ...detail,
        affectedEntities: ids.map((entityValue) => ({ entityValue, status: 'PENDING' })),
        page: String(number),
        totalPages: '2',
      },
    });
    const laterMs = random.integer(0, 20 * SECOND);
    return [
      { event: page(2, event.resources), laterMs: 0 },
      { event: page(1, ['vol-0a1b2c3d4e5f60718']), laterMs },
    ];
  },
  'event with one-digit days': (event, detail) => {
    const dates = Object.entries(detail).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string' ? value.replace(TWO_DIGITS, ', ') : value,
    ]);
    return once({ ...event, detail: Object.fromEntries(dates) as object });
  },
  // The event stays open, and says for each entity that it is over.
  'event with resolved entities': (event, detail) => {
    const { endTime: _, ...rest } = detail;
    const affectedEntities = detail.affectedEntities.map((one) => ({ ...one, status: 'RESOLVED' }));
    return once({ ...event, detail: { ...rest, statusCode: 'open', affectedEntities } });
  },
};

function once(event: EventBridgeEvent): Sent[] {
  return [{ event, laterMs: 0 }];
}
