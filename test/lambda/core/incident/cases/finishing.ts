import {
  anAttempt,
  anIncident,
  anInstance,
  anUnansweredAttempt,
  at,
  checks,
  impaired,
  INITIALIZING,
  INSUFFICIENT_DATA,
  INTENDED,
  NOT_APPLICABLE,
  OK,
  RELAUNCHED,
  startingIncident,
  stoppingIncident,
  UNREAD,
  verifyingIncident,
  without,
} from '../../given.ts';
import { ASK, CLOSE, ENTER, FORCE, START, WAIT, type Case } from './case.ts';
import { say } from '../../../../../lambda/core/model/sentence.ts';

/** What row 19 keeps of an instance that is pending. */
const PENDING = JSON.stringify(say('picture.state', { state: 'pending' }));

const USER = 'Client.UserInitiatedShutdown';

/** Row 9, for an answer that was lost; its other half is in transitions.test.ts. */
export const STOPPED_BEFORE_US: readonly Case[] = [
  ...(['stopping', 'stopped'] as const).map((state): Case => ({
    row: 21,
    name: `does not start, asks a human and goes on watching, when the answer was lost and EC2 says that it was ${state} three seconds before our intent`,
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ state, stateReason: USER, stateTransitionAt: at('10:05:07') }),
    now: at('10:06:30'),
    step: ENTER('watching'),
    tells: ['whose-stop'],
  })),
  {
    row: 9,
    twinOf: 21,
    name: 'closes, and does not start, when EC2 dates the stop so late that ours cannot have come',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:05:40') }),
    now: at('10:06:30'),
    step: CLOSE('stopped by someone else'),
    tells: ['stopped-by-someone'],
  },
  {
    row: 9,
    name: 'leaves to watching what AWS has stopped while our own stop was never answered',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ state: 'stopped', stateReason: 'Server.SomethingNew' }),
    now: at('10:06:30'),
    step: ENTER('watching'),
  },
  {
    row: 9,
    name: 'closes a stop that came by the OS of the instance and not by a request',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ state: 'stopped', stateReason: 'Client.InstanceInitiatedShutdown' }),
    now: at('10:06:30'),
    step: CLOSE('stopped by someone else'),
    tells: ['stopped-by-someone'],
  },
  {
    row: 12,
    twinOf: 9,
    name: 'counts a stop two seconds before our intent as ours, because EC2 has a clock of its own',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:05:08') }),
    now: at('10:06:30'),
    step: START,
    tells: ['acting'],
  },
  {
    row: 12,
    twinOf: 9,
    name: 'counts a stop whose answer was lost as ours when StateTransitionReason carries no time',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ state: 'stopped', stateReason: USER }),
    now: at('10:06:30'),
    step: START,
    tells: ['acting'],
  },
  {
    row: 12,
    twinOf: 9,
    name: 'counts a stop that EC2 accepted of a running instance as ours, whatever time EC2 shows',
    incident: stoppingIncident(anAttempt()),
    seen: anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:05:09') }),
    now: at('10:06:30'),
    step: START,
    tells: ['acting'],
  },
];

/** Row 10; its refusals are in transitions.test.ts. */
export const STILL_RUNNING: readonly Case[] = [
  {
    row: 10,
    name: 'goes back to watching when the instance still runs 2 minutes after an unanswered request',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ checks: checks(impaired('10:00:00')) }),
    now: at('10:07:10.400'),
    step: ENTER('watching'),
  },
  {
    row: 10,
    twinOf: 10,
    name: 'does not decide again a millisecond before, because reads lag',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ checks: checks(impaired('10:00:00')) }),
    now: at('10:07:10.399'),
    step: WAIT,
  },
  {
    row: 14,
    twinOf: 10,
    name: 'does not go back to watching when a newer LaunchTime shows that it was stopped and started',
    incident: stoppingIncident(),
    seen: anInstance({ launchTime: RELAUNCHED }),
    now: at('10:08:00'),
    step: ENTER('verifying'),
    tells: ['acting'],
  },
  {
    row: 19,
    twinOf: 10,
    name: 'does not go back to watching from starting, where running with the old LaunchTime is unclear',
    incident: startingIncident(),
    seen: anInstance(),
    now: at('10:09:00'),
    step: WAIT,
    tells: ['acting'],
  },
];

