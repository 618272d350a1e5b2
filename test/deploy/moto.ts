import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Json, JsonObject } from '../../simulator/template/template-json.ts';
import { localEndpoint, REGION, withoutAws } from './local-only.ts';
import { start, type Child } from './processes.ts';

const START_TIMEOUT_MS = 30_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** In: what PATH says. Out: the path of moto's server, or undefined where it is not installed. */
export function findMotoServer(searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'moto_server'))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Starts moto on a port that is free. Throws where it ends or says nothing for half a minute. */
export async function startMoto(program: string, folder: string): Promise<Moto> {
  // Port 0: the system gives one that is free, and no other process can take it in between.
  const child = start(program, ['-H', 'localhost', '-p', '0'], {
    env: { ...withoutAws(process.env, folder), PYTHONUNBUFFERED: '1' },
  });
  return new Moto(await announcedBy(child));
}

function announcedBy(child: Child): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      reject(new Error(`moto_server did not start within ${START_TIMEOUT_MS / 1000} s: ${said}`));
    }, START_TIMEOUT_MS);
    const listen = (chunk: Buffer): void => {
      // Later output is only a log of requests, which nobody reads but which must not fill the pipe.
      if (said.length < 10_000) said += chunk.toString();
      const [, endpoint] = /Running on (http:\/\/localhost:\d+)\s/.exec(said) ?? [];
      if (endpoint === undefined) return;
      clearTimeout(timer);
      resolve(endpoint);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`moto_server ended with code ${String(code)}: ${said}`));
    });
  });
}

/**
 * moto over HTTP. For the services whose SDK clients the project does not have, requests are written by hand: moto reads
 * the service from the credential scope and checks no signature.
 */
export class Moto {
  readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = localEndpoint(endpoint);
  }

  /** A service that speaks JSON. In: its name for signatures, the target (`Service_Version.Action`), the input. */
  async json(service: string, target: string, input: JsonObject): Promise<JsonObject> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    return this.#answer(await this.send(service, 'POST', '/', JSON.stringify(input), headers), target);
  }

  /** A service that speaks Query. Out: the content of `ActionResult`, which moto gives in JSON when asked to. */
  async query(service: string, version: string, action: string, input: Variables = {}): Promise<Json> {
    const form = new URLSearchParams({ Action: action, Version: version, ContentType: 'JSON', ...input });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await this.send(service, 'POST', '/', form.toString(), headers);
    const answer = await this.#answer(response, action);
    return at(answer, `${action}Response`, `${action}Result`) ?? {};
  }

  /** A service that speaks REST. */
  async get(service: string, path: string): Promise<JsonObject> {
    return this.#answer(await this.send(service, 'GET', path), path);
  }

  async send(
    service: string,
    method: string,
    path: string,
    body?: string,
    headers: Variables = {},
  ): Promise<Response> {
    const scope = `testing/20261121/${REGION}/${service}/aws4_request`;
    return fetch(new URL(path, this.endpoint), {
      method,
      headers: {
        ...headers,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
  }

  async #answer(response: Response, what: string): Promise<JsonObject> {
    const text = await response.text();
    if (!response.ok) throw new Error(`moto: ${what} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as JsonObject;
  }
}

type Variables = Readonly<Record<string, string>>;

/** What stands at a path in an answer, or undefined. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (node, key) =>
      typeof node === 'object' && node !== null && !Array.isArray(node)
        ? (node as JsonObject)[key]
        : undefined,
    value,
  );
}

/** The list at a path in an answer; a missing one is empty. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}

/** The text at a path in an answer; a missing one, or something else, is empty. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const text = at(value, ...path);
  return typeof text === 'string' ? text : '';
}
