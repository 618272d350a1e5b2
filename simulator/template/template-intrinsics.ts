import {
  asList,
  asObject,
  asText,
  isScalar,
  memberOf,
  section,
  type Json,
  type JsonObject,
} from './template-json.ts';
import { ParameterError, type ParameterValue } from './template-parameters.ts';
import { physicalIdentity, type PhysicalIdentity, type Place } from './template-identity.ts';

/** What Ref AWS::NoValue gives: the property or list item around it goes away. */
const NO_VALUE = Symbol('AWS::NoValue');
type Resolved = Json | typeof NO_VALUE;

/**
 * Resolves the intrinsic functions of one template for one deployment. Conditions and names are worked out when first
 * asked for, since a branch of Fn::If that is not taken may refer to resources that do not exist.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export class Intrinsics {
  readonly #template: JsonObject;
  readonly #parameters: ReadonlyMap<string, ParameterValue>;
  readonly #place: Place;
  readonly #conditions = new Map<string, boolean>();
  readonly #identities = new Map<string, PhysicalIdentity>();
  readonly #inProgress = new Set<string>();

  constructor(template: JsonObject, parameters: ReadonlyMap<string, ParameterValue>, place: Place) {
    this.#template = template;
    this.#parameters = parameters;
    this.#place = place;
  }

  /** In: any part of the template. Out: the same without intrinsic functions. Throws on one that is not modelled. */
  resolve(node: Json): Json {
    const value = this.#resolve(node);
    if (value === NO_VALUE) throw new Error('template: AWS::NoValue where a value is needed');
    return value;
  }

  /** In: the name of a condition. Out: whether it holds in this deployment. */
  condition(name: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const definition = memberOf(section(this.#template, 'Conditions'), name);
    if (definition === undefined) throw new Error(`template: there is no condition ${name}`);
    const holds = this.#once(`condition ${name}`, () => this.#evaluate(definition));
    this.#conditions.set(name, holds);
    return holds;
  }

  /**
   * In: a rule of the template. Throws ParameterError with the rule's own words where an assertion does not hold.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
   */
  checkRule(name: string, node: Json): void {
    const { RuleCondition, Assertions } = asObject(node, name);
    if (RuleCondition !== undefined && !this.#evaluate(RuleCondition)) return;
    for (const one of asList(Assertions ?? [], name)) {
      const { Assert, AssertDescription } = asObject(one, name);
      if (!this.#evaluate(Assert as Json))
        throw new ParameterError(
          AssertDescription === undefined ? `the rule ${name} is broken` : asText(AssertDescription, name),
        );
    }
  }

  /** In: a logical id. Out: what Ref and Fn::GetAtt give of that resource. */
  identity(logicalId: string): PhysicalIdentity {
    const known = this.#identities.get(logicalId);
    if (known !== undefined) return known;
    const resource = memberOf(section(this.#template, 'Resources'), logicalId);
    if (resource === undefined) throw new Error(`template: there is no resource or parameter ${logicalId}`);
    const { Type, Condition, Properties } = asObject(resource, logicalId);
    if (typeof Condition === 'string' && !this.condition(Condition)) {
      throw new Error(`template: ${logicalId} is referred to, but its condition ${Condition} does not hold`);
    }
    const properties = asObject(Properties ?? {}, logicalId);
    const identity = this.#once(`the name of ${logicalId}`, () =>
      physicalIdentity(
        logicalId,
        asText(Type, logicalId),
        (property) => this.#nameFrom(properties[property]),
        this.#place,
      ),
    );
    this.#identities.set(logicalId, identity);
    return identity;
  }

  #nameFrom(node: Json | undefined): string | undefined {
    const name = node === undefined ? NO_VALUE : this.#resolve(node);
    return name === NO_VALUE ? undefined : asText(name, 'a name');
  }

  #resolve(node: Json): Resolved {
    if (Array.isArray(node))
      return (node as readonly Json[]).map((item) => this.#resolve(item)).filter(isValue);
    if (typeof node !== 'object' || node === null) return node;
    const object = node as JsonObject;
    const keys = Object.keys(object);
    const intrinsic = keys.find((key) => key.startsWith('Fn::') || (key === 'Ref' && keys.length === 1));
    if (intrinsic !== undefined) {
      if (keys.length > 1)
        throw new Error(`template: ${intrinsic} has other keys beside it: ${keys.join(', ')}`);
      return this.#call(intrinsic, object[intrinsic] as Json);
    }
    const entries = Object.entries(object).map(([key, value]) => [key, this.#resolve(value)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => isValue(entry[1])));
  }

  #call(intrinsic: string, argument: Json): Resolved {
    switch (intrinsic) {
      case 'Ref':
        return this.#ref(asText(argument, 'Ref'));
      case 'Fn::GetAtt':
        return this.#getAtt(argument);
      case 'Fn::Join': {
        const [separator, items] = asArguments(argument, 2, intrinsic);
        return this.#list(items, intrinsic)
          .map((item) => asText(item, intrinsic))
          .join(asText(separator, intrinsic));
      }
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::If': {
        const [name, then, otherwise] = asArguments(argument, 3, intrinsic);
        return this.#resolve(this.condition(asText(name, intrinsic)) ? (then as Json) : (otherwise as Json));
      }
      case 'Fn::Select': {
        const [position, items] = asArguments(argument, 2, intrinsic);
        const list = this.#list(items, intrinsic);
        const item = list[Number(this.resolve(position as Json))];
        if (item === undefined)
          throw new Error(`template: Fn::Select asks for item ${JSON.stringify(position)} of ${list.length}`);
        return item;
      }
      case 'Fn::Split': {
        const [separator, text] = asArguments(argument, 2, intrinsic);
        return asText(this.resolve(text as Json), intrinsic).split(asText(separator, intrinsic));
      }
      case 'Fn::FindInMap':
        return this.#findInMap(argument);
      case 'Fn::Base64':
        return Buffer.from(asText(this.resolve(argument), intrinsic)).toString('base64');
      case 'Fn::ImportValue':
        throw new Error(
          `template: Fn::ImportValue ${JSON.stringify(argument)}: there is no other stack to import from`,
        );
      default:
        throw new Error(`template: the intrinsic function ${intrinsic} is not known`);
    }
  }

  #ref(name: string): Resolved {
    const { accountId, region, partition, stackName, urlSuffix } = this.#place;
    switch (name) {
      case 'AWS::NoValue':
        return NO_VALUE;
      case 'AWS::AccountId':
        return accountId;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return partition;
      case 'AWS::URLSuffix':
        return urlSuffix;
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/00000000-0000-4000-8000-000000000000`;
      case 'AWS::NotificationARNs':
        return [];
    }
    return this.#parameters.get(name) ?? this.identity(name).ref;
  }

  #getAtt(argument: Json): Json {
    const parts = typeof argument === 'string' ? argument.split('.') : asList(argument, 'Fn::GetAtt');
    const [logicalId, ...attribute] = parts.map((part) => asText(this.resolve(part), 'Fn::GetAtt'));
    const value = this.identity(logicalId ?? '').attributes.get(attribute.join('.'));
    if (value === undefined) {
      throw new Error(`template: the attribute ${attribute.join('.')} of ${logicalId ?? ''} is not modelled`);
    }
    return value;
  }

  #sub(argument: Json): Json {
    const [template, variables] =
      typeof argument === 'string' ? [argument, {}] : asArguments(argument, 2, 'Fn::Sub');
    const own = asObject(variables, 'Fn::Sub');
    return asText(template, 'Fn::Sub').replace(/\$\{([^}]+)\}/g, (_placeholder, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(own, name)) return asText(this.resolve(own[name] as Json), 'Fn::Sub');
      return asText(name.includes('.') ? this.#getAtt(name) : this.resolve({ Ref: name }), 'Fn::Sub');
    });
  }

  #findInMap(argument: Json): Json {
    const [map, first, second] = asArguments(argument, 3, 'Fn::FindInMap').map((part) =>
      asText(this.resolve(part), 'Fn::FindInMap'),
    ) as [string, string, string];
    const level = memberOf(asObject(memberOf(section(this.#template, 'Mappings'), map) ?? {}, map), first);
    const value = memberOf(asObject(level ?? {}, map), second);
    if (value === undefined)
      throw new Error(`template: Fn::FindInMap finds nothing at ${map}.${first}.${second}`);
    return value;
  }

  #evaluate(node: Json): boolean {
    const [operator, ...others] = Object.keys(asObject(node, 'a condition'));
    if (operator === undefined || others.length > 0)
      throw new Error(`template: ${JSON.stringify(node)} is not a condition`);
    const argument = (node as JsonObject)[operator] as Json;
    switch (operator) {
      case 'Condition':
        return this.condition(asText(argument, operator));
      case 'Fn::Equals': {
        const [left, right] = asArguments(argument, 2, operator).map((side) => this.resolve(side));
        // CloudFormation compares texts: the number 5 equals the parameter value "5".
        return isScalar(left) && isScalar(right)
          ? String(left) === String(right)
          : JSON.stringify(left) === JSON.stringify(right);
      }
      case 'Fn::And':
        return asList(argument, operator).every((part) => this.#evaluate(part));
      case 'Fn::Or':
        return asList(argument, operator).some((part) => this.#evaluate(part));
      case 'Fn::Not':
        return !this.#evaluate(asArguments(argument, 1, operator)[0] as Json);
      default:
        throw new Error(`template: the condition function ${operator} is not known`);
    }
  }

  #list(node: Json | undefined, where: string): readonly Json[] {
    return asList(this.resolve(node as Json), where);
  }

  #once<Result>(what: string, work: () => Result): Result {
    if (this.#inProgress.has(what)) throw new Error(`template: ${what} depends on itself`);
    this.#inProgress.add(what);
    try {
      return work();
    } finally {
      this.#inProgress.delete(what);
    }
  }
}

function asArguments(node: Json, count: number, where: string): readonly Json[] {
  const list = asList(node, where);
  if (list.length !== count)
    throw new Error(`template: ${where} should have ${count} arguments, but has ${list.length}`);
  return list;
}

function isValue(value: Resolved): value is Json {
  return value !== NO_VALUE;
}
