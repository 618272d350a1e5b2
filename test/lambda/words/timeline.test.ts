import { describe, expect, it } from '@jest/globals';
import { say, type Sentence } from '../../../lambda/core/model/sentence.ts';
import { timelineBlock } from '../../../lambda/words/timeline.ts';
import { alert } from './sample-alert.ts';

const STOPPED = say('step.stop-accepted');

/** The block of a timeline whose lines happened at these times. */
function blockOf(timeZone: string, ...lines: readonly (string | readonly [string, Sentence])[]): string[] {
  const timeline = lines.map((line) => {
    const [at, what] = typeof line === 'string' ? [line, STOPPED] : line;
    return { at: Date.parse(at), what };
  });
  return timelineBlock(alert({ timeline }), timeZone).split('\n');
}

describe('a timeline', () => {
  it('has its day and time zone in the title, and begins each line with the time', () => {
    expect(blockOf('UTC', '2026-11-20T03:02:00Z', '2026-11-20T03:03:10Z')).toEqual([
      'Timeline (2026-11-20, UTC)',
      '  03:02:00  EC2 accepted the stop',
      '  03:03:10  EC2 accepted the stop',
    ]);
  });

  it.each([
    ['Asia/Tokyo', 'Timeline (2026-11-20, Asia/Tokyo, UTC+09:00)', '  12:02:00  EC2 accepted the stop'],
    ['Asia/Kolkata', 'Timeline (2026-11-20, Asia/Kolkata, UTC+05:30)', '  08:32:00  EC2 accepted the stop'],
    [
      'America/New_York',
      'Timeline (2026-11-19, America/New_York, UTC-05:00)',
      '  22:02:00  EC2 accepted the stop',
    ],
  ])('is on the owner’s clock in %s', (zone, title, line) => {
    expect(blockOf(zone, '2026-11-20T03:02:00Z')).toEqual([title, line]);
  });

  it('over midnight gives the lines of the other day their date: midnight of the owner, not of UTC', () => {
    expect(blockOf('Asia/Tokyo', '2026-11-20T14:59:59Z', '2026-11-20T15:00:00Z')).toEqual([
      'Timeline (2026-11-20, Asia/Tokyo, UTC+09:00)',
      '  23:59:59  EC2 accepted the stop',
      '  11-21 00:00:00  EC2 accepted the stop',
    ]);
    const [, , line] = blockOf('Asia/Tokyo', '2026-11-20T23:59:59Z', '2026-11-21T00:00:00Z');
    expect(line).toBe('  09:00:00  EC2 accepted the stop');
  });

  it('over the end of the year gives the year as well', () => {
    expect(blockOf('UTC', '2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z')[2]).toBe(
      '  2027-01-01 00:00:00  EC2 accepted the stop',
    );
  });

  it('says where the clocks were changed between two lines, as the same hour comes twice', () => {
    expect(
      blockOf('America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', '2026-11-01T06:31:00Z'),
    ).toEqual([
      'Timeline (2026-11-01, America/New_York, UTC-04:00)',
      '  01:30:00  EC2 accepted the stop',
      '  (the clocks were changed: UTC-05:00 from here on)',
      '  01:30:00  EC2 accepted the stop',
      '  01:31:00  EC2 accepted the stop',
    ]);
    expect(blockOf('America/New_York', '2026-03-08T06:59:00Z', '2026-03-08T07:00:00Z').slice(1)).toEqual([
      '  01:59:00  EC2 accepted the stop',
      '  (the clocks were changed: UTC-04:00 from here on)',
      '  03:00:00  EC2 accepted the stop',
    ]);
  });

  it('tells the times within its lines as short, and of another day with its date', () => {
    const until = Date.parse('2026-11-20T15:03:00Z');
    const wait = say('wait.refused-stop', { until });
    const waiting = (at: string): string | undefined => blockOf('Asia/Tokyo', [at, wait])[1];
    expect(waiting('2026-11-20T15:02:00Z')).toBe(
      '  00:02:00  EC2 refused the stop; not asked again before 00:03:00',
    );
    expect(waiting('2026-11-20T14:59:00Z')).toBe(
      '  23:59:00  EC2 refused the stop; not asked again before 11-21 00:03:00',
    );
  });

  it('says how many lines were left out, and is nothing where there are none', () => {
    const { timeline } = alert();
    const [, first] = timelineBlock(alert({ timeline, timelineOmitted: 7 }), 'UTC').split('\n');
    expect(first).toBe('  (7 earlier lines left out)');
    expect(timelineBlock(alert({ timeline: [] }), 'UTC')).toBe('');
  });
});
