import { describe, expect, it } from '@jest/globals';
import { windowsOf } from '../../../../lambda/core/scheduled-events/owner-window.ts';
import { WINDOW_TAG } from '../../../../lambda/contract/tags.ts';
import { POLICY_TAG } from '../../../../lambda/contract/tags.ts';
import { SETTINGS } from '../given.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';

const FRIDAY = { startMinute: 5 * 1440 + 60, minutes: 120 };
const MONDAY = { startMinute: 1 * 1440 + 22 * 60, minutes: 30 };

function windowsWith(
  tag: string | undefined,
  more: Readonly<Record<string, string>> = {},
): ReturnType<typeof windowsOf> {
  return windowsOf(tag === undefined ? more : { ...more, [WINDOW_TAG]: tag }, SETTINGS);
}

describe('the windows of an instance', () => {
  it('are those of the setting where it has no tag', () => {
    expect(windowsWith(undefined)).toEqual({ windows: SETTINGS.maintenanceWindow });
    expect(windowsWith(undefined, { [POLICY_TAG]: 'fri:01:00-fri:03:00' })).toEqual({
      windows: SETTINGS.maintenanceWindow,
    });
  });

  it('are those of its tag and no others', () => {
    expect(WINDOW_TAG).toBe('ec2-responder:window');
    expect(windowsWith('fri:01:00-fri:03:00')).toEqual({ windows: [FRIDAY] });
  });

  it('are those of its tag in whatever capitals, and none that can be read where two such tags disagree', () => {
    expect(windowsWith(undefined, { 'EC2-Responder:Window': 'fri:01:00-fri:03:00' })).toEqual({
      windows: [FRIDAY],
    });
    const both = { 'EC2-Responder:Window': 'mon:22:00-mon:22:30' };
    expect(windowsWith('fri:01:00-fri:03:00', both)).toHaveProperty('problem');
  });

  it.each([
    ['a blank', 'fri:01:00-fri:03:00 mon:22:00-mon:22:30'],
    ['several blanks, also around', '  fri:01:00-fri:03:00 \t mon:22:00-mon:22:30  '],
    ['a comma', 'fri:01:00-fri:03:00,mon:22:00-mon:22:30'],
    ['a comma and a blank', 'Fri:01:00-Fri:03:00, MON:22:00-MON:22:30'],
  ])('are several where the tag separates them by %s', (_, tag) => {
    expect(windowsWith(tag)).toEqual({ windows: [FRIDAY, MONDAY] });
  });

  it.each([
    '',
    ' ',
    'never',
    'fri:01:00',
    'fri:01:00-fri:03:00 or so',
    'fri:01:00-fri:01:10',
    'x'.repeat(601),
  ])('are a problem, and not those of the setting, where the tag is %j', (tag) => {
    const read = windowsWith(tag);
    expect(read).not.toHaveProperty('windows');
    expect('problem' in read ? inWords(read.problem) : '').toMatch(/allowed: /);
  });

  it('are not found in what every object has', () => {
    const tags = Object.create({ [WINDOW_TAG]: 'fri:01:00-fri:03:00' }) as Record<string, string>;
    expect(windowsOf(tags, SETTINGS)).toEqual({ windows: SETTINGS.maintenanceWindow });
  });
});
