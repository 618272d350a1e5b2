import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { createApp } from '../../lib/app.ts';

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly Metadata: Readonly<Record<string, unknown>>;
}

/** A bundle that is none: the stack's tests are about the stack. */
export function stubBundleIn(directory = mkdtempSync(join(tmpdir(), 'ec2-responder-'))): string {
  const stub = join(directory, 'stub');
  mkdirSync(stub, { recursive: true });
  writeFileSync(join(stub, 'index.mjs'), 'export const handler = async () => {};\n');
  return stub;
}

/** The app as the CLI runs it, with every check, but with a stub for the function. */
export async function stubApp(context: Record<string, unknown> = {}): Promise<App> {
  const outdir = mkdtempSync(join(tmpdir(), 'ec2-responder-'));
  return createApp({ outdir, context, bundle: () => Promise.resolve(stubBundleIn(outdir)) });
}

/** Every template of the app by the id of its stack. */
export async function synthesize(
  context: Record<string, unknown> = {},
): Promise<Readonly<Record<string, Template>>> {
  const assembly = (await stubApp(context)).synth();
  return Object.fromEntries(
    assembly.stacks.map((stack) => [
      stack.id,
      JSON.parse(readFileSync(stack.templateFullPath, 'utf8')) as Template,
    ]),
  );
}

export function resourcesOf(template: Template, type: string): [id: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}

/** The only resource of its type. */
export function only(template: Template, type: string): [id: string, resource: Resource] {
  const [first, ...others] = resourcesOf(template, type);
  if (first === undefined || others.length > 0) throw new Error(`expected one ${type}`);
  return first;
}

/** Intrinsic functions as one reads them: `arn:<AWS::Partition>:ec2:…`, `<Table.Arn>`. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof ref === 'string') return `<${ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join)) return (readable(join[1]) as string[]).join('');
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

/** The template of the stack that is made when no Regions are given. */
export async function defaultTemplate(): Promise<Template> {
  const template = (await synthesize())['ec2-responder'];
  if (template === undefined) throw new Error('no stack ec2-responder');
  return template;
}