const stoppingAt = (clock: string, attempt = anAttempt()): Pick<Case, 'incident' | 'seen' | 'now'> => ({
  incident: stoppingIncident(attempt),
  seen: anInstance({ state: 'stopping', stateReason: USER }),
  now: at(clock),
});

/** Row 11. */
export const STILL_STOPPING: readonly Case[] = [
  {
    row: 11,
    name: 'forces the stop of an instance whose host had failed after ForceStopAfterMinutes',
    ...stoppingAt('10:15:10.400'),
    step: FORCE,
    tells: ['acting'],
  },
  {
    row: 11,
    name: 'tells of a hanging stop at once when it was ours and the answer was lost',
    ...stoppingAt('10:05:40', anUnansweredAttempt()),
    step: WAIT,
    tells: ['acting'],
  },
  {
    row: 11,
    twinOf: 11,
    name: 'does not force a stop a millisecond before ForceStopAfterMinutes',
    ...stoppingAt('10:15:10.399'),
    step: WAIT,
    tells: ['acting'],
  },
  {
    row: 11,
    twinOf: 11,
    name: 'never forces the stop of an instance whose host was healthy: it tells and waits',
    ...stoppingAt('12:00:00', anAttempt({ systemImpaired: false })),
    step: WAIT,
    tells: ['acting', 'stop-hangs'],
  },
  {
    row: 11,
    twinOf: 11,
    name: 'forces a stop only once',
    ...stoppingAt('10:25:10.399', anAttempt({ forcedAt: at('10:15:10.400'), force: 'accepted' })),
    step: WAIT,
    tells: ['acting'],
  },
  {
    row: 11,
    name: 'asks for the force again when EC2 never answered it, because it may never have been sent',
    ...stoppingAt('10:17:10.400', anAttempt({ forcedAt: at('10:15:10.400') })),
    step: FORCE,
    tells: ['acting'],
  },
  {
    row: 11,
    twinOf: 11,
    name: 'does not force again what EC2 refused to force, and tells',
    ...stoppingAt('10:25:00', anAttempt({ forcedAt: at('10:15:10.400'), force: 'refused' })),
    step: WAIT,
    tells: ['acting', 'stop-hangs'],
  },
  {
    row: 11,
    name: 'tells when it still is stopping 10 minutes after the force, and keeps watching',
    ...stoppingAt('10:25:10.400', anAttempt({ forcedAt: at('10:15:10.400'), force: 'accepted' })),
    step: WAIT,
    tells: ['acting', 'stop-hangs'],
  },
  {
    row: 12,
    twinOf: 11,
    name: 'does not force what is stopped by now: it starts it',
    ...stoppingAt('10:20:00'),
    seen: anInstance({ state: 'stopped' }),
    step: START,
    tells: ['acting'],
  },
  {
    row: 4,
    twinOf: 11,
    name: 'does not force a stop that somebody else asked for while we were starting, and tells that it hangs',
    incident: startingIncident(),
    seen: anInstance({ state: 'stopping', launchTime: RELAUNCHED, stateTransitionAt: at('10:50:00') }),
    now: at('11:00:00'),
    step: WAIT,
    tells: ['acting', 'stop-hangs'],
  },
];

