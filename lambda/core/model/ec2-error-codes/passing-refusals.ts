import type { Attempt } from '../incident.ts';

/**
 * Too many requests: turned away before it had any effect, and may be made again at once.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const THROTTLES: ReadonlySet<string> = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'EC2ThrottledException',
]);

/**
 * Refusals of a start that pass by themselves within a minute or two. Any other word is told at once.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const PASSING: ReadonlySet<string> = new Set([
  ...THROTTLES,
  // The Spot request still shows the instance as running: for a minute or two after the stop.
  'IncorrectSpotRequestState',
  // One part of EC2 shows it stopped, another does not yet.
  'IncorrectInstanceState',
]);

/** So many such refusals in a row are no passing trouble any more. */
const PASSING_TRIES = 3;

/** The attempt after a start that EC2 has refused with this code. */
export function withRefusal(attempt: Attempt, code: string): Attempt {
  const { passingRefusals = 0, ...rest } = attempt;
  const counted = isPassing(code) ? { passingRefusals: passingRefusals + 1 } : {};
  return { ...rest, ...counted, lastStartError: code };
}

/** The attempt after a start that EC2 has not refused, as far as anybody knows. */
export function withoutRefusal(attempt: Attempt): Attempt {
  const { lastStartError: _, passingRefusals: __, ...rest } = attempt;
  return rest;
}

/** True while the last refusal of a start may pass by itself: nobody is woken for it yet. */
export function mayPass({ lastStartError, passingRefusals: count }: Attempt): boolean {
  if (lastStartError === undefined || !isPassing(lastStartError)) return false;
  return count !== undefined && count < PASSING_TRIES;
}

function isPassing(code: string): boolean {
  return PASSING.has(code);
}
