import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../../lambda/core/incident/decision.ts';
import type { Attempt, Incident } from '../../../../../lambda/core/model/incident.ts';
import type { FoundInstance } from '../../../../../lambda/core/model/observation.ts';
import { inWords } from '../../../../../lambda/words/in-words.ts';
import { startIntent } from '../../../../../lambda/core/incident/phases/starting.ts';
import {
  anAttempt,
  anInstance,
  anUnansweredAttempt,
  at,
  INTENDED,
  LAUNCHED,
  RELAUNCHED,
  SETTINGS,
  startingIncident,
  stoppingIncident,
  subjects,
  verifyingIncident,
} from '../../given.ts';

const USER = 'Client.UserInitiatedShutdown';
const STOPPING = anInstance({ state: 'stopping', stateReason: USER });
const STOPPED = anInstance({ state: 'stopped', stateReason: USER });

function told(decision: Decision): string {
  const story = decision.alerts.flatMap((alert) => [alert.short, ...alert.story]);
  return story.map((one) => inWords(one)).join('\n');
}

function step(incident: Incident, seen: FoundInstance, now: number): string {
  return decide(incident, seen, SETTINGS, now).step.act;
}

describe('a start that EC2 shows', () => {
  it.each([
    ['before which it was seen to be stopped', startingIncident(), at('10:06:30')],
    ['before which nobody saw it stopped', stoppingIncident(), INTENDED],
  ])('%s is kept with the time of the stop', (_, incident, stoppedAt) => {
    const decision = decide(incident, anInstance({ launchTime: RELAUNCHED }), SETTINGS, at('10:08:00'));
    expect(decision.changes.attempt).toEqual({ ...incident.attempt, startedAt: RELAUNCHED, stoppedAt });
  });

  it('is one from the first millisecond of a newer LaunchTime on', () => {
    const seen = (launchTime: number) =>
      decide(stoppingIncident(), anInstance({ launchTime }), SETTINGS, INTENDED);
    expect([seen(LAUNCHED).row, seen(LAUNCHED + 1).row]).toEqual([10, 14]);
  });
});

describe('a stop that is somebody else’s', () => {
  const after = anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:05:40') });
  const reason = (seen: FoundInstance): string =>
    inWords(decide(stoppingIncident(anUnansweredAttempt()), seen, SETTINGS, at('10:06:30')).reason);

  it('is explained by its time where EC2 gives one, else by its state, and by who EC2 says it was', () => {
    expect(reason(after)).toMatch(/10:05:40.*UserInitiated/);
    const byOs = anInstance({ state: 'stopped', stateReason: 'Client.InstanceInitiatedShutdown' });
    expect(reason(byOs)).toMatch(/is stopped.*InstanceInitiated/);
  });

  it('is never seen in an instance that runs, whatever EC2 says of an earlier stop', () => {
    const runs = { ...after, state: 'running' } as const;
    const unanswered = stoppingIncident(anUnansweredAttempt());
    expect(decide(unanswered, runs, SETTINGS, at('10:06:30')).row).toBe(10);
    expect(decide(unanswered, { ...runs, state: 'pending' }, SETTINGS, at('10:06:30')).row).toBe(19);
  });

  it('is never assumed of what AWS stopped, nor once we have asked to start it', () => {
    const asked = startingIncident({ stoppedBy: 'AWS', startRequests: 0 });
    expect(step(asked, after, at('10:20:00'))).toBe('start');
    const { stopAccepted: _, ...unanswered } = startingIncident().attempt ?? anAttempt();
    expect(step({ ...startingIncident(), attempt: unanswered }, after, at('10:20:00'))).toBe('start');
  });
});

describe('a stop that hangs', () => {
  const MINUTE = 60_000;
  const forced = (differences: Partial<Attempt>) =>
    stoppingIncident(anAttempt({ forcedAt: at('10:15:10.400'), ...differences }));

  it('is forced with a reason that says after how long, and the time of the request is kept', () => {
    const now = INTENDED + 10 * MINUTE;
    const decision = decide(stoppingIncident(), STOPPING, SETTINGS, now);
    expect(inWords(decision.reason)).toContain('10 minutes');
    expect(decision.changes.attempt).toEqual(anAttempt({ forcedAt: now, forceAskedAt: now }));
  });

  it('is forced again two minutes after the last request that had no answer, and the first time is kept', () => {
    const asked = at('10:17:30');
    const incident = forced({ forceAskedAt: asked });
    expect(step(incident, STOPPING, asked + 2 * MINUTE - 1)).toBe('wait');
    const now = asked + 2 * MINUTE;
    const decision = decide(incident, STOPPING, SETTINGS, now);
    expect(decision.step.act).toBe('force the stop');
    expect(inWords(decision.reason)).toContain('14 minutes');
    expect(decision.changes.attempt).toMatchObject({ forcedAt: at('10:15:10.400'), forceAskedAt: now });
  });

  it('is told of from 10 minutes after the first request on, also while it is forced again', () => {
    const asked = at('10:23:00');
    const at10 = at('10:25:10.400');
    expect(subjects(decide(forced({ forceAskedAt: asked }), STOPPING, SETTINGS, at10 - 1).alerts)).toEqual([
      'acting',
    ]);
    const again = decide(forced({ forceAskedAt: asked }), STOPPING, SETTINGS, at10);
    expect([again.step.act, ...subjects(again.alerts)]).toEqual(['force the stop', 'acting', 'stop-hangs']);
    expect(told(again)).toMatch(/asked EC2 to force/);
  });

  it('is told of by what keeps it from being forced', () => {
    const healthy = stoppingIncident(anAttempt({ systemImpaired: false }));
    expect(told(decide(healthy, STOPPING, SETTINGS, at('10:20:00')))).toMatch(/host was healthy/);
    expect(told(decide(forced({ force: 'refused' }), STOPPING, SETTINGS, at('10:16:00')))).toMatch(
      /refused to force/,
    );
  });

  it('is not forced once we have asked to start it: then that picture is an older one', () => {
    expect(decide(startingIncident(), STOPPING, SETTINGS, at('10:40:00'))).toMatchObject({
      row: 19,
      step: { act: 'wait' },
    });
  });

  it('of a healthy host is told of only after ForceStopAfterMinutes', () => {
    const healthy = stoppingIncident(anAttempt({ systemImpaired: false }));
    expect(subjects(decide(healthy, STOPPING, SETTINGS, INTENDED + 10 * MINUTE - 1).alerts)).toEqual([
      'acting',
    ]);
  });
});

