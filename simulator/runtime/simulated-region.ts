import { WIRING } from '../../lambda/contract/wiring.ts';
import { SimulatedDynamoDb, type SimulatedDynamoDbProps } from '../dynamodb/simulated-dynamodb.ts';
import { SimulatedEc2 } from '../ec2/simulated-ec2.ts';
import { matchesPattern } from '../events/event-pattern.ts';
import {
  alarmStateChange,
  healthEvent,
  scheduled,
  stateChange,
  type AlarmValue,
  type CheckMetric,
  type EventBridgeEvent,
  type HealthProps,
  type Origin,
} from '../events/event-shapes.ts';
import type { InstanceProps, SimulatedInstance } from '../ec2/simulated-instance.ts';
import { SimulatedIam } from '../iam/simulated-iam.ts';
import { Journal } from './journal.ts';
import { LambdaRuntime } from './lambda-runtime.ts';
import type { CallAbout, Fault } from './simulated-calls.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimulatedTopic } from '../sns/simulated-topic.ts';
import { checksOf, shownAt } from '../ec2/status-checks.ts';
import type { EventRule, LambdaFunction, ResolvedTemplate } from '../template/template.ts';
import { partitionOf } from '../template/partition.ts';
import { Throttle } from '../ec2/throttle.ts';
import { VirtualClock } from './virtual-clock.ts';
import type { HandlerModule } from '../wire/load-bundle.ts';
import { installVirtualTimers } from '../wire/virtual-timers.ts';

export interface SimulatedRegionProps {
  readonly template: ResolvedTemplate;
  readonly region: string;
  readonly account: string;
  readonly seed: string | number;
  readonly startAt: number;
  /** What goes wrong with which call. @default nothing */
  readonly fault?: (call: CallAbout) => Fault | undefined;
  /** How long each delivery of an event to a target takes; none: it is lost. @default one, of the usual time */
  readonly delivery?: (about: { readonly what: string; readonly usual: number }) => readonly number[];
  /** By how much EC2's clock is ahead of the function's. @default 0 */
  readonly ec2ClockAheadMs?: number;
  readonly dynamodb?: SimulatedDynamoDbProps;
  /** The handler's code, run with its own SDK clients down to bytes. @default the sources, answered at `send` */
  readonly wire?: HandlerModule | undefined;
}

/** EventBridge delivers within half a second as a rule. */
const DELIVERY_MS: readonly [number, number] = [80, 900];
/** A status-check alarm of two periods of a minute. */
const ALARM_AFTER_MS = 120_000;

/**
 * One AWS account in one Region: the synthesized template's rules, functions and table on one side, instances with
 * their failures on the other, and the real handlers in between, on a virtual clock.
 */
export class SimulatedRegion {
  readonly clock: VirtualClock;
  readonly journal = new Journal();
  readonly ec2: SimulatedEc2;
  readonly dynamodb: SimulatedDynamoDb;
  readonly topic: SimulatedTopic;
  readonly region: string;
  readonly account: string;
  #rules: readonly EventRule[];
  readonly #functions = new Map<string, LambdaRuntime>();
  readonly #iam = new Map<string, SimulatedIam>();
  readonly #random: SeededRandom;
  /** The account's requests to EC2, all functions together. */
  readonly #throttle = new Throttle();
  readonly #delivery: SimulatedRegionProps['delivery'];
  readonly #wired: boolean;
  readonly #sdkRandom: SeededRandom;
  #events = 0;

