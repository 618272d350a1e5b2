import {
  DescribeInstanceAttributeCommand,
  DescribeSpotInstanceRequestsCommand,
  StartInstancesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { GuardReadings } from '../core/gate/obstacles.ts';
import type { FoundInstance } from '../core/model/observation.ts';
import { AFTER_PERMISSION, shapeOf, UNAUTHORIZED } from './ec2-errors.ts';

type Client = Pick<EC2Client, 'send'>;

const SPOT_UNREAD = { persistentSpot: 'unread' } as const;

/** The guards of one instance, read at once; each is `unread` on its own where its call fails. */
export async function readGuards(ec2: Client, { instanceId, facts }: FoundInstance): Promise<GuardReadings> {
  const unread = (): 'unread' => 'unread';
  const [stopProtection, shutdownTerminates, ofSpot] = await Promise.all([
    readStopProtection(ec2, instanceId).catch(unread),
    readShutdownTerminates(ec2, instanceId).catch(unread),
    facts.lifecycle === 'spot' ? readSpotRequest(ec2, instanceId).catch(() => SPOT_UNREAD) : {},
  ]);
  return { stopProtection, shutdownTerminates, ...ofSpot };
}

/** May the role start it again? DryRun proves the permission without acting. AWS: EC2 API Reference, DryRun. */
export async function readStartPermission(ec2: Client, instanceId: string): Promise<boolean | 'unread'> {
  try {
    await ec2.send(new StartInstancesCommand({ InstanceIds: [instanceId], DryRun: true }));
    return 'unread';
  } catch (thrown) {
    const { name } = shapeOf(thrown);
    if (name === UNAUTHORIZED) return false;
    return AFTER_PERMISSION.has(name) ? true : 'unread';
  }
}

async function readStopProtection(ec2: Client, InstanceId: string): Promise<boolean | 'unread'> {
  const command = new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'disableApiStop' });
  return (await ec2.send(command)).DisableApiStop?.Value ?? 'unread';
}

async function readShutdownTerminates(ec2: Client, InstanceId: string): Promise<boolean | 'unread'> {
  const Attribute = 'instanceInitiatedShutdownBehavior';
  const answer = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }));
  const behavior = answer.InstanceInitiatedShutdownBehavior?.Value;
  return behavior === undefined ? 'unread' : behavior !== 'stop';
}

async function readSpotRequest(
  ec2: Client,
  instanceId: string,
): Promise<Pick<GuardReadings, 'persistentSpot' | 'spotRequestState'>> {
  const command = new DescribeSpotInstanceRequestsCommand({
    Filters: [{ Name: 'instance-id', Values: [instanceId] }],
  });
  const requests = (await ec2.send(command)).SpotInstanceRequests ?? [];
  const [request] = requests;
  if (request?.Type === undefined || requests.length !== 1) return SPOT_UNREAD;
  const { Type, State, LaunchGroup, AvailabilityZoneGroup } = request;
  const alone = LaunchGroup === undefined && AvailabilityZoneGroup === undefined;
  return {
    persistentSpot: Type === 'persistent' && alone,
    ...(State === undefined ? {} : { spotRequestState: State }),
  };
}