/** Row 12. */
export const STOPPED_BY_US: readonly Case[] = [
  {
    row: 12,
    name: 'starts an instance that we stopped as soon as it is stopped',
    incident: stoppingIncident(),
    seen: anInstance({ state: 'stopped' }),
    now: at('10:06:30'),
    step: START,
    tells: ['acting'],
  },
  {
    row: 12,
    name: 'starts it again when its time has come, and tells that the first start failed',
    incident: startingIncident({ lastStartError: 'InsufficientInstanceCapacity' }),
    seen: anInstance({ state: 'stopped' }),
    now: at('10:07:25'),
    step: START,
    tells: ['acting', 'no-capacity'],
  },
  {
    row: 12,
    name: 'starts an instance that AWS stopped, again and again if need be',
    incident: startingIncident({ stoppedBy: 'AWS', lastStartError: 'InsufficientInstanceCapacity' }),
    seen: anInstance({ state: 'stopped', stateReason: 'Server.ScheduledStop' }),
    now: at('10:07:25'),
    step: START,
    tells: ['no-capacity'],
  },
  {
    row: 12,
    name: 'never gives up, also after a month of requests',
    incident: startingIncident({ lastStartError: 'InsufficientInstanceCapacity', startRequests: 8_000 }),
    seen: anInstance({ state: 'stopped' }),
    now: at('10:07:25', '2026-02-15'),
    step: START,
    tells: ['acting', 'no-capacity'],
  },
  ...(
    [
      ['mode became observe', { settings: { mode: 'observe' } }],
      ['DefaultAction became notify', { settings: { defaultAction: 'notify' } }],
      ['budget is used up', { settings: { maxAttemptsPerDay: 1 } }],
    ] as const
  ).map(([name, differences]): Case => ({
    row: 12,
    name: `starts an instance that we stopped although the ${name} meanwhile`,
    incident: stoppingIncident(),
    seen: anInstance({ state: 'stopped' }),
    now: at('10:06:30'),
    step: START,
    tells: ['acting'],
    ...differences,
  })),
  {
    row: 12,
    twinOf: 12,
    name: 'does not ask for another start a millisecond before its time, and tells of the error',
    incident: startingIncident({ lastStartError: 'InsufficientInstanceCapacity' }),
    seen: anInstance({ state: 'stopped' }),
    now: at('10:07:24.999'),
    step: WAIT,
    tells: ['acting', 'no-capacity'],
  },
  {
    row: 12,
    twinOf: 12,
    name: 'does not tell of an accepted start that only does not show yet',
    incident: startingIncident(),
    seen: anInstance({ state: 'stopped' }),
    now: at('10:07:24.999'),
    step: WAIT,
    tells: ['acting'],
  },
  {
    row: 4,
    twinOf: 12,
    name: 'does not start a stopped instance in watching, even with an attempt of this incident behind it',
    incident: anIncident({ attempt: anAttempt() }),
    seen: anInstance({ state: 'stopped', stateReason: USER }),
    now: at('10:30:00'),
    step: CLOSE('stopped by someone else'),
    tells: ['stopped-by-someone'],
  },
  {
    row: 10,
    name: 'finishes in watching a stop that was given up as lost and landed after all',
    incident: anIncident({ attempt: anUnansweredAttempt() }),
    seen: anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:05:12') }),
    now: at('10:09:00'),
    step: { act: 'enter', phase: 'stopping' },
    tells: ['acting'],
  },
  {
    row: 4,
    twinOf: 10,
    name: 'does not finish in watching a stop that somebody asked for hours later, though ours had been accepted',
    incident: anIncident({ attempt: anAttempt() }),
    seen: anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('12:00:00') }),
    now: at('12:01:00'),
    step: CLOSE('stopped by someone else'),
    tells: ['stopped-by-someone'],
  },
  {
    row: 12,
    twinOf: 12,
    name: 'does not start while the answer to the stop may still come',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:05:11') }),
    now: at('10:05:25'),
    step: WAIT,
    tells: ['acting'],
  },
  {
    row: 13,
    twinOf: 12,
    name: 'does not start what a human started and stopped again',
    incident: stoppingIncident(),
    seen: anInstance({ state: 'stopped', stateReason: USER, launchTime: RELAUNCHED }),
    now: at('10:10:00'),
    step: CLOSE('taken over by a human'),
    tells: ['stopped-by-someone'],
  },
];

const AWS_REASONS = [
  'Server.InternalError',
  'Server.InsufficientInstanceCapacity',
  'Client.InternalError',
  'Client.VolumeLimitExceeded',
  'Client.InvalidKMSKey.InvalidState',
  'Client.SomethingNew',
];
const HUMAN_REASONS = [USER, 'Client.InstanceInitiatedShutdown', 'Client.UserInitiatedHibernate'];

