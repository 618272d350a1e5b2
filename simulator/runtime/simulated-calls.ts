import type { Clients } from '../../lambda/functions/responder/create-responder.ts';
import { answerEc2 } from '../ec2/ec2-answers.ts';
import type { SimulatedEc2 } from '../ec2/simulated-ec2.ts';
import type { SimulatedDynamoDb } from '../dynamodb/simulated-dynamodb.ts';
import type { SimulatedIam } from '../iam/simulated-iam.ts';
import type { Journal, Service } from './journal.ts';
import type { SeededRandom } from './seeded-random.ts';
import { ParsingCost } from './parsing-cost.ts';
import { NotSimulatedError, ServiceError } from './service-error.ts';
import type { SimulatedTopic } from '../sns/simulated-topic.ts';
import type { Throttle } from '../ec2/throttle.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { Serve } from '../wire/request-handler.ts';

/** Milliseconds: the median of a call and the longest, by service. Measured orders of magnitude, not guarantees. */
export const LATENCIES: Readonly<Record<Service, readonly [median: number, max: number]>> = {
  ec2: [120, 350],
  dynamodb: [8, 40],
  sns: [25, 120],
};
/** How often the handler's clients try, but for writes to EC2: see `clientsFor`. */
const ATTEMPTS = 3;

/**
 * What goes wrong with one call: the process dies, or the call fails, before or after it takes effect; or it answers
 * something else (a stale read).
 */
export interface Fault {
  readonly when: 'before' | 'after';
  readonly what: 'crash' | Error | ((output: object) => object);
  /** How much later than usual the caller learns of it, as after a time-out. @default 0 */
  readonly delayMs?: number;
  /** The caller gave up, and the request takes effect this long after it was sent. @default never */
  readonly landsAfterMs?: number;
}

export interface CallAbout {
  readonly service: Service;
  readonly action: string;
  readonly sweep: boolean;
  readonly input: object;
  readonly at: number;
  /** Counts the calls of the Region from 1. */
  readonly number: number;
}

export interface SimulatedCallsProps {
  readonly fault?: ((call: CallAbout) => Fault | undefined) | undefined;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly journal: Journal;
  readonly ec2: SimulatedEc2;
  readonly dynamodb: SimulatedDynamoDb;
  readonly topic: SimulatedTopic;
  readonly throttle: Throttle;
  /** What the function's role may do. */
  readonly iam: SimulatedIam;
}

/** Who makes a call. */
export interface Caller {
  readonly invocation: number;
  readonly sweep: boolean;
  readonly life: Life;
}

/** The way from a function to AWS and back: each call takes effect half its latency after it was sent, unless a fault meets it. */
export class SimulatedCalls {
  readonly #props: SimulatedCallsProps;
  readonly #answers: Readonly<Record<Service, (name: string, input: object) => object>>;
  readonly #tokens = new Set<string>();
  #number = 0;

