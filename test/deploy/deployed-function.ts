import { asText, type JsonObject } from '../../simulator/template/template-json.ts';
import { deployedFunction } from './check-stack.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { awsVariables, type Variables } from './local-only.ts';
import { at } from './moto.ts';
import { run } from './processes.ts';

/**
 * What Lambda's runtime for Node does: finds the file and the export that the setting Handler names, calls it with the
 * event. Plain JavaScript, so that nothing but the bundle is loaded into its process.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
const RUNTIME = `
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
const { _HANDLER, LAMBDA_TASK_ROOT, TIMEOUT_SECONDS, AWS_LAMBDA_FUNCTION_NAME: functionName } = process.env;
delete process.env.TIMEOUT_SECONDS;
const [, path, name] = /^(.+)\\.([^.]+)$/.exec(_HANDLER);
const file = ['.js', '.mjs', '.cjs'].map((one) => LAMBDA_TASK_ROOT + '/' + path + one).find((one) => existsSync(one));
if (file === undefined) throw new Error('Runtime.ImportModuleError: cannot find ' + path);
const { [name]: handler } = await import(pathToFileURL(file).href);
if (typeof handler !== 'function') throw new Error('Runtime.HandlerNotFound: ' + _HANDLER);
const until = Date.now() + Number(TIMEOUT_SECONDS) * 1000;
const getRemainingTimeInMillis = () => until - Date.now();
await handler(JSON.parse(await text(process.stdin)), { functionName, awsRequestId: 'local', getRemainingTimeInMillis });
process.exit(0);
`;

export interface Surroundings {
  /** The program that runs it. */
  readonly node: string;
  /** Where its AWS clients ask. */
  readonly endpoint: string;
}

export interface Invocation {
  readonly succeeded: boolean;
  /** What it wrote, logs and errors. */
  readonly output: string;
}

/** The deployed code with the deployed settings, run in a Node process of its own for each event, as at a cold start. */
export class DeployedFunction {
  readonly #task: string;
  readonly #configuration: JsonObject;
  readonly #surroundings: Surroundings;

  private constructor(task: string, configuration: JsonObject, surroundings: Surroundings) {
    this.#task = task;
    this.#configuration = configuration;
    this.#surroundings = surroundings;
  }

  /** @param task the folder with the unpacked code */
  static async read(
    stack: DeployedStack,
    task: string,
    surroundings: Surroundings,
  ): Promise<DeployedFunction> {
    const { Configuration } = await deployedFunction(stack);
    return new DeployedFunction(task, Configuration as JsonObject, surroundings);
  }

  async invoke(event: object): Promise<Invocation> {
    const timeoutSeconds = Number(this.#configuration.Timeout);
    const { code, stdout, stderr } = await run(
      this.#surroundings.node,
      ['--input-type=module', '-e', RUNTIME],
      {
        env: { ...this.#variables(), TIMEOUT_SECONDS: String(timeoutSeconds) },
        cwd: this.#task,
        input: JSON.stringify(event),
        timeoutMs: timeoutSeconds * 1000,
      },
    );
    return { succeeded: code === 0, output: stdout + stderr };
  }

  /** Only what was deployed and what Lambda adds; of this process nothing. AWS: "Defined runtime environment variables". */
  #variables(): Variables {
    const { FunctionName, MemorySize, Handler } = this.#configuration;
    const deployed = Object.entries(
      (at(this.#configuration, 'Environment', 'Variables') ?? {}) as JsonObject,
    );
    return {
      ...Object.fromEntries(deployed.map(([name, value]) => [name, asText(value, name)])),
      ...awsVariables(this.#surroundings.endpoint),
      _HANDLER: asText(Handler, 'Handler'),
      LAMBDA_TASK_ROOT: this.#task,
      AWS_LAMBDA_FUNCTION_NAME: asText(FunctionName, 'FunctionName'),
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: asText(MemorySize, 'MemorySize'),
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      TZ: ':UTC',
    };
  }
}
