import type { DocumentName } from '../model/alert.ts';
import type { AnnouncedChange } from '../model/announcement.ts';
import { codeFacts, stopStartResolves } from '../health/health-codes.ts';
import type { PlainSentenceKey } from '../model/sentence.ts';

/** The codes of EC2's own list for which AWS advises a stop and a start. */
const MOVED_BY_STOP_START: ReadonlySet<string> = new Set([
  'instance-stop',
  'instance-retirement',
  'instance-reboot',
  'system-reboot',
]);

/** The hardware is already bad, and the date only says when AWS will retire it. */
const DEGRADED: ReadonlySet<string> = new Set(['instance-stop', 'instance-retirement']);

/**
 * True where a stop and a start resolve what EC2 lists or Health announces. Of system maintenance only that of the power: network
 * maintenance passes by itself, and a stop would only add an outage. What has an unknown code is left to a human. AWS:
 * "Scheduled events for your instances", EC2 User Guide.
 */
export function isMovable({ code, description }: Pick<AnnouncedChange, 'code' | 'description'>): boolean {
  if (isHealthCode(code)) return stopStartResolves(code, 'scheduledChange');
  if (code === 'system-maintenance') return /\bpower\b/i.test(description);
  return MOVED_BY_STOP_START.has(code);
}

/** What AWS advises the owner to do about a change for which the responder does not move the instance. */
export function adviceFor({ code }: Pick<AnnouncedChange, 'code'>): PlainSentenceKey {
  if (isHealthCode(code)) return codeFacts(code, 'scheduledChange').asks;
  if (code === 'system-maintenance') return 'ask.wait-maintenance';
  return MOVED_BY_STOP_START.has(code) ? 'ask.move' : 'ask.read-maintenance';
}

/** What AWS writes about it. */
export function documentFor({ code }: Pick<AnnouncedChange, 'code'>): DocumentName {
  return isHealthCode(code) ? codeFacts(code, 'scheduledChange').document : 'scheduled-events';
}

function isHealthCode(code: string): boolean {
  return code.startsWith('AWS_');
}

/** True where the hardware under the instance is failing, so that it, and not the OS, may be why the OS does not answer. */
export function isDegraded({ code }: Pick<AnnouncedChange, 'code'>): boolean {
  return DEGRADED.has(code);
}

/** True where AWS, in EC2's list or by Health, gives up the hardware under the instance. */
export function isOnFailingHardware({ code }: Pick<AnnouncedChange, 'code'>): boolean {
  return DEGRADED.has(code) || /_INSTANCE_(RETIREMENT|STOP)_/.test(code);
}
