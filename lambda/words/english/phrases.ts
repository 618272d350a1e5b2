import type { IfUnreadable } from '../../contract/parameters.ts';
import { asName } from '../../core/model/foreign-text.ts';
import type { CheckName, Guard, HealthAbout, SentenceValues } from '../../core/model/sentence.ts';

/** What must be read before a stop. Records of version 0.1.0 keep these words themselves. */
export const GUARDS: Readonly<Record<Guard, string>> = {
  tenancy: 'tenancy',
  'root-device-type': 'root device type',
  'spot-request-type': 'type of its Spot request',
  'stop-protection': 'stop protection',
  'shutdown-behavior': 'InstanceInitiatedShutdownBehavior',
  'start-permission': 'permission to start it again',
  'instance-type': 'instance type (does it have instance store volumes?)',
  'group-members': 'group (are its other members well?)',
  'other-moves': 'surroundings (is the instance that was moved before it back?)',
};

export const CHECKS: Readonly<Record<CheckName, string>> = {
  system: 'system',
  instance: 'instance',
  'attached-ebs': 'attached EBS',
};

/** What EC2 says is rarely longer, but for an encoded message, of which nobody can read anything. */
export const LONG = 400;

export const SETTINGS_EFFECT: Readonly<Record<IfUnreadable, string>> = {
  'stops nothing':
    'A stack parameter has a value that is not allowed. The responder cannot know what you meant, so it stops nothing, whatever fails.',
  'moves nothing':
    'A stack parameter has a value that is not allowed. The responder cannot know what you meant, so it moves nothing that AWS has announced; failed hosts are still recovered.',
  'uses the default':
    'A stack parameter has a value that is not allowed. The responder goes by the default of that parameter.',
};

export const SETTINGS_SHORT: Readonly<Record<IfUnreadable, string>> = {
  'stops nothing': 'STOPS NOTHING',
  'moves nothing': 'MOVES NOTHING',
  'uses the default': 'a default counts',
};

/** The word for a key; what is none, such as the words of an older record, stays as it is. */
export function named(words: Readonly<Record<string, string>>, key: string): string {
  return words[key] ?? key;
}

export function aboutHealth({ service, code, ids }: HealthAbout): string {
  return `${serviceName(service)} (${asName(code)})${ids === undefined ? '' : `: ${ids}`}`;
}

/** What is in memory is always lost; the rest where there is any. */
export function lossesInWords(p: SentenceValues['story.will-lose']): string {
  return [
    'what is in its memory',
    ...(p.instanceStore ? ['the data on its instance store volumes'] : []),
    ...(p.group === undefined ? [] : [`its place in the placement group ${asName(p.group)}`]),
    ...(p.publicIp === undefined
      ? []
      : [`its public IPv4 address ${asName(p.publicIp)}${insteadOf(p.address)}`]),
  ].join('; ');
}

export function insteadOf(address: string): string {
  switch (address) {
    case 'another':
      return ', in place of which it gets another one';
    case 'none':
      return ', in place of which EC2 GIVES NO OTHER ONE, because it has a second network interface or a secondary private address with an Elastic IP';
    default:
      return ', unless that is an Elastic IP';
  }
}

/** AWS's name for what has the trouble, as a reader knows it. */
export function serviceName(service = 'EC2'): string {
  return service === 'MULTIPLE_SERVICES' ? 'several services' : asName(service, 40);
}

export function workClass(work: string): string {
  switch (work) {
    case 'periodic':
      return 'periodic work';
    case 'request':
      return 'requested by AWS';
    case 'emergency':
      return 'an emergency';
    case 'none':
      return 'none';
    case 'expert':
      return 'for somebody who knows the system';
    default:
      return work;
  }
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function graceWhy(why: string): string {
  switch (why) {
    case 'bare metal':
      return 'bare metal: an OS reboot alone can fail its system check';
    case 'no automatic recovery':
      return "AWS's automatic recovery does not cover it, so the grace is short";
    case 'type unread':
      return 'its instance type could not be read, so it gets the longest grace';
    default:
      return 'SystemFailureGraceMinutes';
  }
}
