import type { SeededRandom } from '../../../runtime/seeded-random.ts';
import { healthEvent } from '../../../events/event-shapes.ts';
import { numberOf } from '../basic-events.ts';
import { NOTICES_OF_AWS, type NoticeOfAws } from './notices-of-aws.ts';
import { WORDS_OF_STRANGERS } from '../words-of-strangers.ts';
import type { WorkloadContext, WorkloadHandler } from '../workload.ts';

const MINUTE = 60_000;

/** AWS's words for what is asked, one of tomorrow, and none. */
const ACTIONABILITY = ['ACTION_REQUIRED', 'ACTION_MAY_BE_REQUIRED', 'INFORMATIONAL', 'ACTION_SUGGESTED'];
/** AWS's words for the status of an entity, and one of tomorrow. */
const STATUSES = ['PENDING', 'PENDING', 'IMPAIRED', 'UNKNOWN', 'BEING_LOOKED_AT', 'RESOLVED', 'UNIMPAIRED'];
/** What an update of an event may bring. */
const UPDATES = ['end or date', 'end or date', 'new words', 'wider', 'all resolved'] as const;

interface Update {
  readonly statusCode?: 'closed';
  readonly startTime?: number;
  readonly says?: string;
  readonly resolved?: true;
}

/** One event of AWS Health as a seed has drawn it. */
interface Drawn {
  readonly notice: NoticeOfAws;
  readonly eventArn: string;
  readonly begins: number;
  /** How many pages AWS says that there are, and those that come, in their order. */
  readonly pages: number;
  readonly come: readonly number[];
  /** What is affected, by page. */
  readonly entityOn: (page: number) => string | undefined;
  readonly statusOn: (page: number) => string;
  /** The texts of an event that says this. */
  readonly describedBy: (words: string) => readonly object[];
  /** Fields that every update and page has. */
  readonly more: Readonly<Record<string, unknown>>;
}

/**
 * Health tells of something at another service, or of EC2 and of no host, on one to ten pages that come in any order or, of
 * ten, in part; perhaps in another account or another Region. Later that it is over, of another date, in other words, of a
 * wider reach, or that all that is affected is resolved. Of some the responder first hears when they are closed.
 */
export const tellOfAnotherService: WorkloadHandler = (instance, { random, lastsMs }, context) => {
  const notice = withWords(random('kind').pick(NOTICES_OF_AWS), random('words of strangers'));
  const ofTheFleet = notice.entity === 'an instance' ? instance.id : undefined;
  if (ofTheFleet !== undefined) context.affected(instance);
  const { region, later } = context;
  // An event may be as old as its queue, or be played again.
  const isPast = random('date past').chance(1 / 8);
  const begins = region.clock.now() + (isPast ? -60 * MINUTE - lastsMs : Math.max(lastsMs, 60 * MINUTE));
  const drawn = draw(notice, random, { begins, region: region.region, ofTheFleet });
  if (random('first heard closed').chance(1 / 6)) {
    tell(drawn, { statusCode: 'closed' }, context);
    return true;
  }
  tell(drawn, {}, context);
  if (random('update').chance(0.5)) {
    later(random('time of the update').integer(5 * MINUTE, 60 * MINUTE), () => {
      tell(drawn, updateOf(drawn, random('what is new').pick(UPDATES)), context);
    });
  }
  return true;
};

/** AWS's texts quote strangers, and what is affected is named by its owner. */
function withWords(notice: NoticeOfAws, random: SeededRandom): NoticeOfAws {
  if (!random.chance(1 / 4)) return notice;
  const words = random.pick(WORDS_OF_STRANGERS);
  const { says = 'A description of the event', entity } = notice;
  const isNamed = entity !== '' && entity !== 'an instance' && random.chance(1 / 2);
  return { ...notice, says: `${words}\n\n${says}`, entity: isNamed ? `${words} ${entity}` : entity };
}

