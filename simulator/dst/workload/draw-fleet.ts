import type { InstanceProps, StartTrouble } from '../../ec2/simulated-instance.ts';
import type { SeededRandom } from '../../runtime/seeded-random.ts';
import { withWordsOfStrangers, WORDS_OF_STRANGERS } from './words-of-strangers.ts';

const REGION = 'ap-northeast-1';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What managers tag their instances with, as their documents and their users show it. */
const MANAGER_TAGS: readonly (readonly [key: string, value: string])[] = [
  ['aws:ec2spot:fleet-request-id', 'sfr-12345678-1234-1234-1234-123456789012'],
  ['sigs.k8s.io/cluster-api-provider-aws/cluster/prod', 'owned'],
  ['karpenter.sh/provisioner-name', 'default'],
  ['parallelcluster:cluster-name', 'hpc'],
  ['jenkins_slave_type', 'demand_linux'],
  ['AWSElasticDisasterRecoveryManaged', 'drs.amazonaws.com'],
  ['AWSRDSCustom', 'custom-oracle'],
  ['Vendor', 'Databricks'],
  ['spotinst:aws:ec2:group:id', 'sig-12345678'],
  ['kubernetes.io/cluster/prod', 'owned'],
  ['eks:cluster-name', 'prod'],
  ['AmazonECSManaged', ''],
  ['elasticbeanstalk:environment-id', 'e-abcdefghij'],
];

/** Words for a start that falls back: some that AWS or its users name, and some that are in no list of the responder. */
const START_FAULTS: readonly StartTrouble[] = [
  'bad host',
  'hangs in pending',
  'Server.InternalError',
  'Client.InternalError',
  'Client.InvalidKMSKey.InvalidState',
  'Client.InvalidSnapshot.NotFound',
  'Client.SomethingNew',
  'Server.SomethingNew',
];

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
  (random) => ({ tags: Object.fromEntries([random.pick(MANAGER_TAGS)]) }),
  // No document names it; only the owner may (ManagerTagKeys).
  () => ({ tags: { 'team.example/operated-by': 'db-operator' } }),
  () => ({ operator: 'eks.amazonaws.com' }),
  () => ({ lifecycle: 'capacity-block' }),
  () => ({ lifecycle: 'spot', spotType: 'one-time' }),
  () => ({ lifecycle: 'spot', spotType: 'persistent' }),
  (random) => ({
    lifecycle: 'spot',
    spotType: 'persistent',
    spotRequestState: random.pick(['cancelled', 'closed', 'disabled', 'suspended']),
  }),
  () => ({ rootDeviceType: 'instance-store' }),
  () => ({ type: 'm5d.large' }),
  () => ({ type: 'i4i.xlarge', tags: { 'ec2-responder:allow-instance-store-loss': 'true' } }),
  () => ({ stopProtection: true }),
  () => ({ shutdownBehavior: 'terminate' }),
  () => ({ tenancy: 'host' }),
  () => ({ tenancy: 'dedicated' }),
  () => ({ outpostArn: 'arn:aws:outposts:ap-northeast-1:123456789012:outpost/op-0123456789abcdef0' }),
  () => ({
    volumeKeyArns: ['arn:aws:kms:ap-northeast-1:123456789012:key/11111111-2222-3333-4444-555555555555'],
  }),
  () => ({ placementGroup: 'close-together' }),
  // Shared by the account that buys the licenses.
  () => ({
    licenseConfigurationArn:
      'arn:aws:license-manager:ap-northeast-1:999999999999:license-configuration:lic-0123456789abcdef0',
  }),
  () => ({
    capacityReservationGroupArn: 'arn:aws:resource-groups:ap-northeast-1:123456789012:group/reserved',
  }),
  () => ({ type: 'm5.metal' }),
  () => ({ autoRecovery: 'disabled' }),
  () => ({ type: 'x1e.xlarge' }),
  (random) => ({ stopHangs: random.pick(['until forced', 'for hours', 'for ever'] as const) }),
  (random) => ({ startTroubles: Array.from({ length: random.integer(1, 3) }, () => aStartFault(random)) }),
  () => ({ startTroubles: ['hangs in pending'] }),
  // An instance that is moved again and again uses up its budget.
  (random) => ({ startTroubles: Array.from({ length: random.integer(1, 5) }, () => 'bad host' as const) }),
];

/** AWS stopped it at its date, and its owner has left it so. */
function stoppedByAwsLongAgo(random: SeededRandom): InstanceProps {
  const code = 'Server.ScheduledStop';
  return random.chance(0.03) ? { state: 'stopped', stateReason: { code, message: code } } : {};
}

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
      pendingHangsMs: random.fork(`start of ${index} hangs`).integer(20 * MINUTE, 6 * 60 * MINUTE),
      impairedFromLaunch: random
        .fork(`date of ${index}`)
        .pick(['launch time', 'full minute', 'an older date']),
      initializingMs: random.latency(110 * SECOND, 20 * MINUTE),
      rebootMigration: random.fork(`reboot migration ${index}`).chance(0.2) ? 'disabled' : 'default',
      // Stopped by its owner long ago.
      ...(random.chance(0.03) ? { state: 'stopped' as const } : {}),
      ...stoppedByAwsLongAgo(random.fork(`stopped long ago ${index}`)),
      ...network(random.fork(`network ${index}`)),
      ...refusedStart(random.fork(`refused start ${index}`), peculiar),
      ...peculiar,
      tags,
    };
  });
  const named = withWordsOfStrangers(random.fork('words of strangers'), fleet);
  return withOldFailures(random.fork('failed for days'), named);
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

/** One in four gets no public address at a start; and of some EC2 does not say whose the address is. */
function network(random: SeededRandom): InstanceProps {
  return {
    ...(random.fork('interfaces').chance(0.2) ? { networkInterfaces: 2 } : {}),
    ...(random.fork('secondary').chance(0.06) ? { secondaryElasticIp: true } : {}),
    ...(random.fork('owner').chance(0.08) ? { addressOwner: 'somebody-new' } : {}),
  };
}

/** Some are not started at once after a stop, Spot more often than others; with a word that passes by itself, or one of tomorrow. */
function refusedStart(random: SeededRandom, { lifecycle }: InstanceProps): InstanceProps {
  const isSpot = lifecycle === 'spot';
  if (!random.fork('happens').chance(isSpot ? 0.7 : 0.12)) return {};
  const code = isSpot
    ? 'IncorrectSpotRequestState'
    : random.fork('code').pick(['IncorrectInstanceState', 'InstanceStillOnItsWay']);
  const message = random.fork('words of strangers').chance(1 / 3)
    ? random.fork('message').pick(WORDS_OF_STRANGERS)
    : 'The instance is not in a state from which it can be started.';
  return { refusesStart: { code, message, forMs: random.fork('for').pick([20, 90, 90, 400]) * SECOND } };
}

function aStartFault(random: SeededRandom): StartTrouble {
  return random.pick(START_FAULTS);
}
