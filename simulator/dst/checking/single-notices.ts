import type { JournalEntry } from '../../runtime/journal.ts';
import { alertIdsIn } from './alert-ids.ts';
import type { Checker } from './checker.ts';

/** A mail about one Health event alone. */
export interface SingleNotice {
  readonly eventArn: string;
  /** The first of the subject. */
  readonly word: string;
  readonly subject: string;
  readonly body: string;
  /** What the reader has to do. */
  readonly todo: string;
}

/** The notice that a mail is; none where it is something else, or a digest, which shortens. */
export function singleNotices({ records }: Checker, entry: JournalEntry): readonly SingleNotice[] {
  if (entry.kind !== 'mail') return [];
  const [alertId = '', ...others] = alertIdsIn(entry);
  const { event_arn: eventArn } = records.alerts.get(alertId)?.data ?? {};
  if (others.length > 0 || !alertId.startsWith('health/') || typeof eventArn !== 'string') return [];
  const { subject, body } = entry;
  const [, todo = ''] = /What you need to do\n([\s\S]*?)\n\n/.exec(body) ?? [];
  return [{ eventArn, word: subject.split(' ')[0] ?? '', subject, body, todo }];
}
