import { inWords } from '../../words/in-words.ts';
import * as z from 'zod/mini';
import { isTimeZone, parseWindows } from '../../core/scheduled-events/maintenance-window.ts';
import type { WeeklyWindow } from '../../core/model/settings.ts';
import { PARAMETERS, type Parameter, type TextParameter } from '../../contract/parameters.ts';
import { WIRING } from '../../contract/wiring.ts';
import type { Settings } from '../../core/model/settings.ts';

/** Where the function runs and what it was given, beside the owner's tuning. */
export interface Environment {
  readonly settings: Settings;
  readonly logLevel: string;
  readonly tableName: string;
  readonly topicArn: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** A setting that makes no sense: the function refuses to work before it can do harm. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const OURS = 'RESPONDER_';

/**
 * Reads the environment once per cold start.
 *
 * @param env the process environment; variables that do not begin with RESPONDER_ are not ours
 * @returns frozen settings
 * @throws SettingsError that names each wrong setting, what it got, what is allowed
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const problems: string[] = unknownNames(env);
  const values: Record<string, Value> = {};
  for (const [key, parameter] of Object.entries<Parameter>(PARAMETERS)) {
    const read = schemaFor(parameter).safeParse(env[parameter.env]);
    if (read.success) values[key] = read.data;
    else problems.push(problemWith(parameter, env[parameter.env], read.error.issues[0]?.message));
  }
  for (const name of [...Object.values(WIRING), 'AWS_REGION']) {
    if (env[name] === undefined || env[name] === '')
      problems.push(`${name} is missing; the stack sets it: deploy it again`);
  }
  problems.push(...contradictions(values));
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));

  const { logLevel, allowInstanceStoreLoss, ...tuning } = values;
  const settings = {
    ...tuning,
    allowInstanceStoreLoss: allowInstanceStoreLoss === 'true',
  } as unknown as Settings;
  return Object.freeze({
    settings: Object.freeze(settings),
    logLevel: typeof logLevel === 'string' ? logLevel : '',
    tableName: env[WIRING.tableName] ?? '',
    topicArn: env[WIRING.topicArn] ?? '',
    accountId: env[WIRING.accountId] ?? '',
    partition: env[WIRING.partition] ?? '',
    region: env.AWS_REGION ?? '',
  });
}

type Value = string | number | readonly WeeklyWindow[] | readonly string[];

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

function problemWith(parameter: Parameter, got: string | undefined, why: string | undefined): string {
  const allowed =
    parameter.kind === 'choice'
      ? parameter.allowed.join(', ')
      : parameter.kind === 'text'
        ? parameter.patternMeaning
        : `a whole number from ${parameter.min} to ${parameter.max}`;
  const what = got === undefined ? 'is missing' : `is ${JSON.stringify(got.slice(0, 60))}`;
  const detail = parameter.kind === 'text' && got !== undefined && why !== undefined ? ` (${why})` : '';
  return `${parameter.name} (${parameter.env}) ${what}${detail}; allowed: ${allowed}; correct the stack parameter`;
}

/** Values that are right one by one and contradict each other. */
function contradictions(values: Readonly<Record<string, Value>>): string[] {
  const { brakeMinimum, brakeAlways } = values;
  if (typeof brakeMinimum !== 'number' || typeof brakeAlways !== 'number' || brakeAlways >= brakeMinimum)
    return [];
  return [
    `BrakeAlways is ${brakeAlways}, less than BrakeMinimum ${brakeMinimum}; allowed: BrakeMinimum or more; correct one of them`,
  ];
}

/** A misspelled setting must not silently mean the default. */
function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set<string>([
    ...Object.values(PARAMETERS).map((one) => one.env),
    ...Object.values(WIRING),
  ]);
  return Object.keys(env)
    .filter((name) => name.startsWith(OURS) && !known.has(name))
    .map((name) => `${name} is no setting of the responder; known: ${[...known].sort().join(', ')}`);
}
