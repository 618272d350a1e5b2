import { createHash } from 'node:crypto';
import type { Service } from '../runtime/journal.ts';

/** What an SDK client hands to its request handler, as far as it is read here. */
export interface HttpRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface ReadRequest {
  readonly service: Service;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/**
 * A request that AWS would not even look at, or an answer that does not fit into a response. Neither is ever to happen, so
 * it is no answer to anybody: it ends the run.
 */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

const CONTENT_TYPES: Readonly<Record<Service, string>> = {
  ec2: 'application/x-www-form-urlencoded',
  sns: 'application/x-www-form-urlencoded',
  dynamodb: 'application/x-amz-json-1.0',
};

/**
 * In: a request on its way out, and the Region that it must be for. Out: the service that it is for, its headers in small
 * letters, its body as text. Throws MalformedMessageError when any of it is not as the service asks for.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readSigned(request: HttpRequest, region: string): ReadRequest {
  const { method, protocol, path, query, port } = request;
  const headers = new Map(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const service = serviceAt(request.hostname, region);
  expectThat(headers.get('host') === request.hostname, `header host ${String(headers.get('host'))}`);
  expectThat(method === 'POST', `method ${method}`);
  expectThat(protocol === 'https:' && port === undefined, `protocol ${protocol}, port ${String(port)}`);
  expectThat(path === '/' && Object.keys(query).length === 0, `path ${path} or a query`);
  const contentType = headers.get('content-type');
  expectThat(contentType === CONTENT_TYPES[service], `content-type ${String(contentType)}`);
  const bytes = bytesOf(request.body);
  expectThat(
    headers.get('content-length') === String(bytes.length),
    'content-length is not that of the body',
  );
  expectSigned(headers, service, region, bytes);
  return { service, headers, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html */
function serviceAt(hostname: string, region: string): Service {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  for (const service of ['ec2', 'sns', 'dynamodb'] as const) {
    if (hostname === `${service}.${region}.${suffix}`) return service;
  }
  throw new MalformedMessageError(`host ${hostname} is no endpoint of ${region} that is simulated`);
}

function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new MalformedMessageError('the body is neither text nor bytes');
}

/** Lambda's credentials are temporary, so each request also carries their token. */
function expectSigned(
  headers: ReadonlyMap<string, string>,
  service: Service,
  region: string,
  body: Uint8Array,
): void {
  const date = headers.get('x-amz-date') ?? '';
  expectThat(/^\d{8}T\d{6}Z$/.test(date), `X-Amz-Date "${date}"`);
  expectThat(headers.has('x-amz-security-token'), 'no X-Amz-Security-Token');
  const authorization = headers.get('authorization') ?? '';
  const [, scope = '', signed = ''] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/.exec(
      authorization,
    ) ?? [];
  expectThat(scope === `${date.slice(0, 8)}/${region}/${service}/aws4_request`, `signed for "${scope}"`);
  for (const name of ['host', 'x-amz-date', 'x-amz-security-token']) {
    expectThat(signed.split(';').includes(name), `header ${name} is not signed`);
  }
  const hash = createHash('sha256').update(body).digest('hex');
  expectThat(headers.get('x-amz-content-sha256') === hash, 'X-Amz-Content-Sha256 is not that of the body');
}

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new MalformedMessageError(`not a request that AWS accepts: ${otherwise}`);
}
