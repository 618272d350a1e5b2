export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  /** What Ref gives: a name, an ARN or a URL, by type. */
  readonly physicalId: string;
  /** Of the types that have one. */
  readonly arn: string | undefined;
}

/** In: a template and the name of a top-level section. Out: the section, empty when it is missing. */
export function section(template: JsonObject, name: string): JsonObject {
  return asObject(template[name] ?? {}, name);
}

export function asObject(node: Json, where: string): JsonObject {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    throw new Error(`template: ${where} should be an object, but is ${JSON.stringify(node)}`);
  }
  return node as JsonObject;
}

export function asList(node: Json, where: string): readonly Json[] {
  if (!Array.isArray(node))
    throw new Error(`template: ${where} should have a list, but has ${JSON.stringify(node)}`);
  return node as readonly Json[];
}

/** In: a scalar of a resolved template. Out: its text; CloudFormation turns numbers and booleans into text where needed. */
export function asText(node: Json | undefined, where: string): string {
  if (!isScalar(node))
    throw new Error(`template: ${where} should have a text, but has ${JSON.stringify(node)}`);
  return String(node);
}

export function isScalar(node: Json | undefined): node is string | number | boolean {
  return typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean';
}

/** In: an object and a name. Out: its own member of that name: no template has a resource called constructor by birth. */
export function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** In: a property that may be missing. Out: its text, or undefined. */
export function optionalText(node: Json | undefined): string | undefined {
  return node === undefined ? undefined : asText(node, 'a text property');
}