function updateOf({ notice, begins }: Drawn, what: (typeof UPDATES)[number]): Update {
  const { says = 'A description of the event', category } = notice;
  switch (what) {
    case 'new words':
      return { says: `${says} FINAL NOTICE: we have not heard from you.` };
    case 'wider':
      return { says: `${says} All Availability Zones are impacted now.` };
    case 'all resolved':
      return { resolved: true };
    case 'end or date':
      return category === 'issue' ? { statusCode: 'closed' } : { startTime: begins + 30 * MINUTE };
  }
}

function draw(
  notice: NoticeOfAws,
  random: (decision: string) => SeededRandom,
  { begins, region, ofTheFleet }: { begins: number; region: string; ofTheFleet: string | undefined },
): Drawn {
  const { service, code, entity, scope, actionability } = notice;
  // Abuse and risk notices have no Region of their own: what they name means nothing.
  const isOfNone = service === 'ABUSE' || service === 'RISK';
  const isElsewhere = random('another Region').chance(1 / 5) && !isOfNone;
  const isSingle = entity === '' || ofTheFleet !== undefined;
  const isLong = !isSingle && random('ten pages').chance(1 / 6);
  const pages = isSingle ? 1 : isLong ? 10 : random('pages').integer(1, 3);
  const first = random('order of pages').integer(0, pages - 1);
  const inOrder = Array.from({ length: pages }, (_, number) => 1 + ((number + first) % pages));
  const asks = random('asks').chance(0.4) ? random('asked').pick(ACTIONABILITY) : undefined;
  const isUntranslated = random('only in Japanese').chance(1 / 10);
  const areResolved = random('resolved from the start').chance(1 / 10);
  return {
    notice,
    eventArn: `arn:aws:health:${region}::event/${service}/${code}/${numberOf(random)}`,
    begins,
    pages,
    come: isLong ? inOrder.slice(0, random('pages that come').integer(1, pages)) : inOrder,
    entityOn: (page) => (entity === '' ? undefined : (ofTheFleet ?? `${entity}-${page}`)),
    statusOn: (page) => (areResolved ? 'RESOLVED' : random(`status on page ${page}`).pick(STATUSES)),
    describedBy: (words) => [
      ...(isUntranslated ? [{ language: 'en_US', latestDescription: '' }] : []),
      { language: isUntranslated ? 'ja_JP' : 'en_US', latestDescription: words },
    ],
    more: {
      service,
      ...(scope === undefined ? {} : { eventScopeCode: scope }),
      ...(actionability === undefined && asks === undefined ? {} : { actionability: actionability ?? asks }),
      ...(random('another account').chance(1 / 11) ? { affectedAccount: '210987654321' } : {}),
      ...(isOfNone ? { eventRegion: random('Region of none').pick(['us-west-2', 'global', region]) } : {}),
      ...(isElsewhere
        ? { eventRegion: 'ap-northeast-3', backupEvent: random('backup Region').chance(0.5) }
        : {}),
    },
  };
}

/** One update, page by page. */
function tell(drawn: Drawn, { says, resolved, ...update }: Update, { region, later }: WorkloadContext): void {
  const { notice, eventArn, begins, pages, more } = drawn;
  const { code, category } = notice;
  region.world(`AWS Health: ${code} (${update.statusCode ?? 'open'})`);
  const updatedAt = region.origin().at;
  const words = says ?? notice.says ?? 'A description of the event';
  const described = { eventDescription: drawn.describedBy(words) };
  for (const [number, page] of drawn.come.entries()) {
    later(number * 4_000, () => {
      const entity = drawn.entityOn(page);
      const entities = entity === undefined ? [] : [entity];
      const status = resolved === true ? 'RESOLVED' : drawn.statusOn(page);
      const shape = { code, category, eventArn, startTime: begins, ...update, entities };
      const event = healthEvent({ ...region.origin(), at: updatedAt }, shape);
      const affectedEntities = entities.map((entityValue) => ({ entityValue, status }));
      const paged = { affectedEntities, page: String(page), totalPages: String(pages) };
      region.deliver({ ...event, detail: { ...event.detail, ...more, ...described, ...paged } });
    });
  }
}
