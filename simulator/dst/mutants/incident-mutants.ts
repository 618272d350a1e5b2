import type { Mutant } from './mutant.ts';

/** When an incident begins, waits and ends, and what its record keeps. */
export const INCIDENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'skip the grace',
    file: 'lambda/core/incident/phases/host-failure.ts',
    find: 'if (!isBeyond(since, grace.minutes, now)) {',
    replace: 'if (!isBeyond(since, 0, now)) {',
  },
  {
    name: 'forget that bare metal boots slowly',
    file: 'lambda/core/incident/grace.ts',
    find: 'if (instance.typeFacts.bareMetal) return',
    replace: 'if (instance.typeFacts.bareMetal && own > 60) return',
  },
  {
    name: 'believe an event',
    file: 'lambda/core/incident/phases/host-failure.ts',
    find: "if (observation.state !== 'running' || system.status !== 'impaired') return undefined;\n  const since = failedSince(system, incident, observation, now);",
    replace:
      "if (observation.state !== 'running') return undefined;\n  const since = failedSince(system, incident, observation, now) ?? incident.openedAt;",
  },
  {
    name: 'take AWS’s stop at its date for a human’s',
    file: 'lambda/core/incident/phases/stopped-meanwhile.ts',
    find: 'return stoppedByAws(situation) ?? stoppedBySomeone(situation);',
    replace: 'return stoppedBySomeone(situation) ?? stoppedByAws(situation);',
  },
  {
    name: 'do not look at what AWS stops without a word before',
    file: 'lambda/core/incident/opening.ts',
    find: 'const awsStop = isUp ? undefined :',
    replace: 'const awsStop = isUp || stop !== undefined ? undefined :',
  },
  {
    name: 'hear of a stop of AWS’s by its event only',
    file: 'lambda/core/incident/stopped-by-aws.ts',
    find: 'const fresh = listed.filter((one) => !keys.has(keyOf(one)));',
    replace: 'const fresh = listed.filter((one) => !keys.has(keyOf(one)) && keys.has(one.instanceId));',
  },
  {
    name: 'take any stop that nobody announced for AWS’s',
    file: 'lambda/core/incident/stopped-by-aws.ts',
    find: "return stateReason !== '' && !isByHumanOrOs(observation);",
    replace: "return stateReason !== '' || !isByHumanOrOs(observation);",
  },
  {
    name: 'take a stop of AWS’s that met ours for a human’s',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: "if (state === 'stopping' || isStoppedByAws(observation))",
    replace: "if (state === 'stopping' && !isStoppedByAws(observation))",
  },
  {
    name: 'drop Health news of an open incident',
    file: 'lambda/functions/responder/look-at-one.ts',
    find: 'if (look.news !== undefined) incident =',
    replace: 'if (look.news !== undefined && known === undefined) incident =',
  },
  {
    name: 'do not listen that AWS’s recovery failed',
    file: 'lambda/core/incident/grace.ts',
    find: "if (failed) return { minutes: 0, why: 'recovery failed' };",
    replace: "if (failed && since === 0) return { minutes: 0, why: 'recovery failed' };",
  },
  {
    name: 'forget the attempts of earlier incidents',
    file: 'lambda/core/incident/opening.ts',
    find: 'attempts: recentAttempts(earlier?.attempts ?? [], now),',
    replace: 'attempts: recentAttempts([], now),',
  },
  {
    name: 'wait twenty minutes beyond the grace',
    file: 'lambda/core/incident/grace.ts',
    find: 'return now - impairedSince >= minutes * MINUTE;',
    replace: 'return now - impairedSince >= (minutes + 20) * MINUTE;',
  },
  {
    name: 'take the time of the look for the picture’s',
    file: 'lambda/functions/responder/look-at-one.ts',
    find: 'if (tries > 0 || r.now() - observation.observedAt > FRESH_MS) {',
    replace:
      'if (tries === 0) observation = { ...observation, observedAt: r.now() + 0 * FRESH_MS };\n    if (tries > 0) {',
  },
  {
    name: 'never forget a failure that is over',
    file: 'lambda/core/incident/transitions.ts',
    find: 'const over = failureOver(withAlerts(next, decision.alerts, now), now);',
    replace: 'const over = withAlerts(next, decision.alerts, now);',
  },
  {
    name: 'close again what is closed',
    file: 'lambda/functions/responder/look-at-one.ts',
    find: 'const before = known !== undefined && isOpen(known) ? known :',
    replace: 'const before = known !== undefined && (isOpen(known) || look.sweep !== true) ? known :',
  },
  {
    name: 'keep still about checks of which EC2 has no data',
    file: 'lambda/core/incident/opening.ts',
    find: "return isSilent(observation) ? say('open.silent') : undefined;",
    replace: "return isSilent(observation) && now < 0 ? say('open.silent') : undefined;",
  },
];