/** Row 13. */
export const STOPPED_AFTER_START: readonly Case[] = [
  ...AWS_REASONS.flatMap((stateReason): Case[] => [
    {
      row: 13,
      name: `starts again what fell back to stopped with ${stateReason} while it was verified`,
      incident: verifyingIncident(),
      seen: anInstance({ state: 'stopped', stateReason, launchTime: RELAUNCHED }),
      now: at('10:08:00'),
      step: START,
      tells: [stateReason.endsWith('Capacity') ? 'no-capacity' : 'start-failed'],
    },
    {
      row: 13,
      name: `waits for the time of the next start after ${stateReason}`,
      incident: startingIncident({ nextStartAt: at('10:08:00.001') }),
      seen: anInstance({ state: 'stopped', stateReason, launchTime: RELAUNCHED }),
      now: at('10:08:00'),
      step: ENTER('starting'),
      tells: ['acting', stateReason.endsWith('Capacity') ? 'no-capacity' : 'start-failed'],
    },
  ]),
  ...HUMAN_REASONS.flatMap((stateReason): Case[] => [
    {
      row: 13,
      twinOf: 13,
      name: `does not start what was stopped after its start with ${stateReason}: a human has taken over (starting)`,
      incident: startingIncident(),
      seen: anInstance({ state: 'stopped', stateReason, launchTime: RELAUNCHED }),
      now: at('10:09:00'),
      step: CLOSE('taken over by a human'),
      tells: ['stopped-by-someone'],
    },
    {
      row: 13,
      twinOf: 13,
      name: `does not start what was stopped after its start with ${stateReason}: a human has taken over (verifying)`,
      incident: verifyingIncident(),
      seen: anInstance({ state: 'stopped', stateReason, launchTime: RELAUNCHED }),
      now: at('10:09:00'),
      step: CLOSE('taken over by a human'),
      tells: ['stopped-by-someone'],
    },
  ]),
  {
    row: 13,
    twinOf: 13,
    name: 'does not start what a user stopped after its start when EC2 gives its time and no StateReason',
    incident: verifyingIncident(),
    seen: anInstance({ state: 'stopped', launchTime: RELAUNCHED, stateTransitionAt: at('10:08:30') }),
    now: at('10:09:00'),
    step: CLOSE('taken over by a human'),
    tells: ['stopped-by-someone'],
  },
  {
    row: 19,
    twinOf: 13,
    name: 'does not call it taken over in verifying when EC2 shows it stopped with the LaunchTime as recorded: that picture is older than our start',
    incident: verifyingIncident(),
    seen: anInstance({ state: 'stopped', stateReason: USER }),
    now: at('10:08:00'),
    step: WAIT,
  },
];

/** Row 14. */
export const STARTED: readonly Case[] = [
  ...[stoppingIncident(), startingIncident()].flatMap((incident) =>
    (['pending', 'running'] as const).map((state): Case => ({
      row: 14,
      name: `verifies from ${incident.phase} when it is ${state} with a newer LaunchTime, whoever started it`,
      incident,
      seen: anInstance({ state, launchTime: RELAUNCHED, checks: checks(INITIALIZING, INITIALIZING) }),
      now: at('10:07:40'),
      step: ENTER('verifying'),
      tells: ['acting'],
    })),
  ),
  {
    row: 19,
    twinOf: 14,
    name: 'does not verify a pending instance whose LaunchTime is as recorded',
    incident: startingIncident(),
    seen: anInstance({ state: 'pending' }),
    now: at('10:07:40'),
    step: WAIT,
    tells: ['acting'],
  },
];

const verifyingAt = (
  clock: string,
  seen: Parameters<typeof anInstance>[0],
): Pick<Case, 'incident' | 'seen' | 'now'> => ({
  incident: verifyingIncident(),
  seen: anInstance({ launchTime: RELAUNCHED, ...seen }),
  now: at(clock),
});

