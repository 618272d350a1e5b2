import type { InstanceProps } from '../../ec2/simulated-instance.ts';
import type { SeededRandom } from '../../runtime/seeded-random.ts';
import { drawParameters } from './draw-parameters.ts';
import { WORKLOAD_EVENTS, type WorkloadEvent, type WorkloadEventName } from './workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface WorkloadProps {
  readonly fleet: readonly InstanceProps[];
  /** When the calm at the end begins. */
  readonly lengthMs: number;
}

/**
 * Out: what happens in the run, in order: four to eight failures, and around each of them, while the responder is at
 * work on it, what AWS and humans do. Meddling at a quiet time would find nothing.
 */
export function drawWorkload(random: SeededRandom, props: WorkloadProps): WorkloadEvent[] {
  const workload: WorkloadEvent[] = [];
  const add = (at: number, name: WorkloadEventName, instance: number): void => {
    workload.push({ at, name, instance, ...details(random.fork(`event ${workload.length}`)) });
  };
  const anInstance = (): number => random.integer(0, props.fleet.length - 1);
  const failures = random.integer(4, 8);
  const latest = Math.max(3 * MINUTE, props.lengthMs - 20 * MINUTE);
  let at = 0;
  // Announced before anybody was there to hear of it.
  if (random.chance(0.06)) add(0, 'change-announced', anInstance());
  if (random.fork('nightly stops').chance(0.05)) add(MINUTE, 'stopped-each-night', anInstance());
  for (let count = 0; count < failures; count += 1) {
    const instance = anInstance();
    // Some come together: then places, groups and the brake matter.
    const together = count > 0 && random.chance(0.3);
    at = together ? Math.min(latest, at + random.integer(0, 4 * MINUTE)) : random.integer(2 * MINUTE, latest);
    const name = failure(random);
    add(at, name, instance);
    // What happens around a failure comes while somebody is at work on it.
    while (random.chance(0.45)) {
      const later = Math.min(props.lengthMs, at + random.integer(0, 25 * MINUTE));
      const around =
        name === 'change-announced' && random.chance(0.6) ? replanning(random) : meddling(random);
      add(later, around, instance);
    }
  }
  // Some events stand alone: any kind, any instance, any time.
  while (random.chance(0.4)) {
    add(random.integer(0, props.lengthMs - 10 * MINUTE), random.pick(WORKLOAD_EVENTS), anInstance());
  }
  // What AWS tells of other services has nothing to do with any of it, and comes in all its kinds.
  const notices = random.fork('notices');
  while (notices.chance(0.5)) {
    const told = notices.integer(0, props.lengthMs - 10 * MINUTE);
    add(told, 'notice-of-another-service', notices.integer(0, props.fleet.length - 1));
  }
  return workload.sort((a, b) => a.at - b.at);
}

/** In: the stream of one event. */
function details(random: SeededRandom): Pick<WorkloadEvent, 'lastsMs' | 'parameters' | 'random'> {
  const lasts = random.fork('lasts');
  return {
    lastsMs: lasts.pick([
      lasts.integer(1, 8) * MINUTE,
      lasts.integer(8, 45) * MINUTE,
      lasts.integer(1, 4) * HOUR,
      lasts.integer(12, 48) * HOUR,
    ]),
    parameters: drawParameters(random.fork('parameters')),
    random: (decision) => random.fork(decision),
  };
}

function failure(random: SeededRandom): WorkloadEventName {
  return random.pick<WorkloadEventName>([
    ...Array.from({ length: 8 }, () => 'host-fails' as const),
    'host-blips',
    'os-hangs',
    'oses-hang-at-once',
    'volume-fails',
    'zone-fails',
    'hosts-fail-about',
    'no-capacity-for-the-second',
    'zone-without-data',
    'moves-share-a-boot-fault',
    'member-down-at-the-move',
    'change-announced',
    'change-announced',
    'aws-stops',
  ]);
}

/** What may happen to something announced, before its time. */
function replanning(random: SeededRandom): WorkloadEventName {
  return random.pick<WorkloadEventName>([
    'date-changed',
    'date-changed',
    'event-cancelled',
    'human-sets-window',
    'human-protects',
    'human-reboots',
    'no-capacity',
    'no-capacity',
    'os-hangs',
    'operational-issue',
    'operational-issue',
    'redeployed',
  ]);
}

function meddling(random: SeededRandom): WorkloadEventName {
  return random.pick<WorkloadEventName>([
    'aws-recovers',
    'aws-recovery-fails',
    'aws-recovery-fails',
    'aws-stops',
    'no-capacity',
    'no-capacity',
    'host-of-neighbour-fails',
    'host-of-member-fails',
    'host-of-managed-fails',
    'host-of-member-fails',
    'human-stops',
    'human-stops',
    'human-stop-hangs',
    'human-starts',
    'human-reboots',
    'human-terminates',
    'human-terminates',
    'human-retags',
    'human-protects',
    'human-sets-window',
    'human-keeps-stopped',
    'human-keeps-stopped',
    'foreign-announcement',
    'os-shuts-down',
    'maintenance-begins',
    'no-data',
    'availability-issue',
    'operational-issue',
    'notice-of-another-service',
    'notice-of-another-service',
    'announced-for-what-does-not-run',
    'forged-events',
    'unreadable-event',
    'redeployed',
  ]);
}
