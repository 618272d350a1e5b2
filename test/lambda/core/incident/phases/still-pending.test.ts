import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../../lambda/core/incident/decision.ts';
import { isStuck, type Incident, type SlowStart } from '../../../../../lambda/core/model/incident.ts';
import type { FoundInstance } from '../../../../../lambda/core/model/observation.ts';
import { inWords } from '../../../../../lambda/words/in-words.ts';
import {
  anIncident,
  anInstance,
  at,
  checks,
  INITIALIZING,
  LAUNCHED,
  RELAUNCHED,
  SETTINGS,
  subjects,
  verifyingIncident,
} from '../../given.ts';

const SLOW: SlowStart = { launchTime: RELAUNCHED, pendingAt: at('10:10:00') };
const PENDING = anInstance({ state: 'pending', launchTime: RELAUNCHED });

function look(
  now: number,
  incident: Incident = verifyingIncident({ slowStart: SLOW }),
  seen = PENDING,
): Decision {
  return decide(incident, seen, SETTINGS, now);
}

describe('a start that hangs in pending', () => {
  it('is told for what it is VerifyMinutes after its LaunchTime, daily, with the two ways out', () => {
    expect(look(at('10:22:29.999'))).toMatchObject({ row: 16, step: { act: 'wait' }, alerts: [] });
    const late = look(at('10:22:30'));
    expect(late).toMatchObject({ row: 16, step: { act: 'wait' } });
    expect(late.alerts).toMatchObject([
      { about: 'start hangs', word: 'NEEDS-YOU', againAfter: 86_400_000, anewSince: RELAUNCHED },
    ]);
    const [{ story, todo }] = late.alerts as [Decision['alerts'][number]];
    expect(story.map((one) => inWords(one)).join()).toContain('10:07:30');
    expect(todo.map((one) => one.key)).toEqual(['todo.force-pending', 'todo.support-pending']);
  });

  it('is not told by one old picture: it was seen pending for two minutes', () => {
    const seen = (pendingAt: number): string[] =>
      subjects(look(at('11:00:00'), verifyingIncident({ slowStart: { ...SLOW, pendingAt } })).alerts);
    expect(seen(at('10:58:00'))).toEqual(['start-hangs']);
    expect(seen(at('10:58:00') + 1)).toEqual([]);
    expect(look(at('11:00:00'), verifyingIncident()).alerts).toEqual([]);
    const other = verifyingIncident({ slowStart: { ...SLOW, launchTime: LAUNCHED } });
    expect(look(at('11:00:00'), other).alerts).toEqual([]);
  });

  it('is told of somebody else’s start, too, and never as unclear', () => {
    const watched = look(at('10:30:00'), anIncident({ slowStart: SLOW }));
    expect(watched).toMatchObject({ row: 16, step: { act: 'wait' } });
    expect(subjects(watched.alerts)).toEqual(['start-hangs']);
    expect(look(at('10:30:00'), anIncident()).row).toBe(19);
  });

  it('gets the whole time for its checks when it runs at last', () => {
    const runs = anInstance({ launchTime: RELAUNCHED, checks: checks(INITIALIZING, INITIALIZING) });
    const ran = verifyingIncident({ slowStart: { ...SLOW, ranAt: at('16:00:00') } });
    const tells = (now: number, seen: FoundInstance): string[] => subjects(look(now, ran, seen).alerts);
    expect(tells(at('16:14:59.999'), runs)).toEqual([]);
    expect(tells(at('16:15:00'), runs)).toEqual(['verify-late']);
  });

  it('keeps no place among the concurrent ones once it is told, until it runs', () => {
    const told = { told: { 'start hangs': at('10:22:30') } };
    expect(isStuck(verifyingIncident({ ...told, slowStart: SLOW }))).toBe(true);
    expect(isStuck(verifyingIncident({ slowStart: SLOW }))).toBe(false);
    expect(isStuck(verifyingIncident(told))).toBe(false);
    const ran = { ...SLOW, ranAt: at('16:00:00') };
    expect(isStuck(verifyingIncident({ ...told, slowStart: ran }))).toBe(false);
    const earlier = { told: { 'start hangs': RELAUNCHED - 1 }, slowStart: SLOW };
    expect(isStuck(verifyingIncident(earlier))).toBe(false);
    expect(isStuck(verifyingIncident({ ...told, slowStart: { ...SLOW, launchTime: LAUNCHED } }))).toBe(false);
  });
});
