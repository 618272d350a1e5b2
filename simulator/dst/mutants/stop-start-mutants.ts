import type { Mutant } from './mutant.ts';

/** The stop, the start and what comes after: intents, whose stop it was, repeats, verifying. */
export const STOP_START_MUTANTS: readonly Mutant[] = [
  {
    name: 'act before the intent is written',
    file: 'lambda/functions/responder/act.ts',
    find: "const intended = await writeIntent(intent, r);\n  if (intended?.attempt === undefined) return 'overtaken';",
    replace: "const intended = intent;\n  if (intended.attempt === undefined) return 'overtaken';",
  },
  {
    name: 'start what a human was faster to stop',
    file: 'lambda/functions/responder/act.ts',
    find: 'if (wasUp(answer.previousState))',
    replace: "if (answer.previousState !== '')",
  },
  {
    name: 'take every stop for ours',
    file: 'lambda/core/incident/whose-stop.ts',
    find: "if (at === undefined) return 'ours';",
    replace: "if (at !== 0) return 'ours';",
  },
  {
    name: 'take two clocks for one',
    file: 'lambda/core/incident/whose-stop.ts',
    find: 'return at >= wholeSecond(intent) - CLOCKS_DIFFER_MS && end',
    replace: 'return at >= wholeSecond(intent) && end',
  },
  {
    name: 'take a stop that EC2 dates too early for a human’s',
    file: 'lambda/core/incident/whose-stop.ts',
    find: "end <= last ? 'ours' : 'unknown';",
    replace: "end <= last ? 'ours' : 'others';",
  },
  {
    name: 'start what a human stopped after our start',
    file: 'lambda/core/incident/phases/starting.ts',
    find: 'if (isByHumanOrOs(observation)) {',
    replace: "if (isByHumanOrOs(observation) && stateReason === 'Client.UserInitiatedHibernate') {",
  },
  {
    name: 'try a start only once',
    file: 'lambda/core/incident/phases/starting.ts',
    find: "if (attempt.nextStartAt !== undefined && now < attempt.nextStartAt) {\n    const reason = say('wait.start', { until: attempt.nextStartAt, error: attempt.lastStartError });",
    replace:
      "if (attempt.nextStartAt !== undefined) {\n    const reason = say('wait.start', { until: attempt.nextStartAt, error: attempt.lastStartError });",
  },
  {
    name: 'ask again for a start that reads do not show yet',
    file: 'lambda/core/incident/phases/starting.ts',
    find: 'Math.max(LAG_MS, backoffMs(startRequests) - A_LITTLE_EARLY_MS)',
    replace: '(backoffMs(startRequests) - A_LITTLE_EARLY_MS)',
  },
  {
    name: 'keep a start that fails to itself for a refusal before it',
    file: 'lambda/core/incident/ec2-answered.ts',
    find: 'return attempt === undefined || !mayPass(attempt) ? next :',
    replace: 'return attempt === undefined || attempt.startRequests > 0 ? next :',
  },
  {
    name: 'close while stopping',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: "return decided(11, WAIT, say('wait.stopping', { minutes }));",
    replace:
      "return decided(11, { act: 'close', outcome: 'recovered by itself' }, say('wait.stopping', { minutes }));",
  },
  {
    name: 'close at the sight of somebody else’s stop',
    file: 'lambda/core/incident/phases/stopped-meanwhile.ts',
    find: "if (observation.state === 'stopping') return stopOfOthersUnderWay(situation);\n  if (observation.state !== 'stopped') return undefined;",
    replace: "if (observation.state !== 'stopping' && observation.state !== 'stopped') return undefined;",
  },
  {
    name: 'force at once',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: 'if (now - attempt.intendedAt < minutes * MINUTE)',
    replace: 'if (now - attempt.intendedAt < 1)',
  },
  {
    name: 'call it recovered before the checks pass',
    file: 'lambda/core/incident/phases/verifying.ts',
    find: "if (observation.state !== 'running' || !allChecksOk(observation)) return undefined;",
    replace: "if (observation.state !== 'running') return undefined;",
  },
  {
    name: 'abandon what AWS could not start',
    file: 'lambda/core/incident/phases/starting.ts',
    find: 'if (isByHumanOrOs(observation)) {',
    replace: "if (isByHumanOrOs(observation) || stateReason?.startsWith('Server.') === true) {",
  },
  {
    name: 'take a word of no list for a human’s',
    file: 'lambda/core/incident/phases/starting.ts',
    find: 'if (isByHumanOrOs(observation)) {',
    replace:
      "if (!/^(Server[.].*|Client[.]InternalError|Client[.]VolumeLimitExceeded)$/.test(stateReason ?? '')) {",
  },
  {
    name: 'M02 a start that falls back while verifying is not seen',
    file: 'lambda/core/incident/phases/verifying.ts',
    find: 'stoppedAfterStart(situation, attempt) ??\n    stoppingAgain',
    replace: 'stoppingAgain',
  },
  {
    name: 'force again and again',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: 'if (attempt.force === undefined && now -',
    replace: 'if (now -',
  },
  {
    name: 'ask again at once after a refused stop',
    file: 'lambda/core/incident/ec2-answered.ts',
    find: 'const STOP_REFUSED_WAIT_MS = 5 * MINUTE;',
    replace: 'const STOP_REFUSED_WAIT_MS = 0 * MINUTE;',
  },
  {
    name: 'wake somebody for a refusal that passes by itself',
    file: 'lambda/core/model/ec2-error-codes/passing-refusals.ts',
    find: 'return count !== undefined && count < PASSING_TRIES;',
    replace: 'return count !== undefined && count < PASSING_TRIES - 2;',
  },
  {
    name: 'take every refusal of a start for a passing one',
    file: 'lambda/core/model/ec2-error-codes/passing-refusals.ts',
    find: 'return PASSING.has(code);',
    replace: "return code !== '' || PASSING.has(code);",
  },
  {
    name: 'start what its owner keeps stopped',
    file: 'lambda/core/incident/phases/kept-stopped.ts',
    find: "if (observation.state !== 'stopped' ||",
    replace: "if (observation.state !== 'stopping' ||",
  },
  {
    name: 'see the tag that keeps it stopped only while its checks are awaited',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: 'keptStopped(situation, attempt) ??\n    stopped(',
    replace: '(keptStopped(situation, attempt) === undefined ? undefined : undefined) ??\n    stopped(',
  },
  {
    name: 'start without a back-off',
    file: 'lambda/core/incident/phases/starting.ts',
    find: 'return (startRequestedAt ?? now) + backoffMs(startRequests) - A_LITTLE_EARLY_MS;',
    replace:
      'return Math.min(now, (startRequestedAt ?? now) + backoffMs(startRequests) - A_LITTLE_EARLY_MS);',
  },
  {
    name: 'verify a bad new host for ever',
    file: 'lambda/core/incident/phases/verifying.ts',
    find: 'stillImpaired(situation) ??',
    replace: '(stillImpaired(situation) === undefined ? undefined : undefined) ??',
  },
  {
    name: 'force a planned move',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: 'if (!attempt.systemImpaired)',
    replace: "if (!attempt.systemImpaired && attempt.cause !== 'planned')",
  },
  {
    name: 'take a failure from the launch on for an old picture',
    file: 'lambda/core/incident/since-launch.ts',
    find: 'if (now - from < lags) return undefined;',
    replace: 'if (lags > 0) return undefined;',
  },
  {
    name: 'take a date of before the launch for an old picture for ever',
    file: 'lambda/core/incident/since-launch.ts',
    find: 'if (now - from < lags) return undefined;',
    replace: 'if (now - from < lags || lags === OLD_PICTURE_MS) return undefined;',
  },
  {
    name: 'call a start that hangs in pending unclear',
    file: 'lambda/core/incident/phases/verifying.ts',
    find: 'stillPending(situation) ??\n    ',
    replace: '',
  },
  {
    name: 'count the time for the checks from the launch of a start that hung',
    file: 'lambda/core/incident/since-launch.ts',
    find: 'return Math.max(launchTime, slowStart.ranAt ?? slowStart.pendingAt);',
    replace: 'return launchTime;',
  },
  {
    name: 'take what a list with a gap has left out for a new stop of AWS’s',
    file: 'lambda/core/incident/stopped-by-aws.ts',
    find: '.filter(([, since]) => now - since < REMEMBERED_MS)',
    replace: '.filter(([, since]) => now - since > REMEMBERED_MS)',
  },
  {
    name: 'start what stopped with a word that nobody knows',
    file: 'lambda/core/incident/stopped-by-aws.ts',
    find: "return stateReason.startsWith('Server.');",
    replace: "return stateReason !== 'Server.';",
  },
];