describe('a request that is still on its way', () => {
  it('of the stop keeps from starting for 15 seconds, where EC2 has not answered', () => {
    const lost = stoppingIncident(anUnansweredAttempt());
    expect(step(lost, STOPPED, INTENDED + 14_999)).toBe('wait');
    expect(step(lost, STOPPED, INTENDED + 15_000)).toBe('start');
    expect(step(stoppingIncident(), STOPPED, INTENDED + 1)).toBe('start');
    const byAws = stoppingIncident(anUnansweredAttempt({ stoppedBy: 'AWS' }));
    expect(step(byAws, STOPPED, INTENDED + 1)).toBe('start');
  });

  it('of the force keeps from starting for 15 seconds after it was last asked for', () => {
    const asked = at('10:17:00');
    const forced = (differences: Partial<Attempt>) =>
      stoppingIncident(anAttempt({ forcedAt: asked, ...differences }));
    expect(step(forced({}), STOPPED, asked + 14_999)).toBe('wait');
    expect(step(forced({}), STOPPED, asked + 15_000)).toBe('start');
    expect(step(forced({ force: 'accepted' }), STOPPED, asked + 1)).toBe('start');
    const again = { forceAskedAt: asked + 120_000 };
    expect(step(forced(again), STOPPED, asked + 134_999)).toBe('wait');
    expect(step(forced(again), STOPPED, asked + 135_000)).toBe('start');
  });
});

describe('a start request', () => {
  it('keeps since when it was seen to be stopped', () => {
    const first = decide(stoppingIncident(), STOPPED, SETTINGS, at('10:06:30'));
    expect(first.changes.attempt?.stoppedAt).toBe(at('10:06:30'));
    const waits = decide(startingIncident(), STOPPED, SETTINGS, at('10:07:00'));
    expect(waits.changes.attempt).toEqual(startingIncident().attempt);
    const again = decide(startingIncident(), STOPPED, SETTINGS, at('10:07:25'));
    expect(again.changes.attempt).toMatchObject({ stoppedAt: at('10:06:30'), startRequests: 2 });
  });

  it('is counted, dated, and forgets the start of before', () => {
    const { attempt = anAttempt() } = verifyingIncident();
    const { startedAt: _, ...known } = attempt;
    const now = at('10:30:00');
    expect(startIntent(attempt, now)).toEqual({
      ...known,
      startRequests: 2,
      startRequestedAt: now,
      nextStartAt: now + 120_000,
    });
  });

  it('says which one it is, and until when the next one waits, and for what error', () => {
    const words = (incident: Incident, now: number): string =>
      inWords(decide(incident, STOPPED, SETTINGS, now).reason);
    const failing = startingIncident({ lastStartError: 'IncorrectState' });
    expect(words(failing, at('10:07:25'))).toMatch(/request 2/);
    expect(words(failing, at('10:07:00'))).toMatch(/10:07:25.*IncorrectState/);
    expect(words(startingIncident(), at('10:07:00'))).toMatch(/10:07:25/);
  });

  it.each<[string, Partial<Attempt>, string | undefined, RegExp]>([
    [
      'by the error of the request',
      { lastStartError: 'IncorrectState' },
      'Server.Odd',
      /: IncorrectState\. /,
    ],
    ['by the StateReason where there was no error', {}, 'Server.Odd', /: Server\.Odd\. /],
    ['by neither where the reason is that of our stop', {}, USER, /stayed stopped after the start request/],
    ['by neither where EC2 gives none', {}, undefined, /stayed stopped after the start request/],
  ])('that failed is explained %s', (_, attempt, stateReason, words) => {
    const seen = anInstance({ state: 'stopped', ...(stateReason === undefined ? {} : { stateReason }) });
    expect(told(decide(startingIncident(attempt), seen, SETTINGS, at('10:07:25')))).toMatch(words);
  });
});

