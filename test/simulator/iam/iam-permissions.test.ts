import { EXAMPLE_OWNER } from '../../../simulator/template/example-owner.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { RESPONDER_PERMISSIONS } from '../../../lib/permissions/responder-permissions.ts';
import { SimulatedIam, type Grant, type InstanceForIam } from '../../../simulator/iam/simulated-iam.ts';
import type { Entry } from '../../../simulator/runtime/journal.ts';
import { ServiceError } from '../../../simulator/runtime/service-error.ts';
import { SCENARIOS } from '../../../simulator/scenarios/scenarios.ts';
import type { PolicyStatement } from '../../../simulator/template/template.ts';
import { writes, MINUTE } from '../a-region.ts';
import {
  aHostFails,
  commandOf,
  deployed,
  statementsOf,
  stopOf,
  TOKYO,
  underIam,
  type IamScenario,
  type Parameters,
  type IamRun,
} from './iam-enforced.ts';

/** The scenarios of `npm start`, and what they leave out. Days of quiet sweeps ask for nothing that minutes do not ask for. */
const TRIED: readonly IamScenario[] = [
  ...SCENARIOS.filter(({ takesDays }) => takesDays !== true),
  {
    name: 'spot',
    run: async (region) => {
      const spot = region.add({ name: 'spot-1', lifecycle: 'spot', spotType: 'persistent' });
      await region.run(3 * MINUTE);
      region.failHost(spot);
      await region.run(15 * MINUTE);
    },
  },
  {
    name: 'encrypted, placed, reserved and licensed',
    besides: {
      placementGroup: 'close',
      licenseConfigurationArn:
        'arn:aws:license-manager:ap-northeast-1:999999999999:license-configuration:lic-0123456789abcdef0',
      capacityReservationGroupArn: 'arn:aws:resource-groups:ap-northeast-1:123456789012:group/reserved',
      volumeKeyArns: ['arn:aws:kms:ap-northeast-1:999999999999:key/00000000-0000-4000-8000-000000000000'],
    },
    run: aHostFails(),
  },
  {
    name: 'asked for by the tag',
    parameters: { ...EXAMPLE_OWNER, DefaultAction: 'notify' },
    run: aHostFails({ 'ec2-responder': 'recover' }),
  },
];

function scenario(name: string): IamScenario {
  const found = TRIED.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

/** What EC2 and Lambda ask with the role beside the function's own calls. */
function mayAllBeside({ region, iam }: Pick<IamRun, 'region' | 'iam'>): boolean {
  const template = deployed();
  const logs = [...template.resources.values()].filter(({ type }) => type === 'AWS::Logs::LogGroup');
  const queues = template.invokeConfigs().map(({ onFailureArn }) => onFailureArn ?? '');
  expect([logs.length, queues.length, region.ec2.instances.size > 0]).toEqual([1, 1, true]);
  const answers = [
    ...logs.map(({ physicalId }) => iam.mayWriteLogs(physicalId)),
    ...queues.map((arn) => iam.maySendFailedEvent(arn)),
    ...[...region.ec2.instances.keys()].map((id) => iam.mayUseVolumeKeys(id)),
  ];
  return answers.every((may) => may);
}

/** What each Allow statement grants that nothing has used. */
function spare(statements: readonly PolicyStatement[], used: readonly Grant[]): string[] {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ sid, actions, resources }) => [
      ...actions
        .filter((action) => !used.some((grant) => grant.sid === sid && grant.action === action))
        .map((action) => `${sid ?? ''} ${action}`),
      ...resources
        .filter((resource) => !used.some((grant) => grant.sid === sid && grant.resource === resource))
        .map((resource) => `${sid ?? ''} ${resource}`),
    ]);
}

/** Every way to take one action or one resource from one Allow statement; with the last one the statement goes. */
function smaller(statements: readonly PolicyStatement[]): [string, readonly PolicyStatement[]][] {
  return statements.flatMap((statement, index) => {
    if (statement.effect === 'Deny') return [];
    const without = (list: readonly string[], one: string): string[] => list.filter((other) => other !== one);
    const changed = [
      ...statement.actions.map((one) => ({ one, actions: without(statement.actions, one) })),
      ...statement.resources.map((one) => ({ one, resources: without(statement.resources, one) })),
    ];
    return changed.map(({ one, ...change }): [string, readonly PolicyStatement[]] => {
      const less = { ...statement, ...change };
      const left = less.actions.length === 0 || less.resources.length === 0 ? [] : [less];
      return [`${statement.sid ?? ''} ${one}`, statements.toSpliced(index, 1, ...left)];
    });
  });
}

let runs: ReadonlyMap<IamScenario, IamRun>;

beforeAll(async () => {
  const all: [IamScenario, IamRun][] = [];
  for (const one of TRIED) all.push([one, await underIam(one)]);
  runs = new Map(all);
}, 120_000);

describe('the role of the function, asked about every call of every scenario and more', () => {
  it('may make all of them', () => {
    for (const [{ name }, { refused }] of runs) expect([name, refused]).toEqual([name, []]);
  });

  it('was asked about every kind of call that the function can make', () => {
    const calls = [...runs.values()].flatMap(({ region }) => region.journal.of('call'));
    expect([...new Set(calls.map(({ service, action }) => `${service} ${action}`))].sort()).toEqual([
      'dynamodb BatchGet',
      'dynamodb Get',
      'dynamodb Put',
      'dynamodb Query',
      'dynamodb TransactWrite',
      'dynamodb Update',
      'ec2 DescribeInstanceAttribute',
      'ec2 DescribeInstanceStatus',
      'ec2 DescribeInstanceTypes',
      'ec2 DescribeInstances',
      'ec2 DescribeSpotInstanceRequests',
      'ec2 StartInstances',
      'ec2 StartInstances (DryRun)',
      'ec2 StopInstances',
      'sns Publish',
    ]);
  });

  it('may do what EC2 and Lambda do with it: volume keys, the dead-letter queue, logs', () => {
    for (const one of runs.values()) expect(mayAllBeside(one)).toBe(true);
  });
});

