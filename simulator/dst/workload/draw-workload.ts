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
 * work on it, what AWS and humans do. Meddling at a quiet hour finds nothing.
 */
export function drawWorkload(random: SeededRandom, props: WorkloadProps): WorkloadEvent[] {
  const workload: WorkloadEvent[] = [];
  const failures = random.integer(4, 8);
  const latest = Math.max(3 * MINUTE, props.lengthMs - 20 * MINUTE);
  let at = 0;
  // Announced before anybody was there to hear of it.
  if (random.chance(0.06)) {
    const instance = random.integer(0, props.fleet.length - 1);
    workload.push({ at: 0, name: 'change-announced', instance, ...details(random) });
  }
  for (let count = 0; count < failures; count += 1) {
    const instance = random.integer(0, props.fleet.length - 1);
    // Some come together: then places, groups and the brake matter.
    const together = count > 0 && random.chance(0.3);
    at = together ? Math.min(latest, at + random.integer(0, 4 * MINUTE)) : random.integer(2 * MINUTE, latest);
    const name = failure(random);
    workload.push({ at, name, instance, ...details(random) });
    // What happens around a failure comes while somebody is at work on it.
    while (random.chance(0.45)) {
      const later = Math.min(props.lengthMs, at + random.integer(0, 25 * MINUTE));
      const around =
        name === 'change-announced' && random.chance(0.6) ? replanning(random) : meddling(random);
      workload.push({ at: later, name: around, instance, ...details(random) });
    }
  }
  // Some events stand alone: any kind, any instance, any time.
  while (random.chance(0.4)) {
    const instance = random.integer(0, props.fleet.length - 1);
    const at = random.integer(0, props.lengthMs - 10 * MINUTE);
    workload.push({ at, name: random.pick(WORKLOAD_EVENTS), instance, ...details(random) });
  }
  return workload.sort((a, b) => a.at - b.at);
}

function details(random: SeededRandom): Pick<WorkloadEvent, 'lastsMs' | 'share' | 'choice' | 'parameters'> {
  return {
    lastsMs: random.pick([
      random.integer(1, 8) * MINUTE,
      random.integer(8, 45) * MINUTE,
      random.integer(1, 4) * HOUR,
      random.integer(12, 48) * HOUR,
    ]),
    share: random.next(),
    choice: random.integer(0, 1_000_000),
    parameters: drawParameters(random),
  };
}

function failure(random: SeededRandom): WorkloadEventName {
  return random.pick<WorkloadEventName>([
    ...Array.from({ length: 8 }, () => 'host-fails' as const),
    'host-blips',
    'os-hangs',
    'volume-fails',
    'zone-fails',
    'hosts-fail-about',
    'change-announced',
    'change-announced',
  ]);
}

/** What may happen to something announced, before its time. */
function replanning(random: SeededRandom): WorkloadEventName {
  return random.pick<WorkloadEventName>([
    'date-changed',
    'date-changed',
    'event-cancelled',
    'human-sets-window',
    'no-capacity',
    'no-capacity',
    'os-hangs',
    'redeployed',
  ]);
}

function meddling(random: SeededRandom): WorkloadEventName {
  return random.pick<WorkloadEventName>([
    'aws-recovers',
    'aws-recovery-fails',
    'aws-recovery-fails',
    'no-capacity',
    'no-capacity',
    'host-of-neighbour-fails',
    'host-of-member-fails',
    'host-of-member-fails',
    'human-stops',
    'human-stops',
    'human-starts',
    'human-reboots',
    'human-terminates',
    'human-terminates',
    'human-retags',
    'human-protects',
    'human-sets-window',
    'foreign-announcement',
    'os-shuts-down',
    'maintenance-begins',
    'availability-issue',
    'operational-issue',
    'notice-of-another-service',
    'notice-of-another-service',
    'forged-events',
    'unreadable-event',
    'redeployed',
  ]);
}