describe('a start that had no effect when the next one is due', () => {
  const refusedBy = (differences: Partial<Attempt>, stateReason?: string): unknown => {
    const seen = anInstance({ state: 'stopped', ...(stateReason === undefined ? {} : { stateReason }) });
    const incident = startingIncident({ startRequests: 1, ...differences });
    return decide(incident, seen, SETTINGS, at('10:07:25')).changes.attempt?.refusedStart;
  };
  const now = { since: at('10:07:25'), at: at('10:07:25') };

  it('counts as refused, by the StateReason or without a word', () => {
    expect(refusedBy({}, 'Server.Odd')).toEqual({ code: 'Server.Odd', ...now });
    expect(refusedBy({})).toEqual({ code: 'it stayed stopped after the start request', ...now });
  });

  it('adds nothing to what EC2 has refused plainly, nor to the first request', () => {
    const refusedStart = { code: 'Unsupported', since: at('10:06:31'), at: at('10:06:31') };
    expect(refusedBy({ lastStartError: 'Unsupported', refusedStart })).toEqual(refusedStart);
    expect(refusedBy({ startRequests: 0 })).toBeUndefined();
  });

  it('keeps the time of the first one that had none', () => {
    const refusedStart = { code: 'x', since: at('10:06:31'), at: at('10:06:31') };
    expect(refusedBy({ refusedStart }, 'Server.Odd')).toEqual({
      code: 'Server.Odd',
      since: at('10:06:31'),
      at: at('10:07:25'),
    });
  });
});

describe('a start that fell back to stopped', () => {
  const fellBack = anInstance({
    state: 'stopped',
    stateReason: 'Server.InternalError',
    launchTime: RELAUNCHED,
  });

  it('is asked for again at its time and not after, with the new LaunchTime and the reason kept', () => {
    const incident = startingIncident({ nextStartAt: at('10:10:00') });
    const early = decide(incident, fellBack, SETTINGS, at('10:09:59.999'));
    expect(early.changes.attempt).toEqual({
      ...incident.attempt,
      launchTime: RELAUNCHED,
      lastStartError: 'Server.InternalError',
      refusedStart: { code: 'Server.InternalError', since: at('10:09:59.999'), at: at('10:09:59.999') },
    });
    expect(inWords(early.reason)).toMatch(/10:10:00.*Server\.InternalError/);
    const again = decide(incident, fellBack, SETTINGS, at('10:10:00'));
    expect(again.step.act).toBe('start');
    expect(again.changes.attempt).toMatchObject({ launchTime: RELAUNCHED, startRequests: 2 });
    for (const decision of [early, again]) {
      expect(told(decision)).toMatch(/could not be started: Server\.InternalError\. /);
    }
    expect(inWords(again.reason)).toContain('Server.InternalError');
  });

  it('is asked for at once where no time was set', () => {
    const { nextStartAt: _, ...attempt } = startingIncident().attempt ?? anAttempt();
    expect(step({ ...startingIncident(), attempt }, fellBack, at('10:08:00'))).toBe('start');
  });

  it('is left to the human who stopped it, and the reason says by what', () => {
    const decision = decide(startingIncident(), { ...fellBack, stateReason: USER }, SETTINGS, at('10:30:00'));
    expect(inWords(decision.reason)).toContain(USER);
  });

  it('is taken for one by every word but those for a human or the OS, whole', () => {
    const by = (stateReason: string): string =>
      step(startingIncident(), { ...fellBack, stateReason }, at('10:30:00'));
    const words = ['Server.Anything', 'Client.InternalError', 'Client.SomethingNew', `${USER}s`, 'Odd', ''];
    for (const word of words) expect([word, by(word)]).toEqual([word, 'start']);
    for (const word of [USER, 'Client.UserInitiatedHibernate', 'Client.InstanceInitiatedShutdown'])
      expect([word, by(word)]).toEqual([word, 'close']);
  });

  it('is a human’s without any word where EC2 gives the time at which a user stopped it', () => {
    const { stateReason: _, ...silent } = fellBack;
    const byUser = { ...silent, stateTransitionAt: at('10:29:00') };
    expect(step(startingIncident(), byUser, at('10:30:00'))).toBe('close');
    const decision = decide(startingIncident(), silent, SETTINGS, at('10:30:00'));
    expect(decision.step.act).toBe('start');
    expect(decision.alerts.map((one) => one.about)).toContain('start failed: EC2 gives no reason');
  });
});

describe('a record that says that we act', () => {
  it.each([
    ['stopping', stoppingIncident()],
    ['starting', startingIncident()],
    ['verifying', verifyingIncident()],
  ])('in %s is not judged by a picture from before its LaunchTime', (_, incident) => {
    for (const state of ['running', 'stopping', 'stopped', 'pending'] as const) {
      const older = anInstance({ state, launchTime: LAUNCHED - 1, stateReason: USER });
      expect(decide(incident, older, SETTINGS, at('12:00:00'))).toMatchObject({
        row: 19,
        step: { act: 'wait' },
      });
    }
  });
});
