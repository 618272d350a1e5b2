import { healthEvent, type HealthProps } from '../../simulator/events/event-shapes.ts';
import type { SimulatedRegion } from '../../simulator/runtime/simulated-region.ts';
import { MINUTE } from './a-region.ts';

export interface Told extends Partial<HealthProps> {
  readonly service: string;
  readonly code: string;
  /** What AWS says. */
  readonly says?: string;
  /** Fields of the event as AWS sends them, in place of what stands there. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What AWS Health says of one account: an event like those that it sends, put on the bus. */
export function tellOf(region: SimulatedRegion, { service, says, detail, ...props }: Told): void {
  const eventArn = `arn:aws:health:${region.region}::event/${service}/${props.code}/1`;
  const event = healthEvent(region.origin(), { category: 'issue', entities: [], eventArn, ...props });
  const words =
    says === undefined ? {} : { eventDescription: [{ language: 'en_US', latestDescription: says }] };
  const scope = { service, eventScopeCode: 'ACCOUNT_SPECIFIC' };
  region.deliver({ ...event, detail: { ...event.detail, ...scope, ...words, ...detail } });
}

export interface MailRead {
  readonly subject: string;
  readonly body: string;
  /** What the reader has to do. */
  readonly todo: string;
}

/** The mails so far. */
export function mailsOf(region: SimulatedRegion): readonly MailRead[] {
  return region.journal.of('mail').map(({ subject, body }) => {
    const [, todo = ''] = /What you need to do\n([\s\S]*?)\n\n/.exec(body) ?? [];
    return { subject, body, todo };
  });
}

/** The mails that follow when AWS tells of this. */
export async function mailsAbout(region: SimulatedRegion, told: Told): Promise<readonly MailRead[]> {
  const before = mailsOf(region).length;
  tellOf(region, told);
  await region.run(5 * MINUTE);
  return mailsOf(region).slice(before);
}
