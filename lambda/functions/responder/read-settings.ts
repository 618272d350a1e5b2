import * as z from 'zod/mini';
import { PARAMETERS, type Parameter, type TextParameter } from '../../contract/parameters.ts';
import { WIRING } from '../../contract/wiring.ts';
import { isTimeZone, parseWindows } from '../../core/scheduled-events/maintenance-window.ts';
import type { SettingProblem, Settings, WeeklyWindow } from '../../core/model/settings.ts';
import { inWords } from '../../words/in-words.ts';

export interface ReadSettings {
  readonly settings: Settings;
  readonly logLevel: string;
  /** What could not be read as it was written; empty where all is well. */
  readonly problems: readonly SettingProblem[];
}

type Variables = Readonly<Record<string, string | undefined>>;
type Value = string | number | readonly WeeklyWindow[] | readonly string[];

const OURS = 'RESPONDER_';
/** So much of a wrong value is shown. */
const SHOWN = 60;

/**
 * Reads the owner's tuning. CloudFormation refuses most of what makes no sense; for what gets through (a place that is in no
 * time zone, a window of ten minutes) the default counts, and `unreadable` keeps the responder from beginning anything that
 * it may have got wrong. What is stopped already must be started: a wrong setting never fails the function.
 *
 * @param env the process environment; variables that do not begin with RESPONDER_ are not ours
 */
export function readSettings(env: Variables): ReadSettings {
  const problems: SettingProblem[] = unknownNames(env);
  const values: Record<string, Value> = {};
  for (const [key, parameter] of Object.entries<Parameter>(PARAMETERS)) {
    const read = schemaFor(parameter).safeParse(env[parameter.env]);
    if (!read.success)
      problems.push(problemWith(parameter, env[parameter.env], read.error.issues[0]?.message));
    values[key] = read.success ? read.data : schemaFor(parameter).parse(String(parameter.default));
  }
  problems.push(...contradictions(values));
  const { logLevel, allowInstanceStoreLoss, ...tuning } = values;
  const settings = {
    ...tuning,
    allowInstanceStoreLoss: allowInstanceStoreLoss === 'true',
    ...unreadable(problems),
  } as unknown as Settings;
  return {
    settings: Object.freeze(settings),
    logLevel: typeof logLevel === 'string' ? logLevel : '',
    problems: Object.freeze(problems),
  };
}

function unreadable(problems: readonly SettingProblem[]): Pick<Settings, 'unreadable'> {
  if (problems.some((one) => one.ifUnreadable === 'stops nothing')) return { unreadable: 'stops' };
  return problems.some((one) => one.ifUnreadable === 'moves nothing') ? { unreadable: 'moves' } : {};
}

function schemaFor(parameter: Parameter): z.ZodMiniType<Value> {
  if (parameter.kind === 'choice') return z.enum([...parameter.allowed]);
  if (parameter.kind === 'text') return TEXTS[parameter.meaning];
  const digits = z.string().check(z.regex(/^\d{1,6}$/));
  const range = z.number().check(z.minimum(parameter.min), z.maximum(parameter.max));
  return z.pipe(z.pipe(digits, z.transform(Number)), range);
}

const TEXTS: Readonly<Record<TextParameter['meaning'], z.ZodMiniType<Value>>> = {
  'weekly windows': z.pipe(
    z.string(),
    z.transform((text, context) => {
      const parsed = parseWindows(text);
      if ('windows' in parsed) return parsed.windows;
      context.issues.push({ code: 'custom', message: inWords(parsed.problem), input: text });
      return z.NEVER;
    }),
  ),
  'tag keys': z.pipe(
    z.string().check(z.regex(new RegExp(PARAMETERS.managerTagKeys.pattern))),
    z.transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '' && one !== PARAMETERS.managerTagKeys.default),
    ),
  ),
  'time zone': z.string().check(z.refine(isTimeZone, 'no such time zone')),
};

function problemWith(parameter: Parameter, got: string | undefined, why: string | undefined): SettingProblem {
  const { name, ifUnreadable } = parameter;
  const reason = parameter.kind === 'text' && got !== undefined && why !== undefined ? ` (${why})` : '';
  return { name, got: got?.slice(0, SHOWN), allowed: `${allowedFor(parameter)}${reason}`, ifUnreadable };
}

function allowedFor(parameter: Parameter): string {
  if (parameter.kind === 'choice') return parameter.allowed.join(', ');
  if (parameter.kind === 'text') return parameter.patternMeaning;
  return `a whole number from ${parameter.min} to ${parameter.max}`;
}

/** Values that are right one by one and contradict each other: which of the two was meant nobody knows. */
function contradictions({ brakeMinimum, brakeAlways }: Readonly<Record<string, Value>>): SettingProblem[] {
  if (typeof brakeMinimum !== 'number' || typeof brakeAlways !== 'number' || brakeAlways >= brakeMinimum)
    return [];
  const allowed = `BrakeMinimum, which is ${brakeMinimum}, or more`;
  return [{ name: 'BrakeAlways', got: String(brakeAlways), allowed, ifUnreadable: 'stops nothing' }];
}

/** A misspelled setting, or one of another version, must not silently mean the default. */
function unknownNames(env: Variables): SettingProblem[] {
  const known = new Set<string>([
    ...Object.values(PARAMETERS).map((one) => one.env),
    ...Object.values(WIRING),
  ]);
  return Object.keys(env)
    .filter((name) => name.startsWith(OURS) && !known.has(name))
    .map((name) => ({
      name: name.slice(0, SHOWN),
      got: env[name]?.slice(0, SHOWN),
      allowed: 'only what the stack of this version sets; deploy it again',
      ifUnreadable: 'stops nothing',
    }));
}
