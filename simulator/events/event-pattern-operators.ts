export type Leaf = string | number | boolean | null;

/** What the list at the end of a pattern asks of one value of the event. */
export interface LeafTest {
  readonly accepts: (value: Leaf) => boolean;
  /** True when the field may be missing altogether: `exists: false`. */
  readonly acceptsAbsent: boolean;
}

type ValueTest = (value: Leaf) => boolean;

/**
 * In: the list at the end of an event pattern and where it stands. Out: its test; one member that accepts is enough.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compileLeaf(members: readonly unknown[], where: string): LeafTest {
  if (members.length === 0)
    throw new Error(`event pattern: ${where} is an empty list, which EventBridge refuses`);
  const tests: ValueTest[] = [];
  let acceptsAbsent = false;
  for (const member of members) {
    if (isScalar(member)) {
      tests.push((value) => value === member);
      continue;
    }
    const [operator, operand] = onlyEntry(member, where);
    if (operator === 'exists' && operand === false) acceptsAbsent = true;
    else tests.push(compileOperator(operator, operand, where));
  }
  return { accepts: (value) => tests.some((test) => test(value)), acceptsAbsent };
}

function compileOperator(operator: string, operand: unknown, where: string): ValueTest {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return compileAffix(operator, operand, where);
    case 'equals-ignore-case': {
      const expected = text(operand, operator, where).toLowerCase();
      return (value) => typeof value === 'string' && value.toLowerCase() === expected;
    }
    case 'wildcard':
      return compileWildcard(text(operand, operator, where), where);
    case 'anything-but':
      return compileAnythingBut(operand, where);
    case 'numeric':
      return compileNumeric(operand, where);
    case 'exists':
      if (operand !== true) throw new Error(`event pattern: exists in ${where} must be true or false`);
      return () => true;
    default:
      throw new Error(`event pattern: the operator "${operator}" in ${where} is not known`);
  }
}

function compileAffix(operator: 'prefix' | 'suffix', operand: unknown, where: string): ValueTest {
  const has = (value: string, affix: string): boolean =>
    operator === 'prefix' ? value.startsWith(affix) : value.endsWith(affix);
  if (isScalar(operand)) {
    const affix = text(operand, operator, where);
    return (value) => typeof value === 'string' && has(value, affix);
  }
  const [inner, affixOperand] = onlyEntry(operand, where);
  if (inner !== 'equals-ignore-case') {
    throw new Error(`event pattern: the operator "${inner}" inside ${operator} in ${where} is not known`);
  }
  const affix = text(affixOperand, inner, where).toLowerCase();
  return (value) => typeof value === 'string' && has(value.toLowerCase(), affix);
}

/** Anything-but still needs a value: a missing field does not match, a value of another type does. */
function compileAnythingBut(operand: unknown, where: string): ValueTest {
  if (typeof operand === 'string' || typeof operand === 'number') return (value) => value !== operand;
  if (Array.isArray(operand)) {
    const refused = new Set<unknown>(operand);
    const types = new Set(operand.map((item) => typeof item));
    if (types.size !== 1 || !(types.has('string') || types.has('number'))) {
      throw new Error(`event pattern: anything-but in ${where} needs a list of only strings or only numbers`);
    }
    return (value) => !refused.has(value);
  }
  const [inner, innerOperand] = onlyEntry(operand, where);
  if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(inner)) {
    throw new Error(`event pattern: the operator "${inner}" inside anything-but in ${where} is not known`);
  }
  const operands: readonly unknown[] = Array.isArray(innerOperand) ? innerOperand : [innerOperand];
  if (operands.length === 0) throw new Error(`event pattern: anything-but ${inner} in ${where} is empty`);
  const refusals = operands.map((single) => compileOperator(inner, single, where));
  return (value) => !refusals.some((refuses) => refuses(value));
}

const COMPARISONS: ReadonlyMap<unknown, (value: number, bound: number) => boolean> = new Map([
  ['=', (value: number, bound: number) => value === bound],
  ['<', (value: number, bound: number) => value < bound],
  ['<=', (value: number, bound: number) => value <= bound],
  ['>', (value: number, bound: number) => value > bound],
  ['>=', (value: number, bound: number) => value >= bound],
]);

function compileNumeric(operand: unknown, where: string): ValueTest {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  if (parts.length !== 2 && parts.length !== 4) {
    throw new Error(
      `event pattern: numeric in ${where} needs one or two comparisons, as in [">", 0, "<=", 5]`,
    );
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let position = 0; position < parts.length; position += 2) {
    const compare = COMPARISONS.get(parts[position]);
    const bound = parts[position + 1];
    if (compare === undefined) {
      throw new Error(
        `event pattern: the comparison ${JSON.stringify(parts[position])} in ${where} is not known`,
      );
    }
    // EventBridge compares numbers between -5e9 and 5e9 only.
    if (typeof bound !== 'number' || Math.abs(bound) > 5e9) {
      throw new Error(
        `event pattern: numeric in ${where} compares with ${JSON.stringify(bound)}, not a number within ±5e9`,
      );
    }
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

/** `*` stands for any characters; `\*` and `\\` for themselves. Matched greedily, in linear time, without a RegExp. */
function compileWildcard(pattern: string, where: string): ValueTest {
  const pieces = wildcardPieces(pattern, where);
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return (value) => value === first;
  const last = pieces.at(-1) ?? '';
  const middle = pieces.slice(1, -1);
  return (value) => {
    if (typeof value !== 'string' || !value.startsWith(first)) return false;
    let from = first.length;
    for (const piece of middle) {
      const at = value.indexOf(piece, from);
      if (at === -1) return false;
      from = at + piece.length;
    }
    return value.length - last.length >= from && value.endsWith(last);
  };
}

function wildcardPieces(pattern: string, where: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let position = 0; position < pattern.length; position++) {
    const character = pattern.charAt(position);
    if (character === '\\') {
      position += 1;
      const escaped = pattern.charAt(position);
      if (escaped !== '*' && escaped !== '\\') {
        throw new Error(`event pattern: the wildcard in ${where} escapes something else than * or \\`);
      }
      piece += escaped;
    } else if (character === '*') {
      if (pattern.charAt(position + 1) === '*')
        throw new Error(`event pattern: the wildcard in ${where} has ** in it`);
      pieces.push(piece);
      piece = '';
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
}

function text(operand: unknown, operator: string, where: string): string {
  if (typeof operand !== 'string') throw new Error(`event pattern: ${operator} in ${where} needs a string`);
  return operand;
}

function onlyEntry(node: unknown, where: string): readonly [string, unknown] {
  const entries =
    typeof node === 'object' && node !== null && !Array.isArray(node) ? Object.entries(node) : [];
  const entry = entries[0];
  if (entry === undefined || entries.length > 1) {
    throw new Error(
      `event pattern: ${where} needs a value or an object with one operator, not ${JSON.stringify(node)}`,
    );
  }
  return entry;
}

function isScalar(value: unknown): value is Leaf {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}
