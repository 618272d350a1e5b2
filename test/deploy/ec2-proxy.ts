import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { localEndpoint } from './local-only.ts';

/** One request as it reached moto. */
export interface Call {
  /** `ec2:StopInstances`, as IAM calls it. */
  readonly action: string;
  readonly instanceIds: readonly string[];
  readonly dryRun: boolean;
  readonly status: number;
}

interface FailedHost {
  impairedSince: number;
  /** Long before the failure; after a start that of the start. */
  launchTime: number;
  startedAgain: boolean;
}

const DAY = 86_400_000;
/** Checks count only a minute after the start: the start is dated back, or every run would take that minute. */
const OLD_PICTURE_MS = 61_000;

/**
 * Stands between the function and moto. Everything reaches moto and its answers come back, with what moto cannot express
 * put into two answers of EC2: the failed system check of an instance until it is started again (and the filters on
 * checks and events, which moto ignores), and a LaunchTime that is newer after a start.
 */
export class Ec2Proxy {
  readonly calls: Call[] = [];
  readonly endpoint: string;
  readonly #server: Server;
  readonly #moto: string;
  readonly #failed = new Map<string, FailedHost>();

  private constructor(server: Server, moto: string) {
    this.#server = server;
    this.#moto = localEndpoint(moto);
    this.endpoint = localEndpoint(`http://localhost:${(server.address() as AddressInfo).port}`);
  }

  static async start(moto: string): Promise<Ec2Proxy> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, 'localhost', resolve);
    });
    const proxy = new Ec2Proxy(server, moto);
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      proxy.#handle(incoming, outgoing).catch((error: unknown) => {
        outgoing.writeHead(502).end(String(error));
      });
    });
    return proxy;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** From now on EC2 says that the host of an instance has failed at this time (epoch milliseconds). */
  failHost(instanceId: string, impairedSince: number): void {
    const launchTime = this.#failed.get(instanceId)?.launchTime ?? Date.now() - DAY;
    this.#failed.set(instanceId, { impairedSince, launchTime, startedAgain: false });
  }

  /** The calls that change instances, in their order, dry runs left out. */
  get writes(): readonly Call[] {
    return this.calls.filter(({ action, dryRun }) => !dryRun && /^ec2:(Start|Stop)/.test(action));
  }

  /** How often each action was called, as `12 ec2:DescribeInstances`. */
  get counts(): readonly string[] {
    const counts = new Map<string, number>();
    for (const { action } of this.calls) counts.set(action, (counts.get(action) ?? 0) + 1);
    return [...counts].map(([action, count]) => `${count} ${action}`).sort();
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const answer = await this.#askMoto(incoming, body);
    const form = new URLSearchParams(body.toString());
    const call = callOf(incoming, form, answer.status);
    this.calls.push(call);
    if (call.action === 'ec2:StartInstances' && !call.dryRun && call.status === 200) this.#started(call);

    let content = answer.body;
    if (call.action === 'ec2:DescribeInstances') content = this.#withLaunchTimes(content);
    if (call.action === 'ec2:DescribeInstanceStatus') content = this.#withChecks(content, form);
    const { 'content-type': type = 'text/xml' } = answer.headers;
    outgoing.writeHead(answer.status, { ...answer.headers, 'content-type': type }).end(content);
  }

  #askMoto(incoming: IncomingMessage, body: Buffer): Promise<Answer> {
    const { method, headers, url = '/' } = incoming;
    return new Promise((resolve, reject) => {
      const forwarded = request(new URL(url, this.#moto), { method, headers }, (response) => {
        const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...kept } = response.headers;
        const status = response.statusCode ?? 502;
        buffer(response).then((content) => {
          resolve({ status, headers: kept, body: content.toString() });
        }, reject);
      });
      forwarded.once('error', reject);
      forwarded.end(body);
    });
  }

  #started({ instanceIds }: Call): void {
    for (const id of instanceIds) {
      const host = this.#failed.get(id);
      // EC2 gives whole seconds.
      if (host !== undefined)
        Object.assign(host, {
          launchTime: Math.floor((Date.now() - OLD_PICTURE_MS) / 1000) * 1000,
          startedAgain: true,
        });
    }
  }

  #withLaunchTimes(xml: string): string {
    let written = xml;
    for (const [id, { launchTime }] of this.#failed) {
      const found = new RegExp(`(<instanceId>${id}</instanceId>.*?<launchTime>)[^<]*`, 's');
      written = written.replace(found, `$1${isoTime(launchTime)}`);
    }
    return written;
  }

  #withChecks(xml: string, form: URLSearchParams): string {
    const filters = [...form].filter(([name]) => /^Filter\.\d+\.Name$/.test(name)).map(([, value]) => value);
    return xml.replaceAll(/<item><availabilityZone>.*?<\/systemStatus><\/item>/gs, (item) => {
      const [, id = ''] = /<instanceId>([^<]*)</.exec(item) ?? [];
      const host = this.#failed.get(id);
      const impaired =
        host !== undefined && !host.startedAgain && item.includes('<name>running</name>') ? host : undefined;
      // All filters here ask for a failed check or an event, and there are no events.
      const checks = ['system-status.status', 'instance-status.status'];
      if (filters.some((name) => impaired === undefined || !checks.includes(name))) return '';
      return impaired === undefined ? item : withFailedHost(item, impaired.impairedSince);
    });
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function callOf({ headers }: IncomingMessage, form: URLSearchParams, status: number): Call {
  const [, service = 'unknown'] =
    /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = String(headers['x-amz-target'] ?? '').replace(/^.*\./, '');
  return {
    action: `${service}:${form.get('Action') ?? target}`,
    instanceIds: [...form].filter(([name]) => /^InstanceId\.\d+$/.test(name)).map(([, value]) => value),
    dryRun: form.get('DryRun') === 'true',
    status,
  };
}

/** A failed host fails both checks. AWS: EC2 API Reference, InstanceStatusSummary. */
function withFailedHost(item: string, impairedSince: number): string {
  const since = `<impairedSince>${isoTime(impairedSince)}</impairedSince>`;
  const details = `<details><item>${since}<name>reachability</name><status>failed</status></item></details>`;
  return ['systemStatus', 'instanceStatus'].reduce(
    (text, tag) =>
      text.replace(
        new RegExp(`<${tag}>.*?</${tag}>`, 's'),
        `<${tag}>${details}<status>impaired</status></${tag}>`,
      ),
    item,
  );
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
