import { randomUUID } from 'node:crypto';
import { matchesPattern } from '../../simulator/events/event-pattern.ts';
import {
  alarmStateChange,
  scheduled,
  stateChange,
  type Origin,
} from '../../simulator/events/event-shapes.ts';
import { rulesOf, type DeployedRule } from './check-access.ts';
import type { Checks } from './checks.ts';
import { DeployedFunction } from './deployed-function.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { Ec2Proxy, type Call } from './ec2-proxy.ts';
import type { Inbox, InstanceNow, LocalAccount } from './local-account.ts';
import { ACCOUNT, REGION, type Variables } from './local-only.ts';
import { textAt } from './moto.ts';

const MINUTE = 60_000;

export interface RecoveryProps {
  readonly stack: DeployedStack;
  readonly account: LocalAccount;
  /** The folder with the deployed code. */
  readonly task: string;
  /** The Node that runs it. */
  readonly node: string;
  readonly checks: Checks;
}

/** The deployed code on moto's EC2, table and topic, over HTTP. Begin with `start`, end with `stop`. */
export class RecoveryRun {
  readonly #props: RecoveryProps;
  readonly #proxy: Ec2Proxy;
  readonly #inbox: Inbox;
  /** The instances whose alerts are looked at. */
  readonly #watched: string[] = [];

  private constructor(props: RecoveryProps, proxy: Ec2Proxy, inbox: Inbox) {
    this.#props = props;
    this.#proxy = proxy;
    this.#inbox = inbox;
  }

  static async start(props: RecoveryProps): Promise<RecoveryRun> {
    const { stack, account } = props;
    const inbox = await account.listenTo(stack.physicalId(stack.only('AWS::SNS::Topic')));
    return new RecoveryRun(props, await Ec2Proxy.start(stack.moto.endpoint), inbox);
  }

  stop(): void {
    this.#proxy.stop();
  }

