import { asObject, asText, type JsonObject } from './template-json.ts';

/** A parameter was refused. One line: what, the value got, what is allowed. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

export type ParameterValue = string | readonly string[];

type Declaration = JsonObject;

/**
 * In: the Parameters section of a template and the values given for a deployment. Out: the value of every parameter, as
 * Ref gives it: text, also of a Number, or a list of texts. Throws ParameterError where CloudFormation would refuse.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function resolveParameters(
  declarations: JsonObject,
  given: Readonly<Record<string, string | number>>,
): ReadonlyMap<string, ParameterValue> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declarations, name)) {
      const known = Object.keys(declarations).join(', ');
      throw new ParameterError(
        `Parameter ${name}: got "${String(given[name])}", but the template has only ${known}`,
      );
    }
  }
  const values = new Map<string, ParameterValue>();
  for (const [name, declaration] of Object.entries(declarations)) {
    values.set(name, resolveParameter(name, asObject(declaration, name), given));
  }
  return values;
}

function resolveParameter(
  name: string,
  declaration: Declaration,
  given: Readonly<Record<string, string | number>>,
): ParameterValue {
  const value = Object.hasOwn(given, name) ? given[name] : declaration.Default;
  if (value === undefined) throw new ParameterError(`Parameter ${name}: got nothing, and it has no default`);
  const text = asText(value, `Parameter ${name}`);
  const type = asText(declaration.Type, `Parameter ${name}`);
  switch (type) {
    case 'String':
      checkText(name, text, declaration);
      return text;
    case 'Number':
      checkNumber(name, text, declaration);
      return text;
    case 'CommaDelimitedList':
    case 'List<Number>':
      return checkList(name, text, type, declaration);
    default:
      // The value is the name of an SSM parameter or of a resource: only AWS could look it up.
      if (type.startsWith('AWS::') || type.startsWith('List<AWS::')) return text;
      throw new ParameterError(`Parameter ${name}: its type "${type}" is not known`);
  }
}

function checkList(name: string, text: string, type: string, declaration: Declaration): readonly string[] {
  const items = text === '' ? [] : text.split(',').map((item) => item.trim());
  for (const item of items) {
    if (type === 'List<Number>') checkNumber(name, item, declaration);
    else checkText(name, item, declaration);
  }
  return items;
}

function checkText(name: string, text: string, declaration: Declaration): void {
  checkAllowedValues(name, text, declaration, (allowed) => allowed === text);
  const pattern = declaration.AllowedPattern;
  // CloudFormation wants the whole value to match.
  if (typeof pattern === 'string' && !new RegExp(`^(?:${pattern})$`).test(text)) {
    throw refusal(name, text, `allowed is what matches ${pattern}`, declaration);
  }
  const min = bound(declaration.MinLength);
  const max = bound(declaration.MaxLength);
  if (min !== undefined && text.length < min)
    throw refusal(name, text, `allowed are at least ${min} characters`, declaration);
  if (max !== undefined && text.length > max)
    throw refusal(name, text, `allowed are at most ${max} characters`, declaration);
}

function checkNumber(name: string, text: string, declaration: Declaration): void {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw refusal(name, text, 'allowed is a number', declaration);
  checkAllowedValues(name, text, declaration, (allowed) => Number(allowed) === number);
  const min = bound(declaration.MinValue);
  const max = bound(declaration.MaxValue);
  if ((min !== undefined && number < min) || (max !== undefined && number > max)) {
    throw refusal(name, text, `allowed is a number from ${min ?? 'any'} to ${max ?? 'any'}`, declaration);
  }
}

function checkAllowedValues(
  name: string,
  text: string,
  declaration: Declaration,
  equals: (allowed: string) => boolean,
): void {
  const list = declaration.AllowedValues;
  if (!Array.isArray(list)) return;
  const allowed = list.map(String);
  if (!allowed.some(equals))
    throw refusal(name, text, `allowed is one of ${allowed.join(', ')}`, declaration);
}

function refusal(name: string, text: string, allowed: string, declaration: Declaration): ParameterError {
  // As CloudFormation has it: the description of the constraint, where there is one, stands for the constraint.
  const constraint = declaration.ConstraintDescription;
  const why = typeof constraint === 'string' ? `allowed is ${constraint}` : allowed;
  return new ParameterError(`Parameter ${name}: got ${JSON.stringify(text)}, ${why}`);
}

function bound(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