  constructor(props: SimulatedRegionProps) {
    const { template, region, account, seed, startAt, fault } = props;
    this.#delivery = props.delivery;
    this.region = region;
    this.account = account;
    this.clock = new VirtualClock(startAt);
    this.#random = new SeededRandom(seed);
    this.#wired = props.wire !== undefined;
    this.#sdkRandom = this.#random.fork('sdk');
    this.ec2 = new SimulatedEc2({
      clock: this.clock,
      region,
      clockAheadMs: props.ec2ClockAheadMs,
      onStateChange: (instance) => {
        this.#stateChanged(instance);
      },
    });
    this.dynamodb = new SimulatedDynamoDb(template.tables(), props.dynamodb);
    this.topic = new SimulatedTopic(topicArnOf(template));
    this.#rules = template.rules().filter((rule) => rule.state === 'ENABLED');
    for (const fn of template.functions()) {
      const iam = this.#iamFor(fn, template);
      this.#iam.set(fn.logicalId, iam);
      const runtime = new LambdaRuntime({
        fn,
        invokeConfig: template.invokeConfigs().find((config) => config.functionLogicalId === fn.logicalId),
        region,
        clock: this.clock,
        random: this.#random.fork('latency'),
        journal: this.journal,
        ec2: this.ec2,
        dynamodb: this.dynamodb,
        topic: this.topic,
        throttle: this.#throttle,
        iam,
        fault,
        wire: props.wire,
      });
      this.#functions.set(fn.logicalId, runtime);
    }
    for (const rule of this.#rules) if (rule.scheduleMs !== undefined) this.#schedule(rule, rule.scheduleMs);
  }

  /** A stream of random numbers of this Region's seed, by name. */
  random(name: string): SeededRandom {
    return this.#random.fork(name);
  }

  /** The owner deploys the stack again with other parameters; schedules go on as they are. */
  update(template: ResolvedTemplate): void {
    this.#rules = template.rules().filter((rule) => rule.state === 'ENABLED');
    for (const fn of template.functions()) {
      this.#functions.get(fn.logicalId)?.update(fn);
      this.#iam.get(fn.logicalId)?.update(template.policyStatements(fn.roleLogicalId ?? ''));
    }
  }

  /** Lets so much virtual time pass. */
  async run(ms: number): Promise<void> {
    // Between its attempts the SDK waits on the process's timers, for a time that it draws.
    const restore = this.#wired
      ? installVirtualTimers({ clock: this.clock, random: this.#sdkRandom })
      : undefined;
    try {
      await this.clock.run(this.clock.now() + ms);
    } finally {
      restore?.();
    }
  }

  /** Puts an instance into the Region. */
  add(props: InstanceProps = {}): SimulatedInstance {
    return this.ec2.add(props);
  }

  /** The host under the instance fails; CloudWatch alarms follow two minutes after EC2 has seen it. */
  failHost(instance: SimulatedInstance): void {
    instance.hostFailedAt = this.clock.now();
    this.world(`the host under ${nameOf(instance)} fails`, instance);
    this.#alarmLater(instance, 'StatusCheckFailed_System');
  }

  /** The OS of the instance hangs. */
  failOs(instance: SimulatedInstance): void {
    instance.osFailedAt = this.clock.now();
    this.world(`the OS of ${nameOf(instance)} hangs`, instance);
    this.#alarmLater(instance, 'StatusCheckFailed_Instance');
  }

  /** The volumes of the instance cannot be reached. */
  failEbs(instance: SimulatedInstance): void {
    instance.ebsFailedAt = this.clock.now();
    this.world(`a volume of ${nameOf(instance)} cannot be reached`, instance);
    this.#alarmLater(instance, 'StatusCheckFailed_AttachedEBS');
  }

  /** EC2 loses the data of its checks; the alarms on them, which miss their metrics then, say INSUFFICIENT_DATA. */
  loseData(instance: SimulatedInstance): void {
    instance.dataLostAt = this.clock.now();
    this.world(`EC2 has no data of ${nameOf(instance)}`, instance);
    this.clock.at(shownAt(this.clock.now()) + ALARM_AFTER_MS, () => {
      if (instance.dataLostAt === undefined || instance.state !== 'running') return;
      this.alarm(instance.id, 'StatusCheckFailed', 'INSUFFICIENT_DATA');
    });
  }

  /** A Health event of EC2, as the Region's bus would get it. */
  health(props: HealthProps): void {
    this.world(`AWS Health: ${props.code} (${props.statusCode ?? 'open'})`);
    this.deliver(healthEvent(this.origin(), props));
  }

  /** An alarm's event, whatever EC2 says. */
  alarm(instanceId: string, metric: CheckMetric, value: AlarmValue): void {
    this.deliver(alarmStateChange(this.origin(), instanceId, metric, value));
  }

  /** Puts any event on the bus. Out: the logical ids of the rules that match it. */
  deliver(event: EventBridgeEvent | object): readonly string[] {
    const matching = this.#rules.filter(
      (rule) => rule.eventPattern !== undefined && matchesPattern(rule.eventPattern, event),
    );
    const what = titleOf(event);
    this.journal.add({
      kind: 'event',
      at: this.clock.now(),
      what,
      rules: matching.map((rule) => rule.logicalId),
      event,
    });
    for (const rule of matching) this.#send(rule, event, what);
    return matching.map((rule) => rule.logicalId);
  }

  /** Gives an event to every function of the stack, past the rules. */
  invoke(event: object): void {
    for (const runtime of this.#functions.values()) runtime.invoke(event, titleOf(event));
  }

  /** A line of the timeline about what happens outside the responder. */
  world(text: string, instance?: SimulatedInstance): void {
    const about = instance === undefined ? {} : { instanceId: instance.id };
    this.journal.add({ kind: 'world', at: this.clock.now(), text, ...about });
  }

  /** Where and when an event that is made now comes from. */
  origin(): Origin {
    const id = `00000000-0000-4000-8000-${String(++this.#events).padStart(12, '0')}`;
    return { account: this.account, region: this.region, at: this.clock.now(), id };
  }

  /** The sweeps that saw and sent everything. */
  sweepsCompleted(): number {
    return this.journal.of('sweep completed').length;
  }

  #iamFor(fn: LambdaFunction, template: ResolvedTemplate): SimulatedIam {
    const partition = partitionOf(this.region);
    return new SimulatedIam({
      statements: template.policyStatements(fn.roleLogicalId ?? ''),
      account: this.account,
      region: this.region,
      partition,
      urlSuffix: partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
      instanceOf: (id) => {
        const instance = this.ec2.instances.get(id);
        if (instance === undefined) return undefined;
        const { name, tags, ...besides } = instance;
        return { ...besides, tags: name === undefined ? tags : { Name: name, ...tags } };
      },
    });
  }

  #send(rule: EventRule, event: object, what: string): void {
    for (const target of rule.targets) {
      const runtime =
        target.functionLogicalId === undefined ? undefined : this.#functions.get(target.functionLogicalId);
      if (runtime === undefined) continue;
      const payload = target.input === undefined ? event : (JSON.parse(target.input) as object);
      const usual = this.#random.integer(...DELIVERY_MS);
      for (const delay of this.#delivery?.({ what, usual }) ?? [usual]) {
        this.clock.after(delay, () => {
          runtime.invoke(payload, what);
        });
      }
    }
  }

  #schedule(rule: EventRule, everyMs: number): void {
    const tick = (): void => {
      const arn = `arn:aws:events:${this.region}:${this.account}:rule/${rule.name}`;
      this.#send(rule, scheduled(this.origin(), arn), 'sweep');
      this.clock.after(everyMs, tick);
    };
    this.clock.after(everyMs, tick);
  }