/** Rows 15 and 16. */
export const VERIFIED: readonly Case[] = [
  {
    row: 15,
    name: 'closes as recovered when all checks are ok after our start',
    ...verifyingAt('10:10:00', {}),
    step: CLOSE('recovered'),
    tells: ['recovered'],
  },
  {
    row: 15,
    name: 'closes as recovered where the attached EBS check is not applicable',
    ...verifyingAt('10:10:00', { checks: checks(OK, OK, NOT_APPLICABLE) }),
    step: CLOSE('recovered'),
    tells: ['recovered'],
  },
  {
    row: 18,
    twinOf: 15,
    name: 'does not say recovered while the attached EBS check has failed since the start',
    ...verifyingAt('10:10:00', { checks: checks(OK, OK, impaired('10:08:00')) }),
    step: WAIT,
  },
  {
    row: 16,
    twinOf: 15,
    name: 'does not say recovered while the instance is still pending',
    ...verifyingAt('10:10:00', { state: 'pending' }),
    step: WAIT,
  },
  {
    row: 19,
    twinOf: 15,
    name: 'does not say recovered by a picture whose LaunchTime is older than our start',
    incident: verifyingIncident(),
    seen: anInstance(),
    now: at('10:08:00'),
    step: WAIT,
  },
  ...(
    [
      ['initializing', checks(INITIALIZING, INITIALIZING, INITIALIZING)],
      ['insufficient-data', checks(OK, INSUFFICIENT_DATA)],
    ] as const
  ).flatMap(([name, seen]): Case[] => [
    {
      row: 16,
      twinOf: 15,
      name: `waits for ${name} a millisecond before VerifyMinutes are over`,
      ...verifyingAt('10:22:29.999', { checks: seen }),
      step: WAIT,
    },
    {
      row: 16,
      name: `keeps verifying ${name} after VerifyMinutes, and tells once`,
      ...verifyingAt('10:22:30', { checks: seen }),
      step: WAIT,
      tells: ['verify-late'],
    },
  ]),
  ...(
    [
      ['a system check that failed before the start', checks(impaired('10:00:00'))],
      ['an instance check that failed before the start', checks(OK, impaired('10:06:29.999'))],
    ] as const
  ).map(([name, seen]): Case => ({
    row: 16,
    twinOf: 17,
    name: `waits for ${name} a millisecond before ten minutes after it: that may be an old picture`,
    ...verifyingAt('10:17:29.999', { checks: seen }),
    step: WAIT,
  })),
  {
    row: 19,
    twinOf: 16,
    name: 'takes an instance of which EC2 gives no status for unclear, not for late',
    ...verifyingAt('10:30:00', { checks: checks(UNREAD, UNREAD, UNREAD) }),
    step: WAIT,
  },
];

/** Rows 17 and 18. */
export const FAILED_AGAIN: readonly Case[] = [
  {
    row: 17,
    name: 'goes back to watching when the system check has failed after the start for the grace',
    ...verifyingAt('10:13:00', { checks: checks(impaired('10:08:00'), impaired('10:08:00')) }),
    step: ENTER('watching'),
  },
  {
    row: 17,
    name: 'goes back to watching when it was launched impaired (ImpairedSince equals the new LaunchTime)',
    ...verifyingAt('10:12:30', { checks: checks(impaired('10:07:30')) }),
    step: ENTER('watching'),
  },
  {
    row: 17,
    twinOf: 17,
    name: 'does not go back a millisecond before the grace is over',
    ...verifyingAt('10:12:59.999', { checks: checks(impaired('10:08:00')) }),
    step: WAIT,
  },
  {
    row: 17,
    name: 'goes back for a date from before the start that is still shown ten minutes after it',
    ...verifyingAt('10:17:30', { checks: checks(impaired('10:00:00')) }),
    step: ENTER('watching'),
  },
  {
    row: 17,
    name: 'goes back when it was launched impaired and EC2 gives the full minute of the launch',
    ...verifyingAt('10:12:30', { checks: checks(impaired('10:07:00')) }),
    step: ENTER('watching'),
  },
  {
    row: 17,
    twinOf: 17,
    name: 'does not count the grace from before the launch where EC2 gives the full minute of it',
    ...verifyingAt('10:12:29.999', { checks: checks(impaired('10:07:00')) }),
    step: WAIT,
  },
  {
    row: 16,
    twinOf: 17,
    name: 'does not take the full minute of the launch for its failure in the first two minutes',
    ...verifyingAt('10:09:29.999', { checks: checks(impaired('10:07:00')) }),
    step: WAIT,
  },
  {
    row: 18,
    name: 'tells that the OS needs a human, too, when the instance check shows a date from before the start for VerifyMinutes',
    ...verifyingAt('10:22:30', { checks: checks(OK, impaired('10:00:00')) }),
    step: ENTER('watching'),
    tells: ['os-after-start'],
  },
  {
    row: 19,
    twinOf: 17,
    name: 'does not go back for a failure in the future',
    ...verifyingAt('10:20:00', { checks: checks(impaired('10:20:00.001')) }),
    step: WAIT,
  },
  {
    row: 19,
    twinOf: 17,
    name: 'does not go back by a picture whose LaunchTime is older than our start: the next stop would hit the new host',
    incident: verifyingIncident(),
    seen: anInstance({ checks: checks(impaired('10:00:00')) }),
    now: at('10:08:00'),
    step: WAIT,
  },
  {
    row: 18,
    name: 'tells that the OS needs a human when the instance check has failed for VerifyMinutes on the new host',
    ...verifyingAt('10:24:00', { checks: checks(OK, impaired('10:09:00')) }),
    step: ENTER('watching'),
    tells: ['os-after-start'],
  },
  {
    row: 18,
    name: 'tells the same of the attached EBS check',
    ...verifyingAt('10:24:00', { checks: checks(OK, OK, impaired('10:09:00')) }),
    step: ENTER('watching'),
    tells: ['os-after-start'],
  },
  {
    row: 18,
    twinOf: 18,
    name: 'does not tell a millisecond before VerifyMinutes',
    ...verifyingAt('10:23:59.999', { checks: checks(OK, impaired('10:09:00')) }),
    step: WAIT,
  },
  {
    row: 17,
    twinOf: 18,
    name: 'does not blame the OS while the system check has failed since the start, too',
    ...verifyingAt('10:24:00', { checks: checks(impaired('10:23:00'), impaired('10:09:00')) }),
    step: WAIT,
  },
];