  /**
   * Three instances: the host of `failed` fails, which its owner tagged recover; so does that of `untagged`, in a
   * deployment whose DefaultAction is notify; `healthy` stays as it is.
   */
  async recoversOne(): Promise<void> {
    const { account, checks, stack } = this.#props;
    const failed = await this.#launch('web-1', { 'ec2-responder': 'recover' });
    const untagged = await this.#launch('web-2');
    const healthy = await this.#launch('web-3', { 'ec2-responder': 'recover' });
    const before = await Promise.all([untagged, healthy].map((id) => account.instance(id)));
    const grace = Number(stack.parameters.SystemFailureGraceMinutes);

    // Beyond the default grace, within the deployed one.
    this.#proxy.failHost(failed, Date.now() - (grace - 5) * MINUTE);
    await this.#deliver(alarmStateChange(this.#origin(), failed, 'StatusCheckFailed_System', 'ALARM'));
    await this.#expect('an alarm inside the grace: watching, nothing is stopped', failed, {
      phase: 'watching',
      writes: [],
      alerts: [],
    });

    this.#proxy.failHost(failed, Date.now() - (grace + 1) * MINUTE);
    this.#proxy.failHost(untagged, Date.now() - (grace + 1) * MINUTE);
    await this.#sweep();
    const stopped = [`StopInstances ${failed}`];
    const [acting, needsYou] = [`ACTING ${failed}`, `NEEDS-YOU ${untagged}`];
    await this.#expect(
      'a sweep beyond the grace: stopped, its owner is told; the untagged is told of',
      failed,
      {
        phase: 'stopping',
        writes: stopped,
        alerts: [acting, needsYou],
      },
    );

    await this.#deliver(stateChange(this.#origin(), failed, 'stopped'));
    const both = [...stopped, `StartInstances ${failed}`];
    await this.#expect('EC2 says stopped: started', failed, { phase: 'starting', writes: both, alerts: [] });

    await this.#deliver(stateChange(this.#origin(), failed, 'running'));
    await this.#expect('EC2 says running: the checks of the new host are awaited', failed, {
      phase: 'verifying',
      writes: both,
      alerts: [],
    });

    await this.#sweep();
    await this.#expect('a sweep with both checks ok: closed, recovered, told', failed, {
      phase: 'closed',
      outcome: 'recovered',
      writes: both,
      alerts: [`RECOVERED ${failed}`],
    });

    await this.#sweep();
    await this.#expect('one more sweep: nothing is done or told again', failed, {
      phase: 'closed',
      outcome: 'recovered',
      writes: both,
      alerts: [],
    });
    checks.note(`${this.#proxy.calls.length} requests reached moto: ${this.#proxy.counts.join(', ')}`);
    checks.equal('the recovered instance runs', (await account.instance(failed)).state, 'running');
    await this.#untouched(
      'the untagged and the healthy instance were never touched',
      [untagged, healthy],
      before,
    );
  }

  /** After an update to observe mode, with the same code: a failed host is told of, and that is all. */
  async onlyTells(): Promise<void> {
    const { account, stack } = this.#props;
    const id = await this.#launch('web-4', { 'ec2-responder': 'recover' });
    const before = await account.instance(id);
    const grace = Number(stack.parameters.SystemFailureGraceMinutes);
    this.#proxy.failHost(id, Date.now() - (grace + 1) * MINUTE);
    await this.#sweep();
    await this.#expect('in observe mode, a sweep beyond the grace: only told', id, {
      phase: 'watching',
      writes: [],
      alerts: [`NEEDS-YOU ${id}`],
    });
    await this.#untouched('it was never touched', [id], [before]);
  }

  async #launch(name: string, tags: Variables = {}): Promise<string> {
    const id = await this.#props.account.launch(name, tags);
    this.#watched.push(id);
    return id;
  }

  #origin(): Origin {
    return { account: ACCOUNT, region: REGION, at: Date.now(), id: randomUUID() };
  }

  async #sweep(): Promise<void> {
    const [rule, ...more] = (await rulesOf(this.#props.stack)).filter(
      ({ schedule }) => schedule !== undefined,
    );
    if (rule === undefined || more.length > 0) throw new Error('there is not one rule with a schedule');
    await this.#call(rule, scheduled(this.#origin(), rule.arn));
  }

  /** Hands an event to what the one deployed rule that matches it calls. */
  async #deliver(event: object): Promise<void> {
    const rules = await rulesOf(this.#props.stack);
    const [rule, ...more] = rules.filter(
      ({ pattern }) => pattern !== undefined && matchesPattern(pattern, event),
    );
    if (rule === undefined || more.length > 0)
      throw new Error(`not one deployed rule matches ${JSON.stringify(event)}`);
    await this.#call(rule, event);
  }

  async #call(rule: DeployedRule, event: object): Promise<void> {
    const { stack, task, node, checks } = this.#props;
    const name = stack.physicalId(stack.only('AWS::Lambda::Function'));
    const targets = rule.targets.map((target) => textAt(target, 'Arn').replace(/^.*:function:/, ''));
    if (targets.join() !== name) throw new Error(`${rule.logicalId} calls ${targets.join()}, not ${name}`);
    const fn = await DeployedFunction.read(stack, task, { node, endpoint: this.#proxy.endpoint });
    const { succeeded, output } = await fn.invoke(event);
    if (!succeeded) checks.equal(`${rule.logicalId}: the function ends without an error`, output, '');
  }

  async #expect(
    what: string,
    id: string,
    expected: {
      readonly phase: string;
      readonly outcome?: string;
      readonly writes: readonly string[];
      readonly alerts: readonly string[];
    },
  ): Promise<void> {
    const { stack, account, checks } = this.#props;
    const record = await account.record(stack.physicalId(stack.only('AWS::DynamoDB::Table')), id);
    const alerts = (await this.#inbox.take()).filter((one) => this.#watched.includes(one.instanceId));
    checks.equal(
      what,
      {
        phase: record?.phase,
        outcome: record?.outcome,
        writes: this.#proxy.writes.map(named),
        alerts: alerts.map(({ word, instanceId }) => `${word} ${instanceId}`).sort(),
      },
      { outcome: undefined, ...expected, alerts: [...expected.alerts].sort() },
    );
  }

  async #untouched(what: string, ids: readonly string[], before: readonly InstanceNow[]): Promise<void> {
    const { account, checks } = this.#props;
    const calls = this.#proxy.writes.filter(({ instanceIds }) => instanceIds.some((id) => ids.includes(id)));
    const now = await Promise.all(ids.map((id) => account.instance(id)));
    const running = before.map((one) => ({ ...one, state: 'running' }));
    checks.equal(what, { calls: calls.map(named), now }, { calls: [], now: running });
  }
}

function named({ action, instanceIds }: Call): string {
  return `${action.replace('ec2:', '')} ${instanceIds.join(' ')}`;
}
