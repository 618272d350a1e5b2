import { HEALTH_CODES } from '../health/health-codes.ts';
import type { AnnouncedChange } from '../model/announcement.ts';
import { ANNOUNCEMENT } from '../model/incident.ts';
import { MINUTE, type EpochMs } from '../model/time.ts';

/** EC2 and Health round their dates in different ways; AWS changes a date by hours or days. */
const SAME_DATE_MS = 10 * MINUTE;

const KINDS = ['retirement', 'termination', 'stop', 'reboot'] as const;

/** One word for what is announced; a code that AWS adds tomorrow counts as maintenance. */
export function kindOf(code: string): (typeof KINDS)[number] | 'maintenance' {
  const text = code.toLowerCase();
  return KINDS.find((word) => text.includes(word)) ?? 'maintenance';
}

/** True where both are one date, by two clocks. */
export function isSameDate(a: EpochMs, b: EpochMs): boolean {
  return Math.abs(a - b) < SAME_DATE_MS;
}

/**
 * True where Health tells of what EC2 lists: of the same kind, at the same date or a later one, or without a date that could be
 * read. EC2's date counts then. A date of Health's that is earlier is news: AWS may come before the plan.
 */
export function tellsOfListed(told: AnnouncedChange, listed: AnnouncedChange): boolean {
  if (told.listed || !listed.listed || !isOfOneKind(told.code, listed.code)) return false;
  return (
    told.at === undefined || listed.at === undefined || told.at > listed.at || isSameDate(told.at, listed.at)
  );
}

/** EC2 lists a retirement of EBS-backed instances as a stop, too. What nobody knows is of no kind but its own. */
function isOfOneKind(told: string, listed: string): boolean {
  if (!Object.hasOwn(HEALTH_CODES, told)) return false;
  const [a, b] = [kindOf(told), kindOf(listed)];
  return a === b || (GIVEN_UP.has(a) && GIVEN_UP.has(b));
}

const GIVEN_UP: ReadonlySet<string> = new Set(['retirement', 'stop']);

/** The changes that the owner is to be told of, each announcement once: EC2's word goes before that of Health. */
export function withoutRepeats(open: readonly AnnouncedChange[]): readonly AnnouncedChange[] {
  return open.filter(
    (one, index) =>
      !open.some((other) => tellsOfListed(one, other)) &&
      !open
        .slice(0, index)
        .some(({ at }) => at !== undefined && one.at !== undefined && isSameDate(at, one.at)),
  );
}

/**
 * What Health tells without a date of what EC2 lists, by name. It was told with EC2's date: where EC2 drops that, calls it off or
 * leaves a gap in its list, nothing new is announced.
 */
export function toldWithListed(open: readonly AnnouncedChange[]): readonly string[] {
  return open
    .filter((one) => one.at === undefined && open.some((other) => tellsOfListed(one, other)))
    .map(newsName);
}

/** True where Health's undated news was told by the date of EC2's list before. */
export function isNewsTold(one: AnnouncedChange, announced: readonly string[]): boolean {
  return one.at === undefined && announced.includes(newsName(one));
}

function newsName({ id }: AnnouncedChange): string {
  return `${ANNOUNCEMENT}${id}`;
}

/** True where a date so near to this one was told already, by whoever it was announced. */
export function isDateTold({ at, overdue }: AnnouncedChange, announced: readonly string[]): boolean {
  if (at === undefined || overdue === true) return false;
  const dates = announced.map((name) => Number(name.slice(ANNOUNCEMENT.length)));
  return dates.some((date) => isSameDate(date, at));
}
