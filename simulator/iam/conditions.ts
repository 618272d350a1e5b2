import { refuseVariables, textMatcher } from './patterns.ts';
import { NotSimulatedError } from '../runtime/service-error.ts';
import { asObject, asText, type Json, type JsonObject } from '../template/template-json.ts';

/**
 * What a request brings along. In: the name of a condition key in small letters. Out: its value, undefined where AWS
 * leaves the key out. Throws NotSimulatedError where it is not known what AWS would give.
 */
export type RequestContext = (key: string) => string | undefined;

export interface CompiledCondition {
  /** In small letters. */
  readonly keys: readonly string[];
  readonly holds: (context: RequestContext) => boolean;
}

type Test = (value: string | undefined) => boolean;

/**
 * The operators that our policies use, with what IAM does when the key is missing: a match fails, a negated match holds.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATORS: ReadonlyMap<string, (wanted: readonly string[]) => Test> = new Map([
  ['StringEquals', (wanted) => (value) => value !== undefined && wanted.includes(value)],
  ['StringNotEquals', (wanted) => (value) => value === undefined || !wanted.includes(value)],
  ['StringLike', stringLike],
  ['Bool', bool],
  ['Null', isNull],
]);

/**
 * In: the Condition of a statement. Out: its test: every operator and every key must hold, and of the values of a key one,
 * or none where the operator is negated. Throws NotSimulatedError on an operator that is not in the list above, with
 * IfExists, ForAnyValue and ForAllValues among them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function compileCondition(condition: JsonObject | undefined): CompiledCondition {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, node]) => {
    const make = OPERATORS.get(operator);
    if (make === undefined) throw new NotSimulatedError(`IAM condition operator ${operator}`);
    return Object.entries(asObject(node, operator)).map(([key, values]) => ({
      key: keyOf(key),
      test: make(textsOf(values, `${operator} ${key}`)),
    }));
  });
  return {
    keys: [...new Set(tests.map(({ key }) => key))],
    holds: (context) => tests.every(({ key, test }) => test(context(key))),
  };
}

/** Names of condition keys, and so the tag keys in them, are the same in capitals. */
function keyOf(key: string): string {
  refuseVariables(key);
  return key.toLowerCase();
}

function stringLike(wanted: readonly string[]): Test {
  const matchers = wanted.map(textMatcher);
  return (value) => value !== undefined && matchers.some((matches) => matches(value));
}

function bool(wanted: readonly string[]): Test {
  const truths = wanted.map(truthOf);
  return (value) => value !== undefined && truths.includes(truthOf(value));
}

/** `true`: the key is not there. `false`: it is. */
function isNull(wanted: readonly string[]): Test {
  const truths = wanted.map(truthOf);
  return (value) => truths.includes(value === undefined);
}

function truthOf(text: string): boolean {
  const lower = text.toLowerCase();
  if (lower !== 'true' && lower !== 'false')
    throw new NotSimulatedError(`IAM: ${text} is neither true nor false`);
  return lower === 'true';
}

function textsOf(node: Json, where: string): readonly string[] {
  const values = (Array.isArray(node) ? (node as readonly Json[]) : [node]).map((value) =>
    asText(value, where),
  );
  values.forEach(refuseVariables);
  return values;
}