/** Row 19 in the phases that only finish. */
export const UNCLEAR_WHILE_FINISHING: readonly Case[] = [
  {
    row: 19,
    name: 'tells of an instance that is pending with the old LaunchTime for 15 minutes',
    incident: {
      ...startingIncident(),
      unclear: { what: PENDING, since: at('10:07:00') },
    },
    seen: anInstance({ state: 'pending' }),
    now: at('10:22:00'),
    step: WAIT,
    tells: ['acting', 'unclear'],
  },
  {
    row: 4,
    name: 'waits while what runs again after our start is stopping',
    ...verifyingAt('10:09:00', { state: 'stopping' }),
    step: WAIT,
  },
  {
    row: 19,
    twinOf: 7,
    name: 'does not ask to stop, nor to start, for a record that says stopping but holds no attempt',
    incident: without(stoppingIncident(), 'attempt'),
    seen: anInstance({ checks: checks(impaired('10:00:00')) }),
    now: INTENDED,
    step: WAIT,
  },
];

const KEPT = { tags: { 'ec2-responder:keep-stopped': 'true' } };

/** Row 20. */
export const KEPT_STOPPED: readonly Case[] = [
  {
    row: 20,
    name: 'leaves stopped what we stopped, where its owner has tagged it so, and says so',
    incident: stoppingIncident(),
    seen: anInstance({ state: 'stopped', facts: KEPT }),
    now: at('10:06:30'),
    step: CLOSE('taken over by a human'),
    tells: ['kept-stopped'],
  },
  {
    row: 20,
    name: 'does not ask for another start, whatever the first one has answered',
    incident: startingIncident({ lastStartError: 'InsufficientInstanceCapacity' }),
    seen: anInstance({ state: 'stopped', facts: { tags: { 'EC2-Responder:Keep-Stopped': '' } } }),
    now: at('10:08:30'),
    step: CLOSE('taken over by a human'),
    tells: ['kept-stopped'],
  },
  {
    row: 20,
    twinOf: 20,
    name: 'does not close while a start of ours may still take effect',
    incident: startingIncident({ lastStartError: 'InsufficientInstanceCapacity' }),
    seen: anInstance({ state: 'stopped', facts: KEPT }),
    now: at('10:08:29.999'),
    step: WAIT,
    tells: ['acting'],
  },
  {
    row: 20,
    twinOf: 20,
    name: 'does not close while the answer to our stop may still come',
    incident: stoppingIncident(anUnansweredAttempt()),
    seen: anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:05:11'), facts: KEPT }),
    now: at('10:05:25'),
    step: WAIT,
    tells: ['acting'],
  },
  {
    row: 20,
    name: 'leaves stopped what AWS could not start',
    incident: verifyingIncident(),
    seen: anInstance({
      state: 'stopped',
      stateReason: 'Server.InternalError',
      launchTime: RELAUNCHED,
      facts: KEPT,
    }),
    now: at('10:12:00'),
    step: CLOSE('taken over by a human'),
    tells: ['kept-stopped'],
  },
  {
    row: 11,
    twinOf: 20,
    name: 'does not close before it is down: a stop of ours that hangs is still ours to finish',
    incident: stoppingIncident(),
    seen: anInstance({ state: 'stopping', facts: KEPT }),
    now: at('10:06:30'),
    step: WAIT,
    tells: ['acting'],
  },
  {
    row: 15,
    twinOf: 20,
    name: 'does not touch what runs again: the tag speaks of what is stopped',
    incident: verifyingIncident(),
    seen: anInstance({ launchTime: RELAUNCHED, facts: KEPT }),
    now: at('10:12:00'),
    step: CLOSE('recovered'),
    tells: ['recovered'],
  },
  {
    row: 12,
    twinOf: 20,
    name: 'does not keep stopped what the tag says false of',
    incident: stoppingIncident(),
    seen: anInstance({ state: 'stopped', facts: { tags: { 'ec2-responder:keep-stopped': 'False' } } }),
    now: at('10:06:30'),
    step: START,
    tells: ['acting'],
  },
];

