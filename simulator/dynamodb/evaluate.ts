import type { Condition, Operand, Path, UpdateAction, UpdateValue } from './expressions.ts';
import { compare, copied, equals, isList, isMap, type AttributeValue, type Item } from './values.ts';
import { ServiceError } from '../runtime/service-error.ts';

/** What the placeholders of an expression stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** A path with its placeholders replaced: names of maps, positions in lists. */
export type ConcretePath = readonly (string | number)[];

/**
 * In: a condition, its placeholders and an item, undefined when there is none. Out: whether it holds. A comparison with a
 * missing attribute or with another type is false, except `<>`, which is then true.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function holds(condition: Condition, placeholders: Placeholders, item: Item | undefined): boolean {
  const value = (operand: Operand): AttributeValue | undefined => operandValue(operand, placeholders, item);
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, placeholders, item));
    case 'or':
      return condition.parts.some((part) => holds(part, placeholders, item));
    case 'not':
      return !holds(condition.part, placeholders, item);
    case 'exists':
      return (valueAt(item, concrete(condition.path, placeholders)) !== undefined) === condition.expected;
    case 'beginsWith': {
      const [text, prefix] = [value(condition.operand), value(condition.prefix)];
      return typeof text === 'string' && typeof prefix === 'string' && text.startsWith(prefix);
    }
    case 'between':
      return (
        comparison(value(condition.operand), '>=', value(condition.low)) &&
        comparison(value(condition.operand), '<=', value(condition.high))
      );
    case 'compare':
      return comparison(value(condition.left), condition.comparator, value(condition.right));
  }
}

function comparison(
  left: AttributeValue | undefined,
  comparator: '=' | '<>' | '<' | '<=' | '>' | '>=',
  right: AttributeValue | undefined,
): boolean {
  if (comparator === '=') return equals(left, right);
  if (comparator === '<>') return !equals(left, right);
  const order = compare(left, right);
  if (order === undefined) return false;
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
}

/**
 * In: the actions of an update, their placeholders and the item before. Out: the item after. All values are computed from
 * the item as it was before; nothing is changed in place.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function updated(actions: readonly UpdateAction[], placeholders: Placeholders, before: Item): Item {
  const changes = actions.map((action) => ({
    path: concrete(action.path, placeholders),
    value: newValue(action, placeholders, before),
  }));
  refuseOverlaps(changes.map(({ path }) => path));
  const after = copied(before);
  for (const { path, value } of changes) if (value !== undefined) setAt(after, path, value);
  // From the back, so that the positions in lists still mean what they meant before the update.
  const removed = changes.filter(({ value }) => value === undefined).map(({ path }) => path);
  for (const path of removed.sort(byLastPosition)) removeAt(after, path);
  return after;
}

function byLastPosition(a: ConcretePath, b: ConcretePath): number {
  const position = (path: ConcretePath): number => {
    const last = path.at(-1);
    return typeof last === 'number' ? last : -1;
  };
  return position(b) - position(a);
}

function newValue(
  action: UpdateAction,
  placeholders: Placeholders,
  before: Item,
): AttributeValue | undefined {
  if (action.kind === 'remove') return undefined;
  if (action.kind === 'set') return computed(action.value, placeholders, before);
  const step = placeholders.values[action.placeholder];
  const current = valueAt(before, concrete(action.path, placeholders));
  if (typeof step !== 'number')
    throw invalidUpdate('Incorrect operand type for operator or function; operator: ADD');
  return current === undefined ? step : sum(current, step);
}

function computed(value: UpdateValue, placeholders: Placeholders, before: Item): AttributeValue {
  switch (value.kind) {
    case 'ifNotExists': {
      const existing = valueAt(before, concrete(value.path, placeholders));
      // A NULL attribute exists, which rules out ?? here.
      return existing === undefined ? computed(value.otherwise, placeholders, before) : existing;
    }
    case 'listAppend': {
      const first = computed(value.first, placeholders, before);
      const second = computed(value.second, placeholders, before);
      if (!isList(first) || !isList(second)) throw wrongType();
      return [...first, ...second];
    }
    case 'plus':
      return sum(computed(value.left, placeholders, before), computed(value.right, placeholders, before));
    case 'minus': {
      const subtrahend = computed(value.right, placeholders, before);
      if (typeof subtrahend !== 'number') throw wrongType();
      return sum(computed(value.left, placeholders, before), -subtrahend);
    }
    case 'path':
    case 'value': {
      const operand = operandValue(value, placeholders, before);
      if (operand !== undefined) return operand;
      throw validation('The provided expression refers to an attribute that does not exist in the item');
    }
  }
}

function sum(left: AttributeValue, right: AttributeValue): number {
  if (typeof left !== 'number' || typeof right !== 'number') throw wrongType();
  return left + right;
}

function operandValue(
  operand: Operand,
  placeholders: Placeholders,
  item: Item | undefined,
): AttributeValue | undefined {
  if (operand.kind === 'path') return valueAt(item, concrete(operand.path, placeholders));
  return placeholders.values[operand.placeholder];
}

/** In: a parsed path and its placeholders. Out: the path in real names. */
export function concrete(path: Path, { names }: Placeholders): ConcretePath {
  return path.map((step) => {
    if ('position' in step) return step.position;
    return step.name.startsWith('#') ? (names[step.name] ?? step.name) : step.name;
  });
}

/** In: an item and a path. Out: the value there, undefined when there is none. */
export function valueAt(item: Item | undefined, path: ConcretePath): AttributeValue | undefined {
  let value: AttributeValue | undefined = item;
  for (const step of path) value = memberOf(value, step);
  return value;
}

function memberOf(parent: AttributeValue | undefined, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return isList(parent) ? parent[step] : undefined;
  return isMap(parent) && Object.hasOwn(parent, step) ? parent[step] : undefined;
}

function setAt(item: Item, path: ConcretePath, value: AttributeValue): void {
  const last = path.at(-1);
  const parent = valueAt(item, path.slice(0, -1));
  if (typeof last === 'number' && isList(parent)) {
    // Beyond its end, DynamoDB appends to a list.
    (parent as AttributeValue[])[Math.min(last, parent.length)] = copied(value);
  } else if (typeof last === 'string' && isMap(parent)) {
    (parent as Record<string, AttributeValue>)[last] = copied(value);
  } else {
    throw validation('The document path provided in the update expression is invalid for update');
  }
}

function removeAt(item: Item, path: ConcretePath): void {
  const last = path.at(-1);
  const parent = valueAt(item, path.slice(0, -1));
  if (typeof last === 'number' && isList(parent)) {
    (parent as AttributeValue[]).splice(last, 1);
  } else if (typeof last === 'string' && isMap(parent)) {
    Reflect.deleteProperty(parent, last);
  } else {
    throw validation('The document path provided in the update expression is invalid for update');
  }
}

function refuseOverlaps(paths: readonly ConcretePath[]): void {
  paths.forEach((path, position) => {
    for (const other of paths.slice(position + 1)) {
      const shared = Math.min(path.length, other.length);
      if (path.slice(0, shared).every((step, depth) => step === other[depth])) {
        throw invalidUpdate(
          `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${path.join(', ')}], path two: [${other.join(', ')}]`,
        );
      }
    }
  });
}

function wrongType(): ServiceError {
  return validation('An operand in the update expression has an incorrect data type');
}

function invalidUpdate(message: string): ServiceError {
  return validation(`Invalid UpdateExpression: ${message}`);
}

function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