  constructor(props: SimulatedCallsProps) {
    this.#props = props;
    const { clock, ec2, dynamodb, topic, throttle, iam } = props;
    this.#answers = {
      ec2: (name, input) => {
        throttle.take(name, clock.now());
        return answerEc2(ec2, name, input, (id) => iam.mayUseVolumeKeys(id));
      },
      dynamodb: (name, input) => dynamodb.answer(name, input, clock.now()),
      sns: (name, input) => this.#publish(topic, name, input),
    };
  }

  /** The handler's clients, answered at `send`, below which the SDK's generics have no counterpart. */
  direct(caller: Caller): Clients {
    const client = (service: Service, attempts: number) => ({
      send: (command: object & { input: object }) =>
        this.#retried(attempts, () => this.#call(service, nameOf(command), command.input, caller)),
    });
    return {
      ec2Reads: client('ec2', ATTEMPTS),
      ec2Writes: client('ec2', 1),
      table: client('dynamodb', ATTEMPTS),
      topic: client('sns', ATTEMPTS),
    };
  }

  /** What answers the requests of the SDK's own clients, one by one. */
  served(caller: Caller): Serve {
    return (service, name, input) => this.#call(service, name, input, caller);
  }

  /** As the SDK's standard mode: again after a moment when the service or the way to it failed. */
  async #retried(attempts: number, send: () => Promise<object>): Promise<object> {
    const { clock, random } = this.#props;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (thrown) {
        if (attempt >= attempts || !isTransient(thrown)) throw thrown;
        await clock.sleep(random.integer(0, 100 * 2 ** attempt));
      }
    }
  }

  async #call(
    service: Service,
    name: string,
    input: object,
    { invocation, sweep, life }: Caller,
  ): Promise<object> {
    const { clock, journal, random } = this.#props;
    life.calls += 1;
    const dryRun = (input as { DryRun?: boolean }).DryRun === true;
    const action = `${name.replace(/Command$/, '')}${dryRun ? ' (DryRun)' : ''}`;
    // Half on the way there, half on the way back, in whole milliseconds.
    const way = Math.ceil(random.latency(...LATENCIES[service]) / 2);
    const record = { kind: 'call', invocation, sweep, service, action, input } as const;
    await clock.sleep(way);
    if (life.isOver()) return never();
    const fault = this.#props.fault?.({
      service,
      action,
      sweep,
      input,
      at: clock.now(),
      number: ++this.#number,
    });
    if (fault?.what === 'crash' && fault.when === 'before') return this.#crash(life);
    const asked = (commandName: string, given: object): object => {
      this.#props.iam.authorize(service, commandName, given);
      return this.#answers[service](commandName, given);
    };
    if (fault?.landsAfterMs !== undefined) {
      clock.after(fault.landsAfterMs, () => {
        const error = errorOf(() => asked(name, input));
        const done = error === undefined && this.#isRepeated(input) ? { repeated: true as const } : {};
        journal.add({
          ...record,
          at: clock.now(),
          late: true,
          ...done,
          ...(error === undefined ? {} : { error }),
        });
      });
    }
    try {
      if (fault?.when === 'before' && fault.what instanceof Error) throw fault.what;
      const truth = asked(name, input);
      const output = typeof fault?.what === 'function' ? fault.what(truth) : truth;
      const heard = fault === undefined || typeof fault.what === 'function';
      journal.add({
        ...record,
        at: clock.now(),
        ...(heard ? {} : { unanswered: true }),
        ...(this.#isRepeated(input) ? { repeated: true } : {}),
      });
      if (fault?.what === 'crash') return await this.#crash(life);
      if (fault?.what instanceof Error) throw fault.what;
      await clock.sleep(way + (fault?.delayMs ?? 0));
      if (life.isOver()) return await never();
      const parsing = life.parsing.of(action, input, output, clock.now());
      if (parsing === 'out of memory') return await this.#crash(life);
      if (parsing > 0) await clock.sleep(parsing);
      return life.isOver() ? await never() : output;
    } catch (thrown) {
      if (thrown instanceof NotSimulatedError) return this.#giveUp(thrown);
      const error = thrown instanceof Error ? thrown.name : String(thrown);
      // A refusal gets lost on the way back as any answer does.
      const lost = fault?.when === 'after' && fault.what instanceof Error ? fault.what : undefined;
      if (thrown !== lost)
        journal.add({
          ...record,
          at: clock.now(),
          error,
          ...(lost === undefined ? {} : { unanswered: true }),
        });
      if (fault?.what === 'crash') return this.#crash(life);
      await clock.sleep(way + (fault?.delayMs ?? 0));
      if (life.isOver()) return never();
      throw lost ?? thrown;
    }
  }

  /** Asked once for each transaction that DynamoDB took: true where it has taken it before. */
  #isRepeated(input: object): boolean {
    const { ClientRequestToken: token } = input as { ClientRequestToken?: string };
    if (token === undefined) return false;
    const before = this.#tokens.has(token);
    this.#tokens.add(token);
    return before;
  }

  /** The simulation does not know the answer: the run ends here, since a handler would take it for an outage. */
  #giveUp(thrown: NotSimulatedError): Promise<never> {
    this.#props.clock.after(0, () => {
      throw thrown;
    });
    return never();
  }

  /** The process is gone: Lambda calls that a failure, and gives the event to the function again. */
  #crash(life: Life): Promise<never> {
    this.#props.clock.after(0, () => {
      life.die();
    });
    return never();
  }

  #publish(topic: SimulatedTopic, name: string, input: object): object {
    const { clock, journal } = this.#props;
    const output = topic.answer(name, input, clock.now());
    const message = topic.messages.at(-1);
    if (message !== undefined) {
      const { subject = '', message: body, attributes } = message;
      journal.add({ kind: 'mail', at: clock.now(), subject, body, attributes });
    }
    return output;
  }
}

/** `StopInstancesCommand`; where two classes of one name are bundled, the bundler has put a number behind it. */
function nameOf(command: object): string {
  return command.constructor.name.replace(/\d+$/, '');
}

/** The service's own refusal of a request whose answer nobody waits for any more. */
function errorOf(answer: () => object): string | undefined {
  try {
    answer();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ServiceError) return thrown.name;
    throw thrown;
  }
}

function isTransient(thrown: unknown): boolean {
  if (thrown instanceof ServiceError)
    return thrown.$metadata.httpStatusCode >= 500 || thrown.name === 'ProvisionedThroughputExceededException';
  return thrown instanceof Error && thrown.name === 'TimeoutError';
}

/** Whether an invocation still runs: it may end while its calls are under way. */
export class Life {
  #over = false;
  /** How many calls it has begun. */
  calls = 0;
  /** What the runtime does when the process dies in the middle. */
  readonly die: () => void;
  /** What its process parses takes time and memory. */
  readonly parsing: ParsingCost;

  /** In: what the runtime does when the process dies, and the megabytes that it has. */
  constructor(die: () => void, memoryMb: number) {
    this.die = die;
    this.parsing = new ParsingCost(memoryMb);
  }

  isOver(): boolean {
    return this.#over;
  }

  end(): void {
    this.#over = true;
  }
}

/** The rest of a handler that was cut off never runs. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
