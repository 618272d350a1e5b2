import {
  SimulatedDynamoDb,
  type SimulatedDynamoDbProps,
} from '../../../simulator/dynamodb/simulated-dynamodb.ts';
import { answerEc2 } from '../../../simulator/ec2/ec2-answers.ts';
import { SimulatedEc2 } from '../../../simulator/ec2/simulated-ec2.ts';
import type { Service } from '../../../simulator/runtime/journal.ts';
import { SeededRandom } from '../../../simulator/runtime/seeded-random.ts';
import { SimulatedTopic } from '../../../simulator/sns/simulated-topic.ts';
import type { TableDefinition } from '../../../simulator/template/table-definition.ts';
import { VirtualClock } from '../../../simulator/runtime/virtual-clock.ts';
import { readSharedConfig, wireClients } from '../../../simulator/wire/clients.ts';
import type { HttpRequest, HttpResponse, Serve } from '../../../simulator/wire/request-handler.ts';
import { installVirtualTimers } from '../../../simulator/wire/virtual-timers.ts';
import type { Clients } from '../../../lambda/functions/responder/create-responder.ts';
import { clientsFor } from '../../../lambda/functions/responder/handler.ts';

export const REGION = 'ap-northeast-1';
export const TOPIC = `arn:aws:sns:${REGION}:123456789012:alerts`;
export const START_AT = Date.parse('2026-11-21T18:00:00Z');
export const MINUTE = 60_000;

const TABLE: TableDefinition = {
  name: 'incidents',
  partitionKey: { name: 'id', type: 'S' },
  indexes: [
    {
      name: 'unfinished',
      partitionKey: { name: 'unfinished', type: 'S' },
      projection: 'KEYS_ONLY',
      nonKeyAttributes: [],
    },
  ],
  ttlAttribute: 'expiresAt',
};

/** One attempt of a call, as it reached the service. */
export interface Attempt {
  readonly at: number;
  readonly service: Service;
  readonly commandName: string;
  readonly input: object;
}

export interface WorldProps {
  readonly clientsFor?: typeof clientsFor;
  readonly tables?: readonly TableDefinition[];
  readonly topicArn?: string;
  readonly dynamodb?: SimulatedDynamoDbProps;
  readonly seed?: string | number;
  /** Stands before the service: what it throws or returns comes instead of the service's answer. */
  readonly before?: (attempt: Attempt, number: number) => object | undefined | Promise<object | undefined>;
}

/** The simulated services, once behind real clients and the wire, and once answering directly. */
export class World {
  readonly clock = new VirtualClock(START_AT);
  readonly ec2 = new SimulatedEc2({ clock: this.clock, region: REGION, onStateChange: () => undefined });
  readonly dynamodb: SimulatedDynamoDb;
  readonly topic: SimulatedTopic;
  readonly attempts: Attempt[] = [];
  readonly exchanges: { readonly request: HttpRequest; readonly response: HttpResponse }[] = [];
  readonly violations: Error[] = [];
  readonly clients: Clients;
  readonly #props: WorldProps;
  readonly #forServe: (serve: Serve) => Clients;

  private constructor(clients: Clients, props: WorldProps) {
    this.#props = props;
    this.dynamodb = new SimulatedDynamoDb(props.tables ?? [TABLE], props.dynamodb);
    this.topic = new SimulatedTopic(props.topicArn ?? TOPIC);
    this.#forServe = wireClients({
      clients,
      region: REGION,
      onViolation: (error) => this.violations.push(error),
      onExchange: (request, response) => {
        // The SDK signs a copy for each attempt, but what it reads of the response it may change.
        const { headers, body } = response;
        this.exchanges.push({
          request,
          response: { ...response, headers: { ...headers }, body: body.slice() },
        });
      },
    });
    this.clients = this.#forServe(this.serve);
  }

  static async create(props: WorldProps = {}): Promise<World> {
    const clients = (props.clientsFor ?? clientsFor)({ region: REGION });
    await readSharedConfig(clients);
    return new World(clients, props);
  }

  /** What the services answer, without the wire. */
  direct(service: Service, commandName: string, input: object): object {
    const now = this.clock.now();
    if (service === 'ec2') return answerEc2(this.ec2, commandName, input);
    if (service === 'dynamodb') return this.dynamodb.answer(commandName, input, now);
    return this.topic.answer(commandName, input, now);
  }

  readonly serve: Serve = async (service, commandName, input) => {
    const attempt = { at: this.clock.now() - START_AT, service, commandName, input };
    this.attempts.push(attempt);
    const instead = await this.#props.before?.(attempt, this.attempts.length);
    return instead ?? this.direct(service, commandName, input);
  };

  /** Runs on virtual time until it is settled, an hour at most. */
  async settled<Result>(work: () => Promise<Result>, within = 60 * MINUTE): Promise<Result> {
    const restore = installVirtualTimers({
      clock: this.clock,
      random: new SeededRandom(this.#props.seed ?? 1),
    });
    try {
      const outcome = work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      await this.clock.run(this.clock.now() + within);
      const result = await Promise.race([outcome, Promise.resolve(undefined)]);
      if (result === undefined) throw new Error('it is still not settled');
      if ('error' in result) throw result.error;
      return result.value;
    } finally {
      restore();
    }
  }
}

/** What a call threw. */
export async function thrownBy(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof Error) return thrown;
    throw new Error(`not an error: ${String(thrown)}`, { cause: thrown });
  }
  throw new Error('nothing was thrown');
}

/** An output without what the SDK says about the call. */
export function withoutMetadata(output: object): object {
  return Object.fromEntries(Object.entries(output).filter(([name]) => name !== '$metadata'));
}

export function textOf(body: unknown): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
}
