import { compileLeaf, type Leaf, type LeafTest } from './event-pattern-operators.ts';

/** One way to satisfy a pattern: every path has a value that passes its test. `$or` makes several of these. */
type Alternative = ReadonlyMap<string, Condition>;

interface Condition {
  readonly path: readonly string[];
  readonly test: LeafTest;
}

/** A value of the event and, for every array around it, the element that it came from. */
interface Found {
  readonly value: Leaf;
  readonly elements: ReadonlyMap<readonly unknown[], number>;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html: "rule combinations". */
const MAX_ALTERNATIVES = 1000;

const compiled = new WeakMap<object, readonly (readonly Condition[])[]>();

/**
 * In: an EventBridge event pattern and an event, both parsed JSON. Out: whether the rule matches. A pattern that
 * EventBridge would refuse, or an operator that is not modelled, is thrown, so that no rule silently matches nothing.
 *
 * Follows the comparison operators and the array consistency that EventBridge's own matcher documents: two fields of a
 * pattern never match in different elements of the same array.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * https://github.com/aws/event-ruler#json-array-matching
 */
export function matchesPattern(pattern: object, event: unknown): boolean {
  let alternatives = compiled.get(pattern);
  if (alternatives === undefined) {
    alternatives = compileObject(pattern, [], [new Map()]).map(inOrder);
    compiled.set(pattern, alternatives);
  }
  return alternatives.some((conditions) => satisfies(conditions, event));
}

/** Paths are tried in sorted order, as EventBridge's matcher does; it decides what "absent" means inside arrays. */
function inOrder(alternative: Alternative): readonly Condition[] {
  return [...alternative].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, condition]) => condition);
}

function compileObject(
  node: unknown,
  path: readonly string[],
  sofar: readonly Alternative[],
): readonly Alternative[] {
  if (!isObject(node)) throw new Error(`event pattern: ${where(path)} must be an object or an array`);
  const entries = Object.entries(node);
  if (entries.length === 0)
    throw new Error(`event pattern: ${where(path)} is an empty object, which EventBridge refuses`);
  let alternatives = sofar;
  for (const [key, child] of entries) {
    const childPath = [...path, key];
    if (key === '$or') alternatives = compileOr(child, path, alternatives);
    else if (Array.isArray(child))
      alternatives = withCondition(alternatives, childPath, compileLeaf(child, where(childPath)));
    else alternatives = compileObject(child, childPath, alternatives);
  }
  return alternatives;
}

function compileOr(
  branches: unknown,
  path: readonly string[],
  sofar: readonly Alternative[],
): readonly Alternative[] {
  if (!Array.isArray(branches) || branches.length < 2) {
    throw new Error(`event pattern: $or in ${where(path)} needs a list of at least two objects`);
  }
  const alternatives = branches.flatMap((branch: unknown) => compileObject(branch, path, sofar));
  if (alternatives.length > MAX_ALTERNATIVES) {
    throw new Error(`event pattern: more than ${MAX_ALTERNATIVES} combinations by $or in ${where(path)}`);
  }
  return alternatives;
}

function withCondition(
  alternatives: readonly Alternative[],
  path: readonly string[],
  test: LeafTest,
): readonly Alternative[] {
  const key = path.join('.');
  return alternatives.map((alternative) => new Map(alternative).set(key, { path, test }));
}

function satisfies(conditions: readonly Condition[], event: unknown): boolean {
  const found = conditions.map(({ path }) => findLeaves(event, path));
  return tryFrom(0, new Map());

  function tryFrom(position: number, chosen: Found['elements']): boolean {
    const condition = conditions[position];
    if (condition === undefined) return true;
    const consistent = (found[position] ?? []).filter(({ elements }) => isConsistent(elements, chosen));
    if (condition.test.acceptsAbsent && consistent.length === 0) return tryFrom(position + 1, chosen);
    return consistent.some(
      ({ value, elements }) =>
        condition.test.accepts(value) && tryFrom(position + 1, merge(chosen, elements)),
    );
  }
}

function isConsistent(elements: Found['elements'], chosen: Found['elements']): boolean {
  for (const [array, position] of elements) {
    const before = chosen.get(array);
    if (before !== undefined && before !== position) return false;
  }
  return true;
}

function merge(chosen: Found['elements'], elements: Found['elements']): Found['elements'] {
  return elements.size === 0 ? chosen : new Map([...chosen, ...elements]);
}

/** Every scalar at a path. Arrays on the way, also nested ones, are passed through; an object at the end is no value. */
function findLeaves(event: unknown, path: readonly string[]): readonly Found[] {
  const leaves: Found[] = [];
  visit(event, 0, new Map());
  return leaves;

  function visit(value: unknown, depth: number, elements: Found['elements']): void {
    if (Array.isArray(value)) {
      value.forEach((element, position) => {
        visit(element, depth, new Map(elements).set(value, position));
      });
    } else if (depth < path.length) {
      const key = path[depth] ?? '';
      // Own properties only: an event without a field "constructor" must not be seen to have one.
      if (isObject(value) && Object.hasOwn(value, key)) visit(value[key], depth + 1, elements);
    } else if (isLeaf(value)) {
      leaves.push({ value, elements });
    }
  }
}

function isLeaf(value: unknown): value is Leaf {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function where(path: readonly string[]): string {
  return path.length === 0 ? 'the pattern' : path.join('.');
}
