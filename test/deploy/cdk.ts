import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { STACK_NAME } from '../../lib/app.ts';
import {
  asObject,
  asText,
  section,
  type Json,
  type JsonObject,
} from '../../simulator/template/template-json.ts';
import { loadTemplate } from '../../simulator/template/template.ts';
import { cliVariables, type Variables } from './local-only.ts';
import { run } from './processes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** What `npx cdk` runs. */
const CLI = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const TIMEOUT_MS = 90_000;

/** The CDK CLI on the project, against one endpoint only. Every command throws with what the CLI said where it fails. */
export class Cdk {
  readonly assembly: string;
  readonly #folder: string;
  readonly #endpoint: string;

  constructor(endpoint: string, folder: string) {
    this.#endpoint = endpoint;
    this.#folder = folder;
    this.assembly = join(folder, 'assembly');
  }

  get templateFile(): string {
    return join(this.assembly, `${STACK_NAME}.template.json`);
  }

  /** Runs the app that `cdk.json` names, with all its checks. Out: the template, as any account would get it. */
  async synth(): Promise<JsonObject> {
    await this.#run('synth', '--quiet', '--output', this.assembly);
    return loadTemplate(this.templateFile);
  }

  /** In: every parameter of the stack: for one left out, an update in moto fails. Out: the outputs that the CLI wrote. */
  async deploy(parameters: Variables): Promise<Json | undefined> {
    const outputs = join(this.#folder, 'outputs.json');
    const given = Object.entries(parameters).flatMap(([name, value]) => ['--parameters', `${name}=${value}`]);
    const how = ['--method=direct', '--require-approval', 'never', '--outputs-file', outputs];
    await this.#run('deploy', '--app', this.assembly, ...how, ...given);
    const written = JSON.parse(readFileSync(outputs, 'utf8')) as JsonObject;
    return written[STACK_NAME];
  }

  async destroy(): Promise<void> {
    await this.#run('destroy', '--app', this.assembly, '--force');
  }

  async #run(...args: readonly string[]): Promise<void> {
    const env = cliVariables(process.env, this.#endpoint, this.#folder);
    const all = [CLI, ...args, '--no-notices', '--no-color'];
    const { code, stdout, stderr } = await run(process.execPath, all, {
      env,
      cwd: ROOT,
      timeoutMs: TIMEOUT_MS,
    });
    if (code !== 0) throw new Error(`cdk ${args[0] ?? ''} ended with ${String(code)}:\n${stdout}${stderr}`);
  }
}

const ALARM = 'AWS::CloudWatch::Alarm';

/**
 * moto makes no alarms, and a template with `Fn::GetAtt` of one is refused as a whole; the dashboard has six. So these are
 * written out in the template that is deployed, as the very ARNs that AWS would give. Out: how many they were. Nothing
 * else of what `synth` wrote is changed.
 */
export function writeOutAlarmArns(template: JsonObject, file: string): number {
  const resources = section(template, 'Resources');
  let count = 0;
  const written = (node: Json): Json => {
    if (Array.isArray(node)) return (node as readonly Json[]).map(written);
    if (typeof node !== 'object' || node === null) return node;
    const [logicalId, attribute] = attributeOf(node as JsonObject);
    if (attribute === 'Arn' && asObject(resources[logicalId] ?? {}, logicalId).Type === ALARM) {
      count += 1;
      const name = `\${AWS::StackName}-${logicalId}`;
      return {
        'Fn::Sub': `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`,
      };
    }
    // moto knows Retain and not what it says besides of a rolled-back creation; a deletion of the stack is the same for both.
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        key === 'DeletionPolicy' && value === 'RetainExceptOnCreate' ? 'Retain' : written(value),
      ]),
    );
  };
  writeFileSync(file, JSON.stringify(written(template)));
  return count;
}

function attributeOf(node: JsonObject): readonly [logicalId: string, attribute: string] {
  const attribute = node['Fn::GetAtt'];
  if (!Array.isArray(attribute)) return ['', ''];
  const [logicalId, name] = attribute as readonly Json[];
  return [asText(logicalId, 'Fn::GetAtt'), asText(name, 'Fn::GetAtt')];
}