  #stateChanged(instance: SimulatedInstance): void {
    this.journal.add({ kind: 'state', at: this.clock.now(), instanceId: instance.id, state: instance.state });
    this.deliver(stateChange(this.origin(), instance.id, instance.state));
  }

  #alarmLater(instance: SimulatedInstance, metric: CheckMetric): void {
    this.clock.at(shownAt(this.clock.now()) + ALARM_AFTER_MS, () => {
      const { system, instance: os, attachedEbs } = checksOf(instance, this.clock.now());
      const check =
        metric === 'StatusCheckFailed_System'
          ? system
          : metric === 'StatusCheckFailed_AttachedEBS'
            ? attachedEbs
            : os;
      if (check.status === 'impaired') this.alarm(instance.id, metric, 'ALARM');
    });
  }
}

function nameOf(instance: SimulatedInstance): string {
  return instance.name ?? instance.id;
}

function titleOf(event: object): string {
  const { source, 'detail-type': type } = event as { source?: unknown; 'detail-type'?: unknown };
  return typeof type === 'string'
    ? type
    : typeof source === 'string'
      ? source
      : 'an event without a detail-type';
}

function topicArnOf(template: ResolvedTemplate): string {
  // The stack's own, or one that the owner has given.
  const arn = template.functions().flatMap(({ environment }) => environment[WIRING.topicArn] ?? [])[0];
  if (arn === undefined) throw new Error('no function of the template is told an alert topic');
  return arn;
}
