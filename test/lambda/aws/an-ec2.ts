import { Ec2Lists } from '../../../lambda/aws/ec2-lists.ts';
import { Ec2Reader } from '../../../lambda/aws/ec2-reader.ts';
import { awsError, FakeSend, type Call } from './fake-send.ts';

export const NOW = Date.parse('2026-11-20T03:02:00Z');
export const LAUNCHED = new Date('2026-11-01T00:00:00Z');
export const SINCE = new Date('2026-11-20T03:00:00Z');

export type Answers = Readonly<Record<string, (call: Call, number: number) => unknown>>;

/** An EC2 in which every instance runs and every check is ok, but for what `answers` says. */
export function ec2(answers: Answers = {}): { fake: FakeSend; reader: Ec2Reader; lists: Ec2Lists } {
  const fake = new FakeSend((call, number) => {
    const own = answers[call.name];
    if (own !== undefined) return own(call, number);
    if (call.name === 'DescribeInstances')
      return { Reservations: [{ Instances: idsOf(call).map(instance) }] };
    if (call.name === 'DescribeInstanceStatus')
      return { InstanceStatuses: idsOf(call).map((id) => status(id)) };
    throw new Error(`no answer to ${call.name}`);
  });
  return { fake, reader: new Ec2Reader(fake, () => NOW), lists: new Ec2Lists(fake, () => NOW) };
}

export function idsOf({ input }: Call): string[] {
  return (input.InstanceIds ?? []) as string[];
}

export function id(number: number): string {
  return `i-${String(number).padStart(17, '0')}`;
}

export function ids(count: number): string[] {
  return Array.from({ length: count }, (_, number) => id(number));
}

export function instance(InstanceId: string): object {
  const Placement = { AvailabilityZone: 'ap-northeast-1a', Tenancy: 'default' };
  return {
    InstanceId,
    State: { Name: 'running', Code: 16 },
    LaunchTime: LAUNCHED,
    InstanceType: 'm7g.large',
    RootDeviceType: 'ebs',
    Placement,
  };
}

export function status(InstanceId: string, system = 'ok'): object {
  const failed = { Details: [{ Name: 'reachability', Status: 'failed', ImpairedSince: SINCE }] };
  return {
    InstanceId,
    InstanceState: { Name: 'running', Code: 16 },
    AvailabilityZone: 'ap-northeast-1a',
    SystemStatus: { Status: system, ...(system === 'impaired' ? failed : {}) },
    InstanceStatus: { Status: 'ok' },
    AttachedEbsStatus: { Status: 'ok' },
  };
}

export function notFound(...unknown: string[]): Error {
  const message =
    unknown.length === 1
      ? `The instance ID '${unknown.join()}' does not exist`
      : `The instance IDs '${unknown.join(', ')}' do not exist`;
  return awsError('InvalidInstanceID.NotFound', message);
}

/** Answers that know no instance of the given ids; the error names as many of them as `named` lets through. */
export function withoutInstances(
  unknown: readonly string[],
  named = (all: string[]): string[] => all,
): Answers {
  const refuse = (call: Call): void => {
    const bad = idsOf(call).filter((one) => unknown.includes(one));
    if (bad.length > 0) throw notFound(...named(bad));
  };
  return {
    DescribeInstances: (call) => {
      refuse(call);
      return { Reservations: [{ Instances: idsOf(call).map(instance) }] };
    },
    DescribeInstanceStatus: (call) => {
      refuse(call);
      return { InstanceStatuses: idsOf(call).map((one) => status(one)) };
    },
  };
}
