import { isList, isMap, typeOf, type AttributeValue, type Item } from '../dynamodb/values.ts';
import { NotSimulatedError } from '../runtime/service-error.ts';
import { MalformedMessageError } from './signed-request.ts';

/** A value with its type, `{"S": "text"}`. */
export type TypedValue = Readonly<Record<string, unknown>>;

/**
 * In: a typed value as it stands in JSON. Out: the plain value.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export function plainValue(typed: unknown, called: string): AttributeValue {
  const entries = Object.entries(asObject(typed, called));
  const [type, value] = entries[0] ?? [];
  if (entries.length !== 1 || type === undefined)
    throw new MalformedMessageError(`${called} must have one type, it is ${JSON.stringify(typed)}`);
  switch (type) {
    case 'S':
      if (typeof value === 'string') return value;
      break;
    case 'N':
      if (typeof value === 'string') return plainNumber(value, called);
      break;
    case 'BOOL':
      if (typeof value === 'boolean') return value;
      break;
    case 'NULL':
      if (value === true) return null;
      break;
    case 'L':
      if (Array.isArray(value)) return value.map((member) => plainValue(member, called));
      break;
    case 'M':
      return plainItem(value, called);
    default:
      throw new NotSimulatedError(`${called} of DynamoDB's type ${type} is not simulated`);
  }
  throw new MalformedMessageError(`${called} is no ${type}: ${JSON.stringify(value)}`);
}

/** In: an item or a key as it stands in JSON. Out: its plain values. */
export function plainItem(typed: unknown, called: string): Item {
  return Object.fromEntries(
    Object.entries(asObject(typed, called)).map(([name, value]) => [
      name,
      plainValue(value, `${called}.${name}`),
    ]),
  );
}

/** In: a plain value. Out: the same with its type, for JSON. */
export function typedValue(value: AttributeValue): TypedValue {
  if (value === null) return { NULL: true };
  if (isList(value)) return { L: value.map(typedValue) };
  if (isMap(value)) return { M: typedItem(value) };
  return { [typeOf(value)]: typeof value === 'number' ? String(value) : value };
}

/** In: an item or a key. Out: the same with types, for JSON. */
export function typedItem(item: Item): TypedValue {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, typedValue(value)]));
}

/** DynamoDB keeps 38 digits; the simulation keeps what a JavaScript number holds, and says so where that is less. */
function plainNumber(digits: string, called: string): number {
  const value = Number(digits);
  if (String(value) !== digits || !Number.isFinite(value))
    throw new NotSimulatedError(`${called} is the number ${digits}, which JavaScript does not hold`);
  return value;
}

export function asObject(value: unknown, called: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedMessageError(`${called} is no object: ${JSON.stringify(value)}`);
  return value as Record<string, unknown>;
}