describe('no permission is spare', () => {
  const allStatements = (): PolicyStatement[] => {
    const lists = TRIED.map(({ parameters }) => statementsOf(deployed(parameters)));
    return [...new Map(lists.flat().map((one) => [one.sid, one])).values()];
  };
  const allUsed = (): Grant[] => {
    for (const one of runs.values()) mayAllBeside(one);
    return [...runs.values()].flatMap(({ iam }) => iam.used());
  };

  it('every action and every resource of every Allow was used by a call, or by EC2 or Lambda', () => {
    expect(allStatements().map(({ sid }) => sid)).toHaveLength(RESPONDER_PERMISSIONS.length);
    expect(spare(allStatements(), allUsed())).toEqual([]);
  });

  it('and one that is added shows', () => {
    const added = allStatements().map((one) =>
      one.sid === 'KeepIncidents'
        ? { ...one, actions: [...one.actions, 'dynamodb:Scan'], resources: [...one.resources, 'arn:aws:x'] }
        : one,
    );
    expect(spare(added, allUsed())).toEqual(['KeepIncidents dynamodb:Scan', 'KeepIncidents arn:aws:x']);
  });

  it('and each is needed: without it something is refused', () => {
    const missed = new Map<string, boolean>();
    for (const [{ parameters, besides }, { region }] of runs) {
      const calls = region.journal.of('call');
      const instanceOf = (id: string): InstanceForIam => ({ tags: region.ec2.get(id).tags, ...besides });
      for (const [what, statements] of smaller(statementsOf(deployed(parameters)))) {
        const iam = new SimulatedIam({ ...TOKYO, statements, instanceOf });
        if (missed.get(what) === true) continue;
        missed.set(what, refusesOneOf(calls, iam) || !mayAllBeside({ region, iam }));
      }
    }
    expect(missed.size).toBeGreaterThan(30);
    expect([...missed].filter(([, isMissed]) => !isMissed)).toEqual([]);
  });
});

function refusesOneOf(calls: readonly Entry<'call'>[], iam: SimulatedIam): boolean {
  return calls.some(({ service, action, input }) => {
    try {
      iam.authorize(service, commandOf(action), input);
      return false;
    } catch (thrown) {
      if (thrown instanceof ServiceError) return true;
      throw thrown;
    }
  });
}

describe('without a statement', () => {
  const STOPPED_AND_STARTED = ['StopInstances', 'StartInstances'];
  /** Of each statement: a scenario that misses it, what is refused in it, and what is still done to the instance. */
  const MISSED: Readonly<Record<string, readonly [name: string, refused: string, done: readonly string[]]>> =
    {
      ReadInstances: ['host-failure', 'DescribeInstanceStatus UnauthorizedOperation', []],
      ReadStopProtection: ['host-failure', 'DescribeInstanceAttribute UnauthorizedOperation', []],
      StopInstances: ['host-failure', 'StopInstances UnauthorizedOperation', []],
      StopTaggedInstances: ['asked for by the tag', 'StopInstances UnauthorizedOperation', []],
      StartInstances: ['host-failure', 'StartInstances (DryRun) UnauthorizedOperation', []],
      KeepIncidents: ['host-failure', 'BatchGet AccessDeniedException', []],
      ListUnfinishedIncidents: ['host-failure', 'Query AccessDeniedException', STOPPED_AND_STARTED],
      SendAlerts: ['host-failure', 'Publish AuthorizationErrorException', STOPPED_AND_STARTED],
    };
  const ASKED_BY_OTHERS = ['LetEc2UseVolumeKeys', 'KeepFailedEvents', 'WriteLogs'];

  const without = (sid: string, parameters?: Parameters): PolicyStatement[] => {
    const statements = statementsOf(deployed(parameters));
    expect(statements.map((one) => one.sid)).toContain(sid);
    return statements.filter((one) => one.sid !== sid);
  };

  it('something is refused, or stopped: this is said of every statement', () => {
    const said = [...Object.keys(MISSED), ...ASKED_BY_OTHERS, 'DenyStopUnlessTagAgrees'];
    expect(said.sort()).toEqual(RESPONDER_PERMISSIONS.map(({ sid }) => sid).sort());
  });

  it.each(Object.entries(MISSED))('%s, the scenario %j', async (sid, [name, refused, done]) => {
    const { parameters } = scenario(name);
    const after = await underIam(scenario(name), without(sid, parameters));
    expect(after.refused).toContain(refused);
    expect(writes(after.region)).toEqual(done);
  });

  it.each(ASKED_BY_OTHERS)('%s, EC2 or Lambda may not do their part', async (sid) => {
    const { region, iam } = await underIam(
      scenario('encrypted, placed, reserved and licensed'),
      without(sid),
    );
    expect(mayAllBeside({ region, iam })).toBe(false);
  });

  it('DenyStopUnlessTagAgrees, an instance tagged notify could be stopped', () => {
    expect(stopOf({ 'ec2-responder': 'notify' }, without('DenyStopUnlessTagAgrees'))).toBe('allowed');
  });
});
