import { describe, expect, it } from '@jest/globals';
import type { AnnouncedChange } from '../../../../lambda/core/model/announcement.ts';
import {
  isDateTold,
  isSameDate,
  kindOf,
  tellsOfListed,
  withoutRepeats,
} from '../../../../lambda/core/scheduled-events/same-announcement.ts';
import { DAY, HOUR, MINUTE } from '../../../../lambda/core/model/time.ts';
import { DEADLINE, HEARD } from './given-moves.ts';

const LISTED: AnnouncedChange = {
  id: 'event-1',
  code: 'instance-retirement',
  description: '',
  words: '',
  at: DEADLINE,
  heardAt: HEARD,
  listed: true,
  over: false,
};
const TOLD: AnnouncedChange = {
  ...LISTED,
  id: 'arn-1',
  code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
  listed: false,
};

describe('one date by two clocks', () => {
  it.each([
    [0, true],
    [10 * MINUTE - 1, true],
    [10 * MINUTE, false],
  ])('%p ms apart: %p', (apart, same) => {
    expect(isSameDate(DEADLINE, DEADLINE + apart)).toBe(same);
    expect(isSameDate(DEADLINE + apart, DEADLINE)).toBe(same);
  });
});

describe('what Health tells', () => {
  it.each<[string, Partial<AnnouncedChange>, boolean]>([
    ['is what EC2 lists, at its date', {}, true],
    ['is, seconds earlier', { at: DEADLINE - MINUTE }, true],
    ['is, days later', { at: DEADLINE + 3 * DAY }, true],
    ['is, without a date', { at: undefined }, true],
    [
      'is, under the other name of hardware that is given up',
      { code: 'AWS_EC2_INSTANCE_STOP_SCHEDULED' },
      true,
    ],
    ['is not, at an earlier date', { at: DEADLINE - HOUR }, false],
    ['is not, where it ends the instance', { code: 'AWS_EC2_INSTANCE_TERMINATION_SCHEDULED' }, false],
    ['is not, where it is a reboot', { code: 'AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED' }, false],
    ['is not, under a code that nobody knows', { code: 'AWS_EC2_NEW_RETIREMENT' }, false],
  ])('%s', (_, differences, expected) => {
    expect(tellsOfListed({ ...TOLD, ...differences }, LISTED)).toBe(expected);
  });

  it('is no listed event, and EC2 lists nothing that it could be', () => {
    expect(tellsOfListed(LISTED, LISTED)).toBe(false);
    expect(tellsOfListed(TOLD, { ...TOLD, id: 'arn-2' })).toBe(false);
    expect(tellsOfListed({ ...TOLD, at: DEADLINE - DAY }, { ...LISTED, at: undefined })).toBe(true);
  });

  it('is left out where EC2 lists it, or where it repeats what stands before it', () => {
    const other = { ...TOLD, id: 'arn-2', at: DEADLINE - 3 * DAY };
    const again = { ...other, id: 'arn-3', at: DEADLINE - 3 * DAY + MINUTE };
    const undated = { ...TOLD, id: 'arn-4', code: 'AWS_EC2_NEW_RETIREMENT', at: undefined };
    expect(withoutRepeats([LISTED, TOLD, other, again, undated])).toEqual([LISTED, other, undated]);
    expect(withoutRepeats([undated, TOLD])).toEqual([undated, TOLD]);
    expect(withoutRepeats([])).toEqual([]);
  });
});

describe('a date that was told', () => {
  it.each<[string, Partial<AnnouncedChange>, boolean]>([
    ['is known again', {}, true],
    ['is known again some seconds off', { at: DEADLINE + MINUTE }, true],
    ['is another one an hour off', { at: DEADLINE + HOUR }, false],
    ['is news where it is overdue', { overdue: true }, false],
    ['says nothing of what has no date', { at: undefined }, false],
  ])('%s', (_, differences, expected) => {
    const announced = ['announced instance-stop', `announced ${DEADLINE}`];
    expect(isDateTold({ ...LISTED, ...differences }, announced)).toBe(expected);
  });

  it('as overdue stands for no date', () => {
    expect(isDateTold(LISTED, [`announced overdue ${DEADLINE}`, 'announced instance-stop'])).toBe(false);
    expect(isDateTold(LISTED, [])).toBe(false);
  });
});

describe('the kind of what is announced', () => {
  it.each([
    ['instance-stop', 'stop'],
    ['instance-retirement', 'retirement'],
    ['AWS_EC2_INSTANCE_TERMINATION_SCHEDULED', 'termination'],
    ['system-reboot', 'reboot'],
    ['system-maintenance', 'maintenance'],
    ['instance-rehost', 'maintenance'],
  ])('of %s is %s', (code, kind) => {
    expect(kindOf(code)).toBe(kind);
  });
});
