import type pc from 'picocolors';
import type { Entry, Journal, JournalEntry } from '../runtime/journal.ts';
import { wrapped } from './wrapped.ts';

/** Whether to colour; a pipe gets plain text. */
export type Colours = ReturnType<typeof pc.createColors>;

/** What is printed is at most this wide, but for web addresses, which are never broken. */
export const WIDTH = 100;

export interface Line {
  readonly at: number;
  readonly who:
    | 'world'
    | 'EC2'
    | 'event'
    | 'decision'
    | 'waiting'
    | 'AWS call'
    | 'mail'
    | 'log'
    | 'failed'
    | 'dead letter';
  readonly text: string;
  /** The mail itself, below its line. */
  readonly body?: string;
}

/**
 * The timeline of a journal for a reader: what happened, which rule caught it, what was decided and why, what was
 * asked of EC2, which mails went out. Reads are left out, and a wait stands there once.
 *
 * @param names instance names by id, so that the reader need not compare hexadecimal numbers
 */
export function timelineOf(journal: Journal, names: ReadonlyMap<string, string>): Line[] {
  const lines = causesFirst(journal.entries).flatMap((entry) => lineOf(entry, names));
  return lines.filter(newsOnly());
}

/** A call is noted when EC2 has answered, which is after what it did: for a reader it comes first. */
function causesFirst(entries: readonly JournalEntry[]): JournalEntry[] {
  const ordered: JournalEntry[] = [];
  for (const entry of entries) {
    const effect = entry.kind === 'call' && isWrite(entry.action) ? effectOf(entry, ordered) : -1;
    if (effect < 0) ordered.push(entry);
    else ordered.splice(effect, 0, entry);
  }
  return ordered;
}

/** Where the change of state stands that a call brought about within the second before its answer; -1: nowhere. */
function effectOf({ action, input, at }: Entry<'call'>, before: readonly JournalEntry[]): number {
  const { InstanceIds = [] } = input as { InstanceIds?: readonly string[] };
  const state = action === 'StopInstances' ? 'stopping' : 'pending';
  for (let index = before.length - 1; index >= 0; index -= 1) {
    const entry = before[index];
    if (entry === undefined || entry.at < at - 1_000) return -1;
    if (entry.kind === 'state' && entry.state === state && InstanceIds.includes(entry.instanceId))
      return index;
  }
  return -1;
}

/** A wait is told when its reason changes, not at every sweep. */
function newsOnly(): (line: Line) => boolean {
  const last = new Map<string, string>();
  return (line) => {
    if (line.who !== 'waiting' && line.who !== 'decision') return true;
    const [instance = ''] = line.text.split(':', 1);
    const text = line.text.replace(/ \(row \d+\)$/, '');
    const known = last.get(instance);
    last.set(instance, text);
    return line.who === 'decision' || known !== text;
  };
}

/** The lines as they are printed, with a line for each new day where they go on for longer than one. */
export function printedDays(lines: readonly Line[], c: Colours): string[] {
  const dayOf = ({ at }: Line): string => new Date(at).toUTCString().slice(0, 16);
  const days = new Set(lines.map(dayOf));
  // What only goes past midnight needs no dates.
  const isLong = days.size > 2;
  return lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const isNew = isLong && (before === undefined || dayOf(before) !== dayOf(line));
    return isNew ? [c.bold(`\n── ${dayOf(line)} (UTC)`), printed(line, c)] : [printed(line, c)];
  });
}

/** Time and who, before the text of each line. */
const INDENT = 20;

/** A line as it is printed: time, who, what. */
function printed(line: Line, c: Colours): string {
  const time = c.dim(new Date(line.at).toISOString().slice(11, 19));
  const text = wrapped(line.text, WIDTH - INDENT)
    .map((part) => colouredBy[line.who](part, c))
    .join(`\n${' '.repeat(INDENT)}`);
  const head = `${time}  ${c.dim(line.who.padEnd(9))} ${text}`;
  return line.body === undefined ? head : `${head}\n${framed(line.body, c)}`;
}

const colouredBy: Readonly<Record<Line['who'], (text: string, c: Colours) => string>> = {
  world: (text, c) => c.magenta(text),
  EC2: (text) => text,
  event: (text, c) => c.dim(text),
  decision: (text, c) => (text.startsWith('not ') ? c.yellow(text) : c.cyan(text)),
  waiting: (text, c) => c.dim(text),
  'AWS call': (text, c) => c.bold(c.red(text)),
  mail: (text, c) => c.bold(c.green(text)),
  log: (text, c) => c.yellow(text),
  failed: (text, c) => c.red(text),
  'dead letter': (text, c) => c.red(text),
};

function lineOf(entry: JournalEntry, names: ReadonlyMap<string, string>): Line[] {
  const named = (id: unknown): string => (typeof id === 'string' ? (names.get(id) ?? id) : '');
  const { at } = entry;
  switch (entry.kind) {
    case 'world':
      return [{ at, who: 'world', text: entry.text }];
    case 'state':
      return [{ at, who: 'EC2', text: `${named(entry.instanceId)} is ${entry.state}` }];
    case 'event':
      return entry.rules.length === 0
        ? []
        : [{ at, who: 'event', text: `${entry.what} (rule ${entry.rules.map(ruleName).join(', ')})` }];
    case 'call':
      return isWrite(entry.action)
        ? [{ at, who: 'AWS call', text: callText(entry.action, entry.input, entry.error, named) }]
        : [];
    case 'log':
      return logLine(at, entry.level, entry.message, entry.facts, named);
    case 'mail':
      return [{ at, who: 'mail', text: entry.subject, body: entry.body }];
    case 'failed':
      return [{ at, who: 'failed', text: `the function failed: ${entry.error}` }];
    case 'dead letter':
      return [
        { at, who: 'dead letter', text: `to the dead-letter queue: ${entry.why.split('\n').join(' ')}` },
      ];
    case 'invoke':
    case 'returned':
    case 'sweep completed':
    case 'metric':
      return [];
  }
}

function logLine(
  at: number,
  level: string,
  message: string,
  facts: Readonly<Record<string, unknown>>,
  named: (id: unknown) => string,
): Line[] {
  if (message === 'stop requested' || message === 'start requested' || facts.act === 'ask the gate')
    return [];
  const who = named(facts.instanceId);
  const row = typeof facts.row === 'number' ? ` (row ${facts.row})` : '';
  const text = `${who === '' ? '' : `${who}: `}${message}${row}`;
  if (level === 'debug') return [{ at, who: 'waiting', text }];
  return [{ at, who: level === 'error' ? 'log' : 'decision', text }];
}

function isWrite(action: string): boolean {
  return action === 'StopInstances' || action === 'StartInstances';
}

function callText(
  action: string,
  input: object,
  error: string | undefined,
  named: (id: unknown) => string,
): string {
  const { InstanceIds = [], Force } = input as { InstanceIds?: string[]; Force?: boolean };
  const force = Force === true ? ' (Force)' : '';
  return `${action}${force} ${InstanceIds.map(named).join(', ')}${error === undefined ? '' : ` → ${error}`}`;
}

/** Logical ids end in a hash: `DetectionHealth0ABE9D9F` reads better as `Health`. */
export function ruleName(logicalId: string): string {
  return logicalId.replace(/^Detection/, '').replace(/[0-9A-F]{8}$/, '');
}

function framed(body: string, c: Colours): string {
  const frame = `          ${c.dim('│')}`;
  const lines = body
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrapped(line, WIDTH - 12));
  return lines.map((line) => (line === '' ? frame : `${frame} ${line}`)).join('\n');
}
