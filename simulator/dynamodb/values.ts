import { NotSimulatedError } from '../runtime/service-error.ts';

/** What the document client accepts and gives back, as far as it is simulated. */
export type AttributeValue =
  string | number | boolean | null | readonly AttributeValue[] | { readonly [name: string]: AttributeValue };
export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * In: a value as a handler passes it. Out: a deep copy as the document client sends it: undefined members go away with
 * `removeUndefinedValues` and are an error without, and what it cannot marshal is refused with its words.
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-util-dynamodb/Interface/marshallOptions/
 */
export function marshalled(value: unknown, removeUndefinedValues: boolean): AttributeValue {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return marshalledNumber(value);
  if (value === undefined) {
    throw new Error('Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.');
  }
  if (Array.isArray(value))
    return value
      .filter((member) => isKept(member, removeUndefinedValues))
      .map((member) => marshalled(member, removeUndefinedValues));
  if (isPlainObject(value)) {
    const copy: Record<string, AttributeValue> = {};
    // Own and inherited, as the document client enumerates.
    for (const name in value) {
      if (isKept(value[name], removeUndefinedValues))
        define(copy, name, marshalled(value[name], removeUndefinedValues));
    }
    return copy;
  }
  const kind = (value as { constructor?: { name?: string } }).constructor?.name ?? typeof value;
  if (
    kind === 'Set' ||
    kind === 'Map' ||
    kind === 'Uint8Array' ||
    kind === 'Buffer' ||
    typeof value === 'bigint'
  ) {
    throw new NotSimulatedError(`DynamoDB values of type ${kind} are not simulated`);
  }
  throw new Error(
    `Unsupported type passed: ${kind}. Pass options.convertClassInstanceToMap=true to marshall typeof object as map attribute.`,
  );
}

function isKept(member: unknown, removeUndefinedValues: boolean): boolean {
  return typeof member !== 'function' && !(member === undefined && removeUndefinedValues);
}

function marshalledNumber(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`Special numeric value ${value} is not allowed`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new Error(
      `Number ${value} is outside Number.MAX_SAFE_INTEGER. Use NumberValue from @aws-sdk/lib-dynamodb.`,
    );
  }
  // DynamoDB has one zero.
  return value === 0 ? 0 : value;
}

/** In: a stored value. Out: a copy that the receiver may change without changing the table. */
export function copied<Value extends AttributeValue>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return (value as readonly AttributeValue[]).map(copied) as AttributeValue as Value;
  const copy: Record<string, AttributeValue> = {};
  for (const name of Object.keys(value)) define(copy, name, copied((value as Item)[name] ?? null));
  return copy as Value;
}

/** An attribute may be called __proto__; an assignment would change the prototype instead of adding it. */
function define(target: Record<string, AttributeValue>, name: string, value: AttributeValue): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  else target[name] = value;
}

/** An item is never changed: who reads it gets a copy, and a write puts another in its place. */
const SIZES = new WeakMap<Item, number>();

/**
 * In: an item. Out: its size in bytes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  const known = SIZES.get(item);
  if (known !== undefined) return known;
  const bytes = sizeOfMap(item);
  SIZES.set(item, bytes);
  return bytes;
}

function sizeOfMap(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueSize(value);
  return bytes;
}

function valueSize(value: AttributeValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberSize(value);
  if (typeof value === 'boolean' || value === null) return 1;
  if (isList(value)) return value.reduce<number>((bytes, member) => bytes + 1 + valueSize(member), 3);
  return 3 + Object.keys(value).length + sizeOfMap(value);
}

/** About one byte for two significant digits, one more, and one for the sign. */
function numberSize(value: number): number {
  return 1 + Math.ceil(significantDigits(Math.abs(value)) / 2) + (value < 0 ? 1 : 0);
}

function significantDigits(value: number): number {
  // Most numbers are times and counters, of which every write is measured: no text is made for them.
  if (Number.isSafeInteger(value)) {
    let digits = value;
    while (digits !== 0 && digits % 10 === 0) digits /= 10;
    return digits === 0 ? 0 : Math.floor(Math.log10(digits)) + 1;
  }
  const [mantissa = ''] = value.toExponential().split('e');
  return mantissa.replace('.', '').length;
}

/** Equal in type and content; a missing value equals nothing. */
export function equals(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((member, position) => equals(member, b[position]));
  }
  const [left, right] = [a as Item, b as Item];
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && equals(left[name], right[name]));
}

/** Negative, zero or positive as `a` is before, with or after `b`; undefined when they have no order between them. */
export function compare(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== 'string' || typeof b !== 'string') return undefined;
  if (a === b) return 0;
  // DynamoDB orders by UTF-8 bytes; UTF-16, as JavaScript has it, differs only where there are surrogates.
  if (/[\ud800-\udfff]/.test(a) || /[\ud800-\udfff]/.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** In: a value. Out: the letter of its type in DynamoDB. */
export function typeOf(value: AttributeValue): 'S' | 'N' | 'BOOL' | 'NULL' | 'L' | 'M' {
  if (typeof value === 'string') return 'S';
  if (typeof value === 'number') return 'N';
  if (typeof value === 'boolean') return 'BOOL';
  if (value === null) return 'NULL';
  return isList(value) ? 'L' : 'M';
}

export function isList(value: AttributeValue | undefined): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

export function isMap(value: AttributeValue | undefined): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  // By name, as the document client does: an object of another realm has another Object.
  const constructor: unknown = (value as { constructor?: unknown }).constructor;
  return typeof constructor !== 'function' || constructor.name === 'Object';
}
