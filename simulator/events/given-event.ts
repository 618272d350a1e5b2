import type { HealthNews } from '../../lambda/core/model/health.ts';
import { parseSignal } from '../../lambda/functions/responder/signals/parse-signal.ts';
import type { Signal } from '../../lambda/functions/responder/signals/signal.ts';
import type { SimulatedScheduledEvent } from '../ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../runtime/simulated-region.ts';
import { shownAt } from '../ec2/status-checks.ts';

/** What EC2 says when an event from outside arrives. */
export const WORLDS = ['as-claimed', 'healthy', 'empty'] as const;
export type World = (typeof WORLDS)[number];

const MINUTE = 60_000;

/** Where and when an event from a file belongs; a Region, account or time that it lacks is made up. */
export function homeOf(event: Readonly<Record<string, unknown>>): {
  account: string;
  region: string;
  at: number;
} {
  const { account, region, time } = event;
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return {
    account: typeof account === 'string' && /^\d{12}$/.test(account) ? account : '123456789012',
    region: typeof region === 'string' && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) ? region : 'us-east-1',
    at: Number.isNaN(at) ? Date.parse('2026-01-15T10:00:00Z') : at,
  };
}

const DEGRADED = 'The instance is running on degraded hardware';
/** What EC2 lists beside what Health announces. What is not named here is told by Health alone. */
const LISTED: readonly (readonly [RegExp, string, string])[] = [
  [/_RETIREMENT_/, 'instance-retirement', DEGRADED],
  [/_STOP_SCHEDULED$/, 'instance-stop', DEGRADED],
  [/_SYSTEM_REBOOT_/, 'system-reboot', 'scheduled reboot'],
  [/_INSTANCE_REBOOT_/, 'instance-reboot', 'scheduled reboot'],
  [/_POWER_MAINTENANCE_SCHEDULED$/, 'system-maintenance', 'scheduled power maintenance'],
  [/_NETWORK_MAINTENANCE_SCHEDULED$/, 'system-maintenance', 'scheduled network maintenance'],
];

function listedFor(news: HealthNews, now: number): SimulatedScheduledEvent | undefined {
  const [, code, description] = LISTED.find(([codes]) => codes.test(news.code)) ?? [];
  if (news.meaning !== 'scheduled change' || code === undefined || description === undefined)
    return undefined;
  const notBefore = Math.max(news.startTime ?? 0, now + 60 * MINUTE);
  return { id: 'instance-event-0123456789abcdef0', code, description, notBefore, notAfter: undefined };
}

/**
 * Puts the instances that an event names into the Region, in the state that the event claims, so that the reader sees
 * the responder's answer to the whole of it. Out: what was set up, in words.
 */
export function setUpFor(event: object, world: World, region: SimulatedRegion): string {
  const signal = readable(event, region);
  const ids = signal !== undefined && 'instanceIds' in signal ? signal.instanceIds.slice(0, 20) : [];
  if (signal === undefined || ids.length === 0)
    return 'The event names no instance; the simulated Region is empty.';
  if (world === 'empty') return `The simulated Region does not know ${ids.join(', ')} (--world empty).`;
  const instances = ids.map((id, index) => region.add({ id, name: `example-${index + 1}` }));
  const held = `The simulated Region holds ${ids.join(', ')}`;
  if (world === 'healthy')
    return `${held}, running with all checks ok, whatever the event says (--world healthy).`;

  const failedAt = region.clock.now() - 3 * MINUTE;
  for (const instance of instances) {
    if (signal.kind === 'status-check-alarm' && signal.state === 'ALARM')
      breakAsClaimed(instance, event, failedAt);
    const listed = signal.kind === 'instance-health' ? listedFor(signal.news, region.clock.now()) : undefined;
    if (listed !== undefined) instance.scheduledEvents.push(listed);
  }
  const failed = signal.kind === 'status-check-alarm' && signal.state === 'ALARM';
  const since = new Date(shownAt(failedAt)).toISOString().slice(11, 19);
  return failed
    ? `${held}, its check impaired since ${since}, as the event claims.`
    : `${held}, running with all checks ok.`;
}

function breakAsClaimed(
  instance: {
    hostFailedAt: number | undefined;
    osFailedAt: number | undefined;
    ebsFailedAt: number | undefined;
  },
  event: object,
  failedAt: number,
): void {
  const text = JSON.stringify(event);
  if (text.includes('StatusCheckFailed_Instance')) instance.osFailedAt = failedAt;
  else if (text.includes('StatusCheckFailed_AttachedEBS')) instance.ebsFailedAt = failedAt;
  else instance.hostFailedAt = failedAt;
}

function readable(event: object, region: SimulatedRegion): Signal | undefined {
  try {
    return parseSignal(event, { accountId: region.account, region: region.region });
  } catch {
    return undefined;
  }
}