const MET = anUnansweredAttempt({ stopAccepted: false });

/** Our stop found the instance stopping or stopped already, and no other request of ours is in doubt. */
export const STOP_THAT_MET_ANOTHER: readonly Case[] = [
  {
    row: 9,
    name: 'leaves stopped what somebody else was faster to stop, and says so',
    incident: stoppingIncident(MET),
    seen: anInstance({ state: 'stopped', stateReason: USER }),
    now: at('10:06:30'),
    step: CLOSE('stopped by someone else'),
    tells: ['stopped-by-someone'],
  },
  {
    row: 9,
    name: 'leaves to watching what somebody else is stopping: it may hang',
    incident: stoppingIncident(MET),
    seen: anInstance({ state: 'stopping', stateReason: USER }),
    now: at('10:06:30'),
    step: ENTER('watching'),
  },
  ...(['stopping', 'stopped'] as const).map((state): Case => ({
    row: 9,
    name: `leaves to watching, which asks the whole gate, what AWS was faster to stop: ${state}`,
    incident: stoppingIncident(MET),
    seen: anInstance({ state, stateReason: 'Server.HostEvacuated' }),
    now: at('10:30:00'),
    step: ENTER('watching'),
  })),
  {
    row: 9,
    name: 'leaves stopped what Spot was faster to stop, and says so',
    incident: stoppingIncident(MET),
    seen: anInstance({ state: 'stopped', stateReason: 'Server.SpotInstanceShutdown' }),
    now: at('10:06:30'),
    step: CLOSE('stopped by someone else'),
    tells: ['stopped-by-someone'],
  },
];

/** Watching goes on with it. */
export const STOP_BY_AWS_THAT_MET_OURS: readonly Case[] = [
  {
    row: 3,
    name: 'asks the whole gate to start what AWS was faster to stop',
    incident: anIncident({ attempt: MET }),
    seen: anInstance({ state: 'stopped', stateReason: 'Server.HostEvacuated' }),
    now: at('10:06:30'),
    step: ASK('start'),
  },
  {
    row: 3,
    name: 'waits while a stop of ours may still be on its way: it would end the start',
    incident: anIncident({ attempt: anUnansweredAttempt() }),
    seen: anInstance({ state: 'stopped', stateReason: 'Server.HostEvacuated' }),
    now: INTENDED + 14_999,
    step: WAIT,
  },
  {
    row: 3,
    name: 'asks the gate once it can come no more',
    incident: anIncident({ attempt: anUnansweredAttempt() }),
    seen: anInstance({ state: 'stopped', stateReason: 'Server.HostEvacuated' }),
    now: INTENDED + 15_000,
    step: ASK('start'),
  },
  {
    row: 4,
    twinOf: 3,
    name: 'does not force a stop by AWS that hangs, and tells of it',
    incident: anIncident({
      attempt: MET,
      unclear: {
        what: JSON.stringify(say('picture.state', { state: 'stopping' })),
        since: at('10:06:30'),
      },
    }),
    seen: anInstance({ state: 'stopping', stateReason: 'Server.HostEvacuated' }),
    now: at('10:30:00'),
    step: WAIT,
    tells: ['stop-hangs'],
  },
];

/** Reads may lag behind a start. */
export const TOO_SOON_TO_BE_WELL: readonly Case[] = [
  {
    row: 16,
    twinOf: 15,
    name: 'does not believe checks that are ok less than a minute after the start',
    incident: verifyingIncident(),
    seen: anInstance({ launchTime: RELAUNCHED }),
    now: at('10:08:29.999'),
    step: WAIT,
  },
  {
    row: 15,
    name: 'believes them a minute after the start',
    incident: verifyingIncident(),
    seen: anInstance({ launchTime: RELAUNCHED }),
    now: at('10:08:30'),
    step: CLOSE('recovered'),
    tells: ['recovered'],
  },
];
