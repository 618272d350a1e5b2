import type { HealthMeaning } from '../model/health.ts';

/**
 * The services whose trouble can leave a stopped instance stopped, each with why. An open issue of one of them in the Region
 * holds stops. Data: a line more is all that another service needs.
 */
export const HOLDING_SERVICES: Readonly<Record<string, string>> = {
  EC2: 'it starts instances',
  MULTIPLE_SERVICES:
    'AWS’s name for an outage too wide for one service; in one of them new starts of EC2 failed for fifteen hours',
  EBS: 'a start attaches the volumes of the instance',
  VPC: 'a start attaches its network interfaces',
  KMS: 'a start decrypts the keys of its encrypted volumes',
};

/** Categories of what is no trouble of a service. Whatever else AWS calls an event may be some. */
const NO_TROUBLE: ReadonlySet<string> = new Set(['accountNotification', 'scheduledChange']);

/** How AWS names EC2 in a code or a text. */
const NAMES_EC2 = /\bEC2\b|Elastic Compute Cloud/i;

/** What of a Health event decides whether it holds stops. */
export interface ReportedTrouble {
  readonly service: string;
  readonly code: string;
  readonly category: string;
  readonly meaning: HealthMeaning;
  /** AWS's eventScopeCode in capitals; '' where it gives none. */
  readonly scope: string;
  /** What it names as affected. */
  readonly names: readonly string[];
  /** AWS's own words; '' where they cannot be read. */
  readonly text: string;
}

/**
 * True where the event tells of trouble in the Region in which a start may fail, and not of some named resources. A public
 * issue of a service that is not listed counts where its code or text names EC2, and where it has no text that could say
 * whether it does: in doubt it holds, for a bounded time.
 * @see https://docs.aws.amazon.com/health/latest/APIReference/API_Event.html
 */
export function mayKeepFromStarting(event: ReportedTrouble): boolean {
  const { service, code, category, meaning, scope, text } = event;
  const isPublic = scope === 'PUBLIC';
  if (meaning === 'operational issue') return scope !== 'ACCOUNT_SPECIFIC' || namesNothing(event);
  if (NO_TROUBLE.has(category)) return false;
  if (Object.hasOwn(HOLDING_SERVICES, service)) return isPublic || namesNothing(event);
  return isPublic && (text === '' || NAMES_EC2.test(code.replaceAll('_', ' ')) || NAMES_EC2.test(text));
}

/** Also an account or "unknown", which AWS gives as the affected entity, is no resource. */
function namesNothing({ names }: ReportedTrouble): boolean {
  return names.every((name) => /^(\d{12}|unknown)$/i.test(name));
}
