import type { JournalEntry } from '../../../runtime/journal.ts';
import type { Invariant } from '../../checking/checker.ts';
import { singleNotices, type SingleNotice } from '../../checking/single-notices.ts';
import { wordsOfEvent, type Descriptions } from '../../checking/words-of-event.ts';

/** What AWS has put on the bus about one event. */
interface OnTheBus {
  readonly at: number;
  readonly eventArn: string;
  readonly service: string;
  readonly eventRegion: string;
  /** Every wording; none where an update came without words. */
  readonly texts: Set<string>;
  readonly isWordless: boolean;
  /** Every date, where all of them are past when the event came first. */
  readonly isPast: boolean;
  readonly entities: Set<string>;
}

type Judgement = (event: OnTheBus, mail: SingleNotice) => string | undefined;

const JUDGEMENTS: readonly Judgement[] = [
  ({ eventRegion }, { body }) =>
    eventRegion !== '' && !body.split(':')[0]?.includes(`Region ${eventRegion.toLowerCase()}`)
      ? `does not name the Region ${eventRegion} in its head`
      : undefined,
  ({ isPast }, { todo }) =>
    isPast && /\bbefore (?:the|that|its) date\b/i.test(todo)
      ? 'asks for something before a date that is past'
      : undefined,
  ({ texts }, { body }) =>
    texts.size > 0 && !body.includes('\nWhat AWS says\n') ? 'leaves out the words of AWS' : undefined,
  ({ texts }, { body }) =>
    [...texts].every((text) => text.includes(PATH)) && texts.size > 0 && !body.includes(PATH)
      ? 'breaks a line within a path'
      : undefined,
  ({ texts }, { body }) => {
    const ends = [...texts].map((text) => text.slice(-30));
    const areLong = [...texts].every((text) => text.length > LONG);
    return texts.size > 0 && areLong && !(ends.some((end) => body.includes(end)) && body.includes('[…]'))
      ? 'has lost the end of what AWS says, or does not say that it is cut'
      : undefined;
  },
  ({ entities }, { body }) => {
    const long = [...entities].filter((name) => name.length > LONG_NAME);
    // What AWS says may name it, too.
    const own = body.replace(/^ {2}> .*$/gm, '');
    const areNamed = long.some((name) => own.includes(name.slice(0, 20)));
    return areNamed && !long.some((name) => own.includes(name.slice(-20)))
      ? 'names what is affected without the end of its name'
      : undefined;
  },
];

const PATH = 'C:\\nvme\\temp';
const LONG = 4_000;
const LONG_NAME = 150;

export const NOTICE_FORM: readonly Invariant[] = [
  {
    name: 'a notice says of what it is',
    says: 'A mail about a Health event names the Region of the event, holds the words of AWS, both ends of what is cut and the ends of long names, and asks for nothing before a date that is past.',
    watch: (checker) => {
      const events = new Map<string, OnTheBus>();
      return {
        see: (entry) => {
          noteEvent(entry, events);
          for (const mail of singleNotices(checker, entry)) {
            const event = events.get(mail.eventArn);
            if (event === undefined || event.service === 'EC2') continue;
            checker.judged();
            for (const judge of JUDGEMENTS) {
              const wrong = judge(event, mail);
              if (wrong !== undefined) checker.violated(`a mail about ${mail.eventArn} ${wrong}`);
            }
          }
        },
      };
    },
  },
  {
    name: 'each event has its subject',
    says: 'The mails about one Health event have one subject, but for its first word, and those about two have two.',
    watch: (checker) => {
      const subjects = new Map<string, string>();
      return {
        see: (entry) => {
          for (const { eventArn, subject, word } of singleNotices(checker, entry)) {
            const rest = subject.slice(word.length);
            const other = subjects.get(rest);
            checker.judged();
            if (other !== undefined && other !== eventArn)
              checker.violated(`${eventArn} and ${other} have one subject: ${rest}`);
            subjects.set(rest, eventArn);
          }
        },
      };
    },
  },
];

interface Detail {
  readonly eventArn?: unknown;
  readonly service?: string;
  readonly eventTypeCategory?: string;
  readonly eventRegion?: string | null;
  readonly startTime?: string;
  readonly eventDescription?: Descriptions;
  readonly affectedEntities?: readonly { readonly entityValue?: string }[];
}

function noteEvent(entry: JournalEntry, events: Map<string, OnTheBus>): void {
  if (entry.kind !== 'event') return;
  const { source, detail } = entry.event as { source?: string; detail?: Detail };
  if (source !== 'aws.health' || typeof detail?.eventArn !== 'string') return;
  const { eventArn, service = '', eventTypeCategory, startTime = '', affectedEntities = [] } = detail;
  const known = events.get(eventArn);
  const at = known?.at ?? entry.at;
  const isPast = eventTypeCategory === 'scheduledChange' && Date.parse(startTime) < at;
  const says = wordsOfEvent(detail.eventDescription);
  const isWordless = says === '' || known?.isWordless === true;
  events.set(eventArn, {
    at,
    eventArn,
    service,
    eventRegion: detail.eventRegion ?? '',
    texts: new Set(isWordless ? [] : [...(known?.texts ?? []), says]),
    isWordless,
    isPast: isPast && known?.isPast !== false,
    entities: new Set([...(known?.entities ?? []), ...affectedEntities.map((one) => one.entityValue ?? '')]),
  });
}
