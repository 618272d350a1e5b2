import { describe, expect, it } from '@jest/globals';
import type { Attempt } from '../../../../lambda/core/model/incident.ts';
import type { FoundInstance } from '../../../../lambda/core/model/observation.ts';
import { isByHumanOrOs, isOurStop, whoseStop } from '../../../../lambda/core/incident/whose-stop.ts';
import { anAttempt, anInstance, anUnansweredAttempt, at, INTENDED, LAUNCHED } from '../given.ts';

const USER = 'Client.UserInitiatedShutdown';

/** Stopped through the API at the time that EC2 shows. */
function stoppedAt(time: number, differences: Partial<FoundInstance> = {}): FoundInstance {
  const { facts: _, ...rest } = differences;
  return anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: time, ...rest });
}

describe('a stop whose answer was lost', () => {
  // Five seconds to send it, fifteen until its time-out. EC2 gives whole seconds, by a clock of its own: two seconds more.
  it.each([
    ['an hour before the intent', INTENDED - 3_600_000, 'unknown'],
    ['a millisecond more than two seconds before that of the intent', at('10:05:07.999'), 'unknown'],
    ['two seconds before that of the intent', at('10:05:08'), 'ours'],
    ['a second before', at('10:05:09'), 'ours'],
    ['in the second of the intent', at('10:05:10'), 'ours'],
    ['in a second that is over 20 seconds after the intent', INTENDED + 19_000, 'ours'],
    ['a millisecond later', INTENDED + 19_001, 'unknown'],
    ['in the last second that two clocks may show', INTENDED + 21_000, 'unknown'],
    ['a millisecond later still', INTENDED + 21_001, 'others'],
    ['a day later', INTENDED + 86_400_000, 'others'],
  ] as const)('is told by its time: %s', (_, time, whose) => {
    expect(whoseStop(stoppedAt(time), anUnansweredAttempt())).toBe(whose);
    expect(isOurStop(stoppedAt(time), anUnansweredAttempt())).toBe(whose === 'ours');
  });

  it.each([
    ['of the first intent', '10:01:00.500', 'ours'],
    ['between the two', '10:03:00', 'unknown'],
    ['of the second intent', '10:05:11', 'ours'],
    ['long after both', '10:06:00', 'others'],
  ] as const)('is ours by either of two intents, and by nothing else: %s', (_, clock, whose) => {
    const attempt = anUnansweredAttempt({ unansweredIntent: at('10:01:00') });
    expect(whoseStop(stoppedAt(at(clock)), attempt)).toBe(whose);
  });

  it('is nobody’s of ours where EC2 says that it came another way, also far too early', () => {
    const early = at('10:04:00');
    const ways = ['Client.InstanceInitiatedShutdown', 'Client.UserInitiatedHibernate', 'Server.SomethingNew'];
    for (const stateReason of ways)
      expect(whoseStop(stoppedAt(early, { stateReason }), anUnansweredAttempt())).toBe('others');
  });

  it('is ours when EC2 says neither when nor how', () => {
    const attempt = anUnansweredAttempt();
    expect(isOurStop(anInstance({ state: 'stopped' }), attempt)).toBe(true);
    expect(isOurStop(anInstance({ state: 'stopped', stateReason: USER }), attempt)).toBe(true);
  });

  it('is not ours when it came another way, even at the right time', () => {
    const shutdown = stoppedAt(at('10:05:11'), { stateReason: 'Client.InstanceInitiatedShutdown' });
    expect(isOurStop(shutdown, anUnansweredAttempt())).toBe(false);
  });
});

describe('a stop that met another one under way', () => {
  const attempt = anUnansweredAttempt({ stopAccepted: false, unansweredIntent: at('10:01:00') });

  it.each([
    ['of the first intent, never answered: ours', '10:01:05', true],
    ['between the two: a human’s', '10:03:00', false],
    ['before the first: nobody can tell', '10:00:00', false],
    ['of the second intent, which stopped nothing: a human’s', '10:05:11', false],
  ])('is told by the time that EC2 gives: %s', (_, clock, ours) => {
    expect(isOurStop(stoppedAt(at(clock)), attempt)).toBe(ours);
  });

  it('is not ours without an earlier one either where EC2 says neither when nor how', () => {
    const met = anUnansweredAttempt({ stopAccepted: false });
    expect(isOurStop(anInstance({ state: 'stopped' }), met)).toBe(false);
    expect(isOurStop(anInstance({ state: 'stopped', stateReason: USER }), met)).toBe(false);
    expect(isOurStop(anInstance({ state: 'stopped' }), attempt)).toBe(true);
  });

  it('is nobody’s of ours where there was no earlier one', () => {
    const { unansweredIntent: _, ...only } = attempt;
    expect(isOurStop(stoppedAt(at('10:05:11')), only)).toBe(false);
  });
});

describe('a stop that EC2 accepted', () => {
  it('is ours whatever time and reason EC2 shows', () => {
    const shutdown = stoppedAt(at('12:00:00'), { stateReason: 'Client.InstanceInitiatedShutdown' });
    expect(isOurStop(shutdown, anAttempt())).toBe(true);
  });

  it.each<[string, Partial<Attempt>, Partial<FoundInstance>]>([
    ['it was AWS that stopped it', { stoppedBy: 'AWS' }, {}],
    ['somebody has started the instance since', {}, { launchTime: LAUNCHED + 1 }],
    ['the picture is older than the attempt', {}, { launchTime: LAUNCHED - 1 }],
  ])('is not ours when %s', (_, attempt, seen) => {
    for (const made of [anAttempt(attempt), anUnansweredAttempt(attempt)]) {
      expect(isOurStop(stoppedAt(at('10:05:11'), seen), made)).toBe(false);
    }
  });
});

describe('a stop by a human or the OS', () => {
  it.each([
    ['Client.UserInitiatedShutdown', true],
    ['Client.UserInitiatedHibernate', true],
    ['Client.InstanceInitiatedShutdown', true],
    ['Server.ScheduledStop', false],
    ['Client.InternalError', false],
    ['Client.SomethingNew', false],
  ])('is known by its word: %s', (stateReason, is) => {
    expect(isByHumanOrOs(anInstance({ state: 'stopped', stateReason }))).toBe(is);
    expect(isByHumanOrOs(stoppedAt(at('10:05:11'), { stateReason }))).toBe(is);
  });

  it('is known by its time alone where EC2 gives no word', () => {
    const { stateReason: _, ...silent } = stoppedAt(at('10:05:11'));
    expect(isByHumanOrOs(silent)).toBe(true);
    expect(isByHumanOrOs({ ...silent, stateReason: '' })).toBe(true);
    expect(isByHumanOrOs(anInstance({ state: 'stopped' }))).toBe(false);
  });
});
