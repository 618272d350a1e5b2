import type { JournalEntry } from '../../../runtime/journal.ts';
import type { Invariant } from '../../checking/checker.ts';
import { singleNotices } from '../../checking/single-notices.ts';

/** What AWS has listed for one event. */
interface Listed {
  readonly service: string;
  readonly code: string;
  readonly total: number;
  /** When each update that came was made. */
  readonly updates: Set<string>;
  /** The pages that came. */
  readonly pages: Set<string>;
  /** What is affected, and whether it was finished whenever it was named. */
  readonly finished: Map<string, boolean>;
}

export const NOTICE_LISTS: readonly Invariant[] = [
  {
    name: 'a list says what it is',
    says: 'A mail about a Health event of which pages are missing says so, names nothing that AWS lists as finished, and asks for nothing where all of it is, unless it is abuse, exposed credentials or a lost volume.',
    watch: (checker) => {
      const events = new Map<string, Listed>();
      return {
        see: (entry) => {
          noteEvent(entry, events);
          for (const { eventArn, body, todo } of singleNotices(checker, entry)) {
            const listed = events.get(eventArn);
            // In the header of a mail about one instance that instance is named.
            if (listed === undefined || listed.service === 'EC2') continue;
            checker.judged();
            const saysMore = /page [\d, ]+ of \d+: more follow|on \d+ pages, and \d+ of them/.test(body);
            const isOne = listed.updates.size === 1;
            if (isOne && listed.pages.size < listed.total && !saysMore)
              checker.violated(`a mail about ${eventArn} passes ${listed.pages.size} pages for all`);
            for (const [name, isFinished] of listed.finished)
              if (isFinished && isNamed(name, body))
                checker.violated(`a mail names ${name}, which is finished`);
            if (!isOne || saysMore || isGrave(listed) || !isAllFinished(listed)) continue;
            if (!/^ *-? *Nothing/.test(todo))
              checker.violated(`a mail about ${eventArn} asks for what is finished`);
          }
        },
      };
    },
  },
];

function isAllFinished({ finished }: Listed): boolean {
  return finished.size > 0 && [...finished.values()].every((one) => one);
}

function isGrave({ service, code }: Listed): boolean {
  return service === 'RISK' || service === 'ABUSE' || code === 'AWS_EBS_VOLUME_LOST';
}

function isNamed(name: string, body: string): boolean {
  const at = body.indexOf(name);
  return at >= 0 && !/^[\w-]/.test(body.slice(at + name.length));
}

interface Detail {
  readonly eventArn?: unknown;
  readonly service?: string;
  readonly eventTypeCode?: string;
  readonly lastUpdatedTime?: string;
  readonly page?: string;
  readonly totalPages?: string;
  readonly affectedEntities?: readonly { readonly entityValue?: string; readonly status?: string }[];
}

function noteEvent(entry: JournalEntry, events: Map<string, Listed>): void {
  if (entry.kind !== 'event') return;
  const { source, detail } = entry.event as { source?: string; detail?: Detail };
  if (source !== 'aws.health' || typeof detail?.eventArn !== 'string') return;
  const listed = events.get(detail.eventArn) ?? {
    service: detail.service ?? '',
    code: detail.eventTypeCode ?? '',
    total: Number(detail.totalPages ?? 1),
    updates: new Set<string>(),
    pages: new Set<string>(),
    finished: new Map<string, boolean>(),
  };
  events.set(detail.eventArn, listed);
  listed.updates.add(detail.lastUpdatedTime ?? '');
  listed.pages.add(detail.page ?? '1');
  for (const { entityValue = '', status = '' } of detail.affectedEntities ?? []) {
    const isFinished = status === 'RESOLVED' || status === 'UNIMPAIRED';
    listed.finished.set(entityValue, isFinished && listed.finished.get(entityValue) !== false);
  }
}
