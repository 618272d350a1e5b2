/** A deliberate fault in the responder. The simulation must notice each of them, or it proves nothing. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** It is in the SDK's clients, so it shows on the real wire only. */
  readonly wire?: true;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'drop the version condition',
    file: 'lambda/aws/incident-store.ts',
    find: "ConditionExpression: '#version = :version',",
    replace: "ConditionExpression: '#version = :version OR #version <> :version',",
  },
  {
    name: 'skip the grace',
    file: 'lambda/core/watching.ts',
    find: 'if (!isBeyond(since, grace.minutes, now)) {',
    replace: 'if (!isBeyond(since, 0, now)) {',
  },
  {
    name: 'forget that bare metal boots slowly',
    file: 'lambda/core/grace.ts',
    find: 'if (instance.typeFacts.bareMetal) return',
    replace: 'if (instance.typeFacts.bareMetal && own > 60) return',
  },
  {
    name: 'forget the Auto Scaling group',
    file: 'lambda/core/obstacles.ts',
    find: "if (group !== undefined) found.push(say('refuse.auto-scaling-group'",
    replace: "if (group === '') found.push(say('refuse.auto-scaling-group'",
  },
  {
    name: 'forget instance store volumes',
    file: 'lambda/core/obstacles.ts',
    find: 'if (!instance.typeFacts.instanceStorageSupported) return undefined;',
    replace: 'if (instance.typeFacts.bareMetal || !instance.typeFacts.bareMetal) return undefined;',
  },
  {
    name: 'forget stop protection',
    file: 'lambda/core/obstacles.ts',
    find: "if (purpose === 'stop' && guards.stopProtection === true)",
    replace: "if (purpose === 'start' && guards.stopProtection === true)",
  },
  {
    name: 'take an unread guard for a good one',
    file: 'lambda/core/obstacles.ts',
    find: "if (purpose === 'stop' && guards.stopProtection === 'unread') {",
    replace: "if (purpose === 'start' && guards.stopProtection === 'unread') {",
  },
  {
    name: 'forget maintenance in progress',
    file: 'lambda/core/obstacles.ts',
    find: 'if (event.notBefore <= now && now <= end) {',
    replace: 'if (event.notBefore <= now && now <= end - 1e12) {',
  },
  {
    name: 'stop what may not be started again',
    file: 'lambda/core/obstacles.ts',
    find: "return permitted ? undefined : say('refuse.start-not-permitted', { act });",
    replace: 'return undefined;',
  },
  {
    name: 'take an unknown tag value for recover',
    file: 'lambda/core/policy.ts',
    find: "return { action: 'notify', source: 'unknown tag value', tagValue };",
    replace: "return { action: 'recover', source: 'tag', tagValue };",
  },
  {
    name: 'act in observe mode',
    file: 'lambda/core/gate.ts',
    find: "return settings.mode === 'observe' ?",
    replace: "return settings.mode === 'act' && settings.verifyMinutes < 0 ?",
  },
  {
    name: 'ignore the budget',
    file: 'lambda/core/budget.ts',
    find: 'if (recent.length < settings.maxAttemptsPerDay) return undefined;',
    replace: 'if (recent.length < settings.maxAttemptsPerDay + 100) return undefined;',
  },
  {
    name: 'ignore the brake',
    file: 'lambda/core/brake.ts',
    find: 'if (failed >= settings.brakeAlways)',
    replace: 'if (failed >= 0) return undefined;\n  if (failed >= settings.brakeAlways)',
  },
  {
    name: 'count only running instances for the brake',
    file: 'lambda/zone-count.ts',
    find: 'const failed = [...new Set([instanceId, ...running, ...held])];',
    replace: 'const failed = [...new Set([instanceId, ...running, ...held.slice(0, 0)])];',
  },
  {
    name: 'ignore an operational issue',
    file: 'lambda/core/brake.ts',
    find: 'if (open === undefined) return undefined;',
    replace: 'if (open === undefined || open.code !== "") return undefined;',
  },
  {
    name: 'act without a claim',
    file: 'lambda/gatekeeper.ts',
    find: 'if ((await r.store.writeRegion(answer.record)).written) return undefined;',
    replace: 'if (answer.granted) return undefined;',
  },
  {
    name: 'ignore the group',
    file: 'lambda/core/claims.ts',
    find: 'if (sameGroup !== undefined) {',
    replace: "if (sameGroup?.group === '') {",
  },
  {
    name: 'ignore the limit of recoveries at a time',
    file: 'lambda/core/claims.ts',
    find: 'if (free <= older.length) {',
    replace: 'if (free <= older.length - 1000) {',
  },
  {
    name: 'act before the intent is written',
    file: 'lambda/act.ts',
    find: "const intended = await write(intent, r);\n  if (intended?.attempt === undefined) return 'overtaken';",
    replace: "const intended = intent;\n  if (intended.attempt === undefined) return 'overtaken';",
  },
  {
    name: 'start what a human was faster to stop',
    file: 'lambda/act.ts',
    find: 'if (wasUp(answer.previousState))',
    replace: "if (answer.previousState !== '')",
  },
  {
    name: 'take every stop for ours',
    file: 'lambda/core/whose-stop.ts',
    find: 'if (at === undefined) return true;',
    replace: 'if (at !== 0) return true;',
  },
  {
    name: 'start what a human stopped after our start',
    file: 'lambda/core/stopping.ts',
    find: "if (by === undefined || !(by.startsWith('Server.') || AWS_COULD_NOT_START.has(by))) {",
    replace: 'if (by === undefined) {',
  },
  {
    name: 'try a start only once',
    file: 'lambda/core/stopping.ts',
    find: "if (attempt.nextStartAt !== undefined && now < attempt.nextStartAt) {\n    const reason = say('wait.start', { until: attempt.nextStartAt, error: attempt.lastStartError });",
    replace:
      "if (attempt.nextStartAt !== undefined) {\n    const reason = say('wait.start', { until: attempt.nextStartAt, error: attempt.lastStartError });",
  },
  {
    name: 'ask again for a start that reads do not show yet',
    file: 'lambda/core/stopping.ts',
    find: 'Math.max(LAG_MS, backoffMs(startRequests) - A_LITTLE_EARLY_MS)',
    replace: '(backoffMs(startRequests) - A_LITTLE_EARLY_MS)',
  },
  {
    name: 'count by a list with gaps',
    file: 'lambda/gatekeeper.ts',
    find: "return impaired.some((one) => one.instanceId === instanceId) ? impaired : 'unread';",
    replace: 'return impaired.some((one) => one.instanceId === instanceId) ? impaired : [...impaired];',
  },
  {
    name: 'swallow a start failure',
    file: 'lambda/core/alert-queue.ts',
    find: 'if (last !== undefined && !isDueAgain(one, last, now)) continue;',
    replace:
      "if (one.about.startsWith('start failed') || (last !== undefined && !isDueAgain(one, last, now))) continue;",
  },
  {
    name: 'close while stopping',
    file: 'lambda/core/stopping.ts',
    find: "return decided(11, WAIT, say('wait.stopping', { minutes }));",
    replace:
      "return decided(11, { act: 'close', outcome: 'recovered by itself' }, say('wait.stopping', { minutes }));",
  },
  {
    name: 'force at once',
    file: 'lambda/core/stopping.ts',
    find: 'if (now - attempt.intendedAt < minutes * MINUTE)',
    replace: 'if (now - attempt.intendedAt < 1)',
  },
  {
    name: 'call it recovered before the checks pass',
    file: 'lambda/core/verifying.ts',
    find: "if (observation.state !== 'running' || !allChecksOk(observation)) return undefined;",
    replace: "if (observation.state !== 'running') return undefined;",
  },
  {
    name: 'publish before recording',
    file: 'lambda/act.ts',
    find: 'const result = await r.store.write(queued(incident, r));\n  return result.written',
    replace:
      'for (const alert of incident.outbox) if (alert.queuedBy === undefined) await r.sender.send(alert).catch(() => undefined);\n  const result = await r.store.write(queued(incident, r));\n  return result.written',
  },
  {
    name: 'take an alert for sent that SNS refused',
    file: 'lambda/outbox.ts',
    find: 'const ids = batch.map((alert) => alert.id);\n',
    replace: 'const ids = batch.map((alert) => alert.id);\n      for (const id of ids) sent.add(id);\n',
  },
  {
    name: 'forget alerts that wait in a closed record',
    file: 'lambda/aws/incident-store.ts',
    find: 'const finished = !isOpen(next) && next.outbox.length === 0;',
    replace: 'const finished = !isOpen(next);',
  },
  {
    name: 'say everything again',
    file: 'lambda/core/alert-queue.ts',
    find: 'if (last !== undefined && !isDueAgain(one, last, now)) continue;',
    replace: "if (last !== undefined && one.about === 'unclear' && !isDueAgain(one, last, now)) continue;",
  },
  {
    name: 'end in silence',
    file: 'lambda/core/incident.ts',
    find: 'return Object.keys(incident.told).length > 0;',
    replace: 'return Object.keys(incident.told).length > 100;',
  },
  {
    name: 'no brake on mails',
    file: 'lambda/outbox.ts',
    find: 'if (alerts.length <= SINGLE_MAILS) return',
    replace: 'if (alerts.length <= SINGLE_MAILS * 100) return',
  },
  {
    name: 'sweep only what EC2 lists',
    file: 'lambda/sweep.ts',
    find: "...(unfinished.status === 'fulfilled' ? unfinished.value : []),",
    replace: '',
  },
  {
    name: 'never repair a claim',
    file: 'lambda/sweep.ts',
    find: 'if (unclaimed.length + mismarked.length + orphans.length === 0) return;',
    replace: 'if (unclaimed.length + mismarked.length + orphans.length >= 0) return;',
  },
  {
    name: 'believe an event',
    file: 'lambda/core/watching.ts',
    find: "if (observation.state !== 'running' || system.status !== 'impaired') return undefined;\n  const since = system.impairedSince;",
    replace:
      "if (observation.state !== 'running') return undefined;\n  const since = system.impairedSince ?? incident.openedAt;",
  },
  {
    name: 'retry a stop inside the SDK',
    file: 'lambda/handlers/responder.ts',
    find: 'ec2Writes: new EC2Client({ ...within(WRITE_TIMEOUT_MS), maxAttempts: 1 }),',
    replace: 'ec2Writes: new EC2Client({ ...within(WRITE_TIMEOUT_MS), maxAttempts: 3 }),',
    wire: true,
  },
];
