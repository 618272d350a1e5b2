import { NotSimulatedError } from '../runtime/service-error.ts';
import { MalformedMessageError } from './signed-request.ts';

/** The value of a parameter, or the parameters below it by the next part of their name: `Filter` → `1` → `Name`. */
export type Parameter = string | Parameters;
export type Parameters = ReadonlyMap<string, Parameter>;

/** In: a parameter and what it is called. Out: its value as the SDK's commands name it. */
export type Reader<Value = unknown> = (parameter: Parameter, called: string) => Value;

export interface Action {
  readonly action: string;
  readonly parameters: Parameters;
}

/**
 * In: the body of a request to a query API and the API version that it must name. Out: its action and its other
 * parameters. https://docs.aws.amazon.com/ec2/latest/devguide/Query-Requests.html
 */
export function readAction(body: string, version: string): Action {
  const parameters = parametersOf(body);
  const { Action, Version } = Object.fromEntries(parameters);
  if (Version !== version)
    throw new MalformedMessageError(`Version ${JSON.stringify(Version)}, asked for is ${version}`);
  if (typeof Action !== 'string') throw new MalformedMessageError('the request names no Action');
  return {
    action: Action,
    parameters: new Map([...parameters].filter(([name]) => name !== 'Action' && name !== 'Version')),
  };
}

function parametersOf(body: string): Parameters {
  const root = new Map<string, Parameter>();
  for (const pair of body.split('&')) {
    const [name = '', value, ...rest] = pair.split('=').map(decoded);
    if (name === '' || value === undefined || rest.length > 0)
      throw new MalformedMessageError(`"${pair}" is not name=value`);
    const parts = name.split('.');
    const last = parts.pop() ?? '';
    let level = root;
    for (const part of parts) {
      const next = level.get(part) ?? new Map<string, Parameter>();
      if (typeof next === 'string') throw new MalformedMessageError(`${name} is below a value`);
      level.set(part, next);
      level = next as Map<string, Parameter>;
    }
    if (level.has(last)) throw new MalformedMessageError(`${name} is given twice`);
    level.set(last, value);
  }
  return root;
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

export const text: Reader<string> = (parameter, called) => {
  if (typeof parameter !== 'string') throw new NotSimulatedError(`${called} with parts is not simulated`);
  return parameter;
};

export const flag: Reader<boolean> = (parameter, called) => {
  const value = text(parameter, called);
  if (value !== 'true' && value !== 'false')
    throw new MalformedMessageError(`${called} is "${value}", not true or false`);
  return value === 'true';
};

export const whole: Reader<number> = (parameter, called) => {
  const value = text(parameter, called);
  if (!/^-?\d{1,15}$/.test(value))
    throw new MalformedMessageError(`${called} is "${value}", not a whole number`);
  return Number(value);
};

/** A list: its members are numbered from 1, without a gap. */
export function listOf<Value>(member: Reader<Value>): Reader<Value[]> {
  return (parameter, called) => {
    if (typeof parameter === 'string') throw new MalformedMessageError(`${called} is a value, not a list`);
    return Array.from({ length: parameter.size }, (_, index) => {
      const name = `${called}.${index + 1}`;
      const found = parameter.get(String(index + 1));
      if (found === undefined) throw new MalformedMessageError(`${name} is missing`);
      return member(found, name);
    });
  };
}

/** The field of the command's input that each known parameter is, and how it is read. */
export type KnownParameters = Readonly<Record<string, readonly [field: string, read: Reader]>>;

/** Parameters of known names, each of which may be missing. Any other is not simulated. */
export function fieldsOf(known: KnownParameters): Reader<Record<string, unknown>> {
  return (parameter, called) => {
    if (typeof parameter === 'string') throw new MalformedMessageError(`${called} has no parts`);
    const fields: Record<string, unknown> = {};
    for (const [name, value] of parameter) {
      const [field, read] = Object.hasOwn(known, name) ? (known[name] ?? []) : [];
      if (field === undefined || read === undefined)
        throw new NotSimulatedError(`${called} with ${name} is not simulated`);
      fields[field] = read(value, `${called} ${name}`);
    }
    return fields;
  };
}
