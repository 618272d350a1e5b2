import * as z from 'zod/mini';
import { parseAlarm, parseContributorAlarm } from './parse-alarm.ts';
import { parseHealthEvent } from './parse-health-event.ts';
import { parseInstanceStateChange } from './parse-instance-state-change.ts';
import { unreadable, UnreadableEventError, type Home, type Signal } from './signal.ts';

const envelopeSchema = z.object({
  source: z.string(),
  'detail-type': z.string(),
  account: z.string(),
  region: z.string(),
  time: z.optional(z.string()),
  resources: z.optional(z.array(z.unknown())),
  detail: z.unknown(),
});
type Envelope = z.infer<typeof envelopeSchema>;

type Parser = (envelope: Envelope, home: Home) => Signal;

/** A parser for each kind of event, by source and detail-type. To add a kind, write its parser and name it here. */
const PARSERS: Readonly<Record<string, Parser>> = {
  'aws.events/Scheduled Event': (event) => parseSweep(event),
  'aws.cloudwatch/CloudWatch Alarm State Change': (event) => parseAlarm(event.detail),
  'aws.cloudwatch/CloudWatch Alarm Contributor State Change': (event) => parseContributorAlarm(event.detail),
  'aws.ec2/EC2 Instance State-change Notification': (event) =>
    parseInstanceStateChange(event.detail, event.time),
  'aws.health/AWS Health Event': (event, home) => parseHealthEvent(event.detail, event, home),
  'aws.health/AWS Health Abuse Event': (event, home) => parseHealthEvent(event.detail, event, home),
};

/**
 * The signal in an event. Events of other kinds, accounts and Regions are `nothing`, with the reason.
 *
 * @throws UnreadableEventError for what is no EventBridge event, or one of ours that cannot be read
 */
export function parseSignal(event: unknown, home: Home): Signal {
  const parsed = envelopeSchema.safeParse(event);
  if (!parsed.success) throw unreadable('not an EventBridge event', parsed.error);
  const key = `${parsed.data.source}/${parsed.data['detail-type']}`;
  const parser = Object.hasOwn(PARSERS, key) ? PARSERS[key] : undefined;
  if (parser === undefined) return { kind: 'nothing', why: `no parser for ${key.slice(0, 100)}` };
  return foreign(parsed.data, home) ?? parser(parsed.data, home);
}

/** `Scheduled Event`, of the rule that runs every minute. A sweep without a time could be of any age. */
function parseSweep({ time }: Envelope): Signal {
  const at = Date.parse(time ?? '');
  if (Number.isNaN(at)) throw new UnreadableEventError('Scheduled Event: its time cannot be read');
  return { kind: 'sweep', at };
}

/** Another account's bus may forward its events here; its instances are not ours to look at. Health tells by itself. */
function foreign(event: Envelope, home: Home): Signal | undefined {
  if (event.source === 'aws.health') return undefined;
  if (event.account !== home.accountId) return { kind: 'nothing', why: 'an event of another account' };
  if (event.region !== home.region)
    return { kind: 'nothing', why: `an event of the Region ${event.region.slice(0, 30)}` };
  return undefined;
}
