/**
 * Case 19: EC2 went on listing an event for days after its date; the owner was told to act before that date, then nothing was
 * said, and the windows went by unused. What was listed under a code that is in no document was not seen at all.
 * Workload: `change-announced`.
 * Mutants: 'forget what AWS has not come for', 'look for documented codes only', 'see no events where EC2 refuses a star'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

const DAY = 24 * HOUR;

/** EC2 lists an event whose date is so far off; a date that has passed is one below zero. */
function listed(region: SimulatedRegion, dateInMs: number, code = 'instance-retirement'): SimulatedInstance {
  const web = region.add({ name: 'web-1' });
  web.scheduledEvents = [
    {
      id: 'instance-event-1',
      code,
      description: 'What AWS says about it',
      notBefore: region.clock.now() + dateInMs,
      notAfter: undefined,
    },
  ];
  return web;
}

/** From Sunday 18:01 UTC on, which is a day after the first mail. */
const SUNDAYS = { MaintenanceWindow: 'sun:18:00-sun:22:00', TimeZone: 'UTC' };

describe('an event whose date has passed, and which EC2 still lists', () => {
  it('is told as overdue with the next window, and moved in it', async () => {
    const region = aRegion(SUNDAYS);
    listed(region, -9 * DAY);
    await region.run(20 * MINUTE);
    const [first] = region.journal.of('mail');
    expect(first?.subject).toMatch(/^ANNOUNCED web-1: move Sun 11-22 18:0\d \(overdue\)/);
    expect(first?.body).toContain(
      'That date has passed, nothing has happened, and EC2 still lists it: it is overdue.',
    );
    expect(first?.body).not.toMatch(/before that date/i);
    await runCalmly(region, 23 * HOUR);
    expect(writes(region)).toEqual([]);
    await region.run(HOUR);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region).at(-1)).toBe('MOVED web-1');
  });

  it('is told again two hours after a date for which no window was left', async () => {
    const region = aRegion({ ...SUNDAYS, ScheduledEventFallback: 'notify' });
    listed(region, 6 * HOUR);
    await runCalmly(region, 8 * HOUR - 5 * MINUTE);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    await region.run(15 * MINUTE);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1', 'ANNOUNCED web-1']);
    await runCalmly(region, 17 * HOUR);
    expect(mailWords(region).slice(2)).toEqual(['ACTING web-1', 'MOVED web-1']);
  });

  it('asks its owner where nothing may be moved, once', async () => {
    const region = aRegion({ ...SUNDAYS, ScheduledEventAction: 'notify' });
    listed(region, -9 * DAY);
    await runCalmly(region, 30 * HOUR);
    const mails = region.journal.of('mail');
    expect(mails.map(({ subject }) => subject.split(' - ')[0])).toEqual([
      'ANNOUNCED web-1: AWS overdue retirement 2026-11-12',
    ]);
    expect(mails[0]?.body).toContain('Stop and start it yourself at the next quiet time');
    expect(writes(region)).toEqual([]);
  });
});

describe('an event for which AWS does come', () => {
  it('is not told as overdue, and not moved', async () => {
    const region = aRegion({ ...SUNDAYS, ScheduledEventFallback: 'notify' });
    const web = listed(region, 6 * HOUR);
    await runCalmly(region, 6 * HOUR + 30 * MINUTE);
    const [event] = web.scheduledEvents;
    if (event !== undefined)
      web.scheduledEvents = [{ ...event, description: `[Completed] ${event.description}` }];
    await runCalmly(region, 26 * HOUR);
    expect(writes(region)).toEqual([]);
    expect(region.journal.of('mail').some(({ body }) => body.includes('overdue'))).toBe(false);
  });
});

describe('an event under a code that is in no document', () => {
  it('is told with what AWS says, and nothing is moved for it', async () => {
    const region = aRegion(SUNDAYS);
    listed(region, 22 * HOUR, 'instance-rehost');
    await region.run(20 * MINUTE);
    const [mail] = region.journal.of('mail');
    expect(mail?.subject).toMatch(/^ANNOUNCED web-1: AWS maintenance 2026-11-22/);
    expect(mail?.body).toContain('AWS has announced instance-rehost');
    expect(mail?.body).toContain('What AWS says about it');
    await runCalmly(region, 26 * HOUR);
    expect(writes(region)).toEqual([]);
  });

  it('hides no documented one where EC2 refuses to be asked for every code', async () => {
    const region = aRegion(SUNDAYS);
    region.ec2.wildcards = 'refused';
    listed(region, 3 * DAY);
    await region.run(20 * MINUTE);
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1']);
    expect(region.journal.of('failed')).toEqual([]);
  });
});
