import { describe, expect, it } from '@jest/globals';
import { failedSince, runsSince, withSlowStart } from '../../../../lambda/core/incident/since-launch.ts';
import type { SlowStart } from '../../../../lambda/core/model/incident.ts';
import { noteObservation } from '../../../../lambda/core/incident/transitions.ts';
import { anIncident, anInstance, at, impaired, LAUNCHED, OK, RELAUNCHED } from '../given.ts';

const MINUTE = 60_000;
const SLOW: SlowStart = { launchTime: RELAUNCHED, pendingAt: at('10:10:00') };
const RAN: SlowStart = { ...SLOW, ranAt: at('13:00:00') };

function seen(state: 'pending' | 'running' | 'stopped', observedAt: number, launchTime = RELAUNCHED) {
  return anInstance({ state, observedAt, launchTime });
}

describe('a start that hangs in pending', () => {
  it('is noted when it is pending two minutes after its LaunchTime, and not before', () => {
    const at2 = RELAUNCHED + 2 * MINUTE;
    expect(withSlowStart(undefined, seen('pending', at2 - 1))).toBeUndefined();
    expect(withSlowStart(undefined, seen('pending', at2))).toEqual({
      launchTime: RELAUNCHED,
      pendingAt: at2,
    });
    expect(withSlowStart(undefined, seen('running', at2))).toBeUndefined();
    expect(withSlowStart(undefined, seen('stopped', at2))).toBeUndefined();
  });

  it('keeps when it was first seen pending and when it was first seen running', () => {
    expect(withSlowStart(SLOW, seen('pending', at('12:00:00')))).toBe(SLOW);
    expect(withSlowStart(SLOW, seen('stopped', at('12:00:00')))).toBe(SLOW);
    expect(withSlowStart(SLOW, seen('running', at('13:00:00')))).toEqual(RAN);
    expect(withSlowStart(RAN, seen('running', at('14:00:00')))).toBe(RAN);
    expect(withSlowStart(RAN, seen('pending', at('14:00:00')))).toBe(RAN);
  });

  it('is another one with another LaunchTime, and stays known while the next is quick', () => {
    expect(withSlowStart(RAN, seen('pending', at('14:00:00'), at('13:30:00')))).toEqual({
      launchTime: at('13:30:00'),
      pendingAt: at('14:00:00'),
    });
    expect(withSlowStart(RAN, seen('running', at('14:00:00'), at('13:30:00')))).toBe(RAN);
  });

  it('is in the record after a pass, and in no record of a quick one', () => {
    expect(noteObservation(anIncident(), seen('pending', at('10:10:00'))).slowStart).toEqual(SLOW);
    expect(
      noteObservation(anIncident({ slowStart: SLOW }), seen('running', at('13:00:00'))).slowStart,
    ).toEqual(RAN);
    expect(noteObservation(anIncident(), seen('running', at('13:00:00')))).not.toHaveProperty('slowStart');
  });

  it('runs since it was seen to run, or since it was seen pending; any other since its LaunchTime', () => {
    const since = (slowStart: SlowStart | undefined, launchTime = RELAUNCHED): number =>
      runsSince(anIncident(slowStart === undefined ? {} : { slowStart }), anInstance({ launchTime }));
    expect(since(undefined)).toBe(RELAUNCHED);
    expect(since(SLOW)).toBe(SLOW.pendingAt);
    expect(since(RAN)).toBe(RAN.ranAt);
    expect(since(RAN, LAUNCHED)).toBe(LAUNCHED);
  });
});

describe('a check', () => {
  const since = (clock: string, now: number, slowStart?: SlowStart): number | undefined =>
    failedSince(
      impaired(clock),
      anIncident(slowStart === undefined ? {} : { slowStart }),
      anInstance({ launchTime: RELAUNCHED }),
      now,
    );

  it('has failed since its date, where that is not before the LaunchTime nor in the future', () => {
    expect(since('10:07:30', RELAUNCHED)).toBe(RELAUNCHED);
    expect(since('10:08:00', at('10:08:00'))).toBe(at('10:08:00'));
    expect(since('10:08:00', at('10:08:00') - 1)).toBeUndefined();
  });

  it.each([
    ['a millisecond before it', '10:07:29.999', 2],
    ['a minute before it', '10:06:30', 2],
    ['a millisecond more', '10:06:29.999', 10],
    ['an hour before it', '09:07:30', 10],
  ])('with a date of %s has failed since the launch, once it is shown so long', (_, clock, minutes) => {
    expect(since(clock, RELAUNCHED + minutes * MINUTE - 1)).toBeUndefined();
    expect(since(clock, RELAUNCHED + minutes * MINUTE)).toBe(RELAUNCHED);
  });

  it('of what hung in pending is judged from when it runs', () => {
    const ran = RAN.ranAt ?? 0;
    expect(since('10:07:30', ran + 1, RAN)).toBe(ran);
    expect(since('09:00:00', ran + 10 * MINUTE - 1, RAN)).toBeUndefined();
    expect(since('09:00:00', ran + 10 * MINUTE, RAN)).toBe(ran);
    expect(since('13:05:00', at('13:06:00'), RAN)).toBe(at('13:05:00'));
  });

  it('that is ok, or of which nobody knows since when, has not', () => {
    const from = (check: typeof OK) => failedSince(check, anIncident(), anInstance(), at('12:00:00'));
    expect(from(OK)).toBeUndefined();
    expect(from({ status: 'ok', impairedSince: at('11:00:00') })).toBeUndefined();
    expect(from(impaired())).toBeUndefined();
  });
});
