import { ENGLISH } from '../../../lambda/words/english.ts';
import { say, type Sentence, type SentenceKey } from '../../../lambda/core/model/sentence.ts';
import { NOW } from './sample-alert.ts';

const REASON = say('end.stopped-by-someone', { state: 'stopped', by: 'Client.UserInitiatedShutdown' });

/** A value for each name that a sentence may ask for, as long as such values get. */
const VALUES: Readonly<Record<string, unknown>> = {
  act: 'stopping',
  action: 'ec2:StopInstances',
  active: 5,
  address: 'none',
  after: '203.0.113.11',
  again: NOW,
  allowed: 3,
  at: NOW,
  before: '203.0.113.10',
  by: 'Client.UserInitiatedShutdown',
  check: 'attached-ebs',
  closed: true,
  code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
  count: 12,
  ebs: 'not-applicable',
  effect: 'stops nothing',
  end: NOW,
  error: 'InsufficientInstanceCapacity, We currently do not have sufficient m7g.large capacity in the zone',
  failed: 12,
  forced: true,
  fleet: 'fleet-73fbd2ce-aa30-494c-8788-1cee4EXAMPLE',
  got: 'Asia/Tokio',
  group: 'web',
  guard: 'start-permission',
  ids: Array.from({ length: 300 }, (_, n) => `i-${String(n).padStart(17, '0')}`).join(', '),
  instance: 'insufficient-data',
  instanceStore: true,
  intent: NOW,
  launchTime: NOW,
  left: 1_200,
  lifecycle: 'capacity-block',
  limit: 5,
  line: 'NEEDS-YOU web-1 i-0a1b2c3d4e5f60718',
  manager: 'AWS Elastic Disaster Recovery',
  meaning: 'scheduled change',
  message: 'You are not authorized to perform this operation. '.repeat(6).trim(),
  minutes: 15,
  ms: 252_000,
  name: 'MaintenanceWindow',
  names: ['web-1', 'db-1'],
  nodepool: 'default',
  number: 2,
  older: 3,
  other: 'i-0b2c3d4e5f607182a',
  outpost: 'op-0123456789abcdef0',
  pages: '1 and 3',
  part: 2,
  parts: 9,
  percent: 20,
  previous: 'stopping',
  publicIp: '203.0.113.10',
  problem: say('window.form', { value: 'x'.repeat(60) }),
  reason: REASON,
  request: 2,
  resource: 'arn:aws:ec2:*:*:instance/*',
  service: 'eks.amazonaws.com',
  since: NOW,
  start: 20_000,
  state: 'stopped',
  stop: 65_000,
  system: 'initializing',
  tag: 'sigs.k8s.io/cluster-api-provider-aws/cluster/prod=owned',
  total: 40,
  type: 'i4g.large',
  until: NOW,
  used: 3,
  value: 'sometimes',
  verify: 120_000,
  wait: 300_000,
  what: 'no status was returned',
  why: 'observe mode (ResponderMode = observe)',
  zone: 'ap-northeast-1a',
};

/** What differs for a sentence: `reason` is a text of AWS there, `what` another sentence. */
const SPECIAL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'step.start-again': { reason: 'Server.InternalError' },
  'wait.unclear': { what: say('picture.no-since', { check: 'system' }) },
  'story.move-in-window': { start: NOW },
  'story.move-before-date': { start: NOW },
  'story.unclear': { what: say('picture.no-since', { check: 'system' }) },
};

/** Every sentence whose key begins so, with its values. */
export function sentencesOf(start: string): [SentenceKey, Sentence][] {
  const keys = Object.keys(ENGLISH) as SentenceKey[];
  return keys.filter((key) => key.startsWith(start)).map((key) => [key, { key, values: valuesFor(key) }]);
}

function valuesFor(key: SentenceKey): Readonly<Record<string, unknown>> {
  return { ...VALUES, ...SPECIAL[key] };
}
