import type { InstanceProps } from '../../ec2/simulated-instance.ts';
import type { SeededRandom } from '../../runtime/seeded-random.ts';

const REGION = 'ap-northeast-1';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What makes an instance one that must not be stopped, each drawn for some instances of a fleet. */
const PECULIARITIES: readonly ((random: SeededRandom) => InstanceProps)[] = [
  () => ({ tags: { 'ec2-responder': 'notify' } }),
  () => ({ tags: { 'ec2-responder': 'ignore' } }),
  () => ({ tags: { 'ec2-responder': 'Recover please' } }),
  // IAM ignores the capitals of the key. Never two such tags: what IAM makes of those is not documented.
  () => ({ tags: { 'EC2-Responder': 'notify' } }),
  () => ({ tags: { 'aws:autoscaling:groupName': 'web-asg' } }),
  () => ({ tags: { 'karpenter.sh/nodepool': 'general' } }),
  () => ({ tags: { 'aws:ec2:fleet-id': 'fleet-12345678' } }),
  () => ({ tags: { 'aws:elasticmapreduce:job-flow-id': 'j-1ABCDEFGHIJKL' } }),
  () => ({ operator: 'eks.amazonaws.com' }),
  () => ({ lifecycle: 'capacity-block' }),
  () => ({ lifecycle: 'spot', spotType: 'one-time' }),
  () => ({ lifecycle: 'spot', spotType: 'persistent' }),
  () => ({ rootDeviceType: 'instance-store' }),
  () => ({ type: 'm5d.large' }),
  () => ({ type: 'i4i.xlarge', tags: { 'ec2-responder:allow-instance-store-loss': 'true' } }),
  () => ({ stopProtection: true }),
  () => ({ tenancy: 'host' }),
  () => ({ tenancy: 'dedicated' }),
  () => ({ outpostArn: 'arn:aws:outposts:ap-northeast-1:123456789012:outpost/op-0123456789abcdef0' }),
  () => ({
    volumeKeyArns: ['arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555'],
  }),
  () => ({ placementGroup: 'close-together' }),
  () => ({ type: 'm5.metal' }),
  () => ({ autoRecovery: 'disabled' }),
  () => ({ type: 'x1e.xlarge' }),
  (random) => ({ stopHangs: random.pick(['until forced', 'for ever'] as const) }),
  (random) => ({ startTroubles: Array.from({ length: random.integer(1, 3) }, () => aStartFault(random)) }),
  // An instance that is moved again and again uses up its budget.
  (random) => ({ startTroubles: Array.from({ length: random.integer(1, 5) }, () => 'bad host' as const) }),
];

/** Out: the instances of a run: mostly plain pets that may be recovered, in two or three zones. */
export function drawFleet(random: SeededRandom): InstanceProps[] {
  const zones = random.chance(0.5) ? ['a', 'c'] : ['a', 'c', 'd'];
  const size = random.integer(8, 36);
  const groups = random.integer(1, 3);
  const fleet = Array.from({ length: size }, (_, index): InstanceProps => {
    const peculiar = peculiarities(random);
    const tags: Record<string, string> = { ...peculiar.tags };
    if (random.chance(0.35)) {
      const key = random.chance(0.1) ? 'EC2-Responder:Group' : 'ec2-responder:group';
      tags[key] = `group-${random.integer(1, groups)}`;
    }
    const tagged = Object.keys(tags).some((key) => key.toLowerCase() === 'ec2-responder');
    if (!tagged && random.chance(0.35)) tags['ec2-responder'] = 'recover';
    return {
      name: `pet-${index + 1}`,
      availabilityZone: `${REGION}${random.pick(zones)}`,
      type: random.pick(['m7g.large', 't3.medium', 'r6i.xlarge']),
      ...(random.chance(0.4) ? { publicIp: `203.0.113.${index + 1}`, elasticIp: random.chance(0.5) } : {}),
      stopMs: random.latency(40 * SECOND, 5 * MINUTE),
      pendingMs: random.latency(12 * SECOND, 2 * MINUTE),
      eventLingersMs: random.integer(0, 60) * MINUTE,
      initializingMs: random.latency(110 * SECOND, 20 * MINUTE),
      // Stopped by its owner long ago.
      ...(random.chance(0.03) ? { state: 'stopped' as const } : {}),
      ...peculiar,
      tags,
    };
  });
  return withOldFailures(random.fork('failed for days'), fleet);
}

/** Now and then some of a zone have been failed for days: nobody looks after them, and they say nothing about what fails today. */
function withOldFailures(random: SeededRandom, fleet: InstanceProps[]): InstanceProps[] {
  if (!random.chance(0.15)) return fleet;
  const zone = random.pick(fleet).availabilityZone;
  const daysMs = random.integer(2, 6) * 24 * 60 * MINUTE;
  const most = random.integer(2, 4);
  let count = 0;
  return fleet.map((props) => {
    if (props.availabilityZone !== zone || props.state === 'stopped' || count === most) return props;
    count += 1;
    const others = Object.entries(props.tags ?? {}).filter(([key]) => key.toLowerCase() !== 'ec2-responder');
    const tags = { ...Object.fromEntries(others), 'ec2-responder': 'ignore' };
    return { ...props, tags, hostFailedForMs: daysMs + random.integer(0, 90) * MINUTE };
  });
}

/** None, one or two; never two tags that say what may be done with it. */
function peculiarities(random: SeededRandom): InstanceProps {
  if (!random.chance(0.4)) return {};
  const first = random.pick(PECULIARITIES)(random);
  if (!random.chance(0.25)) return first;
  const second = random.pick(PECULIARITIES)(random);
  const isTwice = [first, second].every(
    ({ tags = {} }) => 'ec2-responder' in tags || 'EC2-Responder' in tags,
  );
  return isTwice ? first : { ...first, ...second, tags: { ...first.tags, ...second.tags } };
}

function aStartFault(random: SeededRandom) {
  return random.pick(['Server.InternalError', 'Client.InternalError', 'bad host'] as const);
}
