/** One deliberate mistake in the source of the responder. The simulation must notice each of them, or it proves nothing. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** It is in the SDK's clients, so it shows only on the real wire. */
  readonly wire?: true;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'drop the version condition',
    file: 'lambda/aws/stores/versioned-items.ts',
    find: "ConditionExpression: '#version = :version',",
    replace: "ConditionExpression: '#version = :version OR #version <> :version',",
  },
  {
    name: 'skip the grace',
    file: 'lambda/core/incident/phases/watching.ts',
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
    name: 'forget the Auto Scaling group',
    file: 'lambda/core/gate/obstacles.ts',
    find: "if (group !== undefined) found.push(say('refuse.auto-scaling-group'",
    replace: "if (group === '') found.push(say('refuse.auto-scaling-group'",
  },
  {
    name: 'forget instance store volumes',
    file: 'lambda/core/gate/obstacles.ts',
    find: 'if (!instance.typeFacts.instanceStorageSupported) return undefined;',
    replace: 'if (instance.typeFacts.bareMetal || !instance.typeFacts.bareMetal) return undefined;',
  },
  {
    name: 'forget stop protection',
    file: 'lambda/core/gate/obstacles.ts',
    find: "if (purpose !== 'start' && guards.stopProtection === true)",
    replace: "if (purpose === 'start' && guards.stopProtection === true)",
  },
  {
    name: 'take an unread guard for a good one',
    file: 'lambda/core/gate/obstacles.ts',
    find: "if (purpose !== 'start' && guards.stopProtection === 'unread') {",
    replace: "if (purpose === 'start' && guards.stopProtection === 'unread') {",
  },
  {
    name: 'forget maintenance in progress',
    file: 'lambda/core/gate/obstacles.ts',
    find: 'if (event.notBefore <= now && now <= end) {',
    replace: 'if (event.notBefore <= now && now <= end - 1e12) {',
  },
  {
    name: 'stop what may not be started again',
    file: 'lambda/core/gate/obstacles.ts',
    find: "return permitted ? undefined : say('refuse.start-not-permitted', { act });",
    replace: 'return undefined;',
  },
  {
    name: 'take an unknown tag value for recover',
    file: 'lambda/core/gate/policy.ts',
    find: "return { action: 'notify', source: 'unknown tag value', tagValue };",
    replace: "return { action: 'recover', source: 'tag', tagValue };",
  },
  {
    name: 'act in observe mode',
    file: 'lambda/core/gate/gate.ts',
    find: "return settings.mode === 'observe' ?",
    replace: "return settings.mode === 'act' && settings.verifyMinutes < 0 ?",
  },
  {
    name: 'ignore the budget',
    file: 'lambda/core/gate/budget.ts',
    find: 'if (recent.length < settings.maxAttemptsPerDay) return undefined;',
    replace: 'if (recent.length < settings.maxAttemptsPerDay + 100) return undefined;',
  },
  {
    name: 'ignore the brake',
    file: 'lambda/core/gate/brake.ts',
    find: 'if (failed >= settings.brakeAlways)',
    replace: 'if (failed >= 0) return undefined;\n  if (failed >= settings.brakeAlways)',
  },
  {
    name: 'count only running instances for the brake',
    file: 'lambda/functions/responder/before-a-stop/zone-count.ts',
    find: 'const failed = [...new Set([...own, ...running, ...held])];',
    replace: 'const failed = [...new Set([...own, ...running, ...held.slice(0, 0)])];',
  },
  {
    name: 'ignore an operational issue',
    file: 'lambda/core/gate/brake.ts',
    find: 'if (open === undefined) return undefined;',
    replace: 'if (open === undefined || open.code !== "") return undefined;',
  },
  {
    name: 'act without a claim',
    file: 'lambda/functions/responder/before-a-stop/gatekeeper.ts',
    find: 'if ((await r.store.writeRegion(answer.record)).written) return undefined;',
    replace: 'if (answer.granted) return undefined;',
  },
  {
    name: 'claim after acting',
    file: 'lambda/functions/responder/before-a-stop/gatekeeper.ts',
    find: 'if ((await r.store.writeRegion(answer.record)).written) return undefined;',
    replace:
      'if (answer.granted) { void (async () => { for (let turn = 0; turn < 999; turn += 1) await undefined; await r.store.writeRegion(answer.record); })().catch(() => 0); return undefined; }',
  },
  {
    name: 'ignore the group',
    file: 'lambda/core/gate/claims.ts',
    find: 'if (sameGroup !== undefined) {',
    replace: "if (sameGroup?.group === '') {",
  },
  {
    name: 'ignore the limit of recoveries at a time',
    file: 'lambda/core/gate/claims.ts',
    find: 'if (free <= older.length) {',
    replace: 'if (free <= older.length - 1000) {',
  },
  {
    name: 'act before the intent is written',
    file: 'lambda/functions/responder/act.ts',
    find: "const intended = await write(intent, r);\n  if (intended?.attempt === undefined) return 'overtaken';",
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
    find: 'if (at === undefined) return true;',
    replace: 'if (at !== 0) return true;',
  },
  {
    name: 'start what a human stopped after our start',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: "if (by === undefined || !(by.startsWith('Server.') || AWS_COULD_NOT_START.has(by))) {",
    replace: 'if (by === undefined) {',
  },
  {
    name: 'try a start only once',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: "if (attempt.nextStartAt !== undefined && now < attempt.nextStartAt) {\n    const reason = say('wait.start', { until: attempt.nextStartAt, error: attempt.lastStartError });",
    replace:
      "if (attempt.nextStartAt !== undefined) {\n    const reason = say('wait.start', { until: attempt.nextStartAt, error: attempt.lastStartError });",
  },
  {
    name: 'ask again for a start that reads do not show yet',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: 'Math.max(LAG_MS, backoffMs(startRequests) - A_LITTLE_EARLY_MS)',
    replace: '(backoffMs(startRequests) - A_LITTLE_EARLY_MS)',
  },
  {
    name: 'count by a list with gaps',
    file: 'lambda/functions/responder/before-a-stop/gatekeeper.ts',
    find: "return impaired.some((one) => one.instanceId === observation.instanceId) ? impaired : 'unread';",
    replace: 'return impaired;',
  },
  {
    name: 'move right after a brake',
    file: 'lambda/core/gate/brake.ts',
    find: "const restMs = purpose === 'move' ? MOVES_REST_MS : UNLISTED_REST_MS;",
    replace: 'const restMs = 0;',
  },
  {
    name: 'be strict about what nobody needs',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: '  actionability: z.optional(z.unknown()),',
    replace: '  actionability: z.optional(z.string()),',
  },
  {
    name: 'swallow a start failure',
    file: 'lambda/core/alerts/alert-queue.ts',
    find: 'if (last !== undefined && !isDueAgain(one, last, now)) continue;',
    replace:
      "if (one.about.startsWith('start failed') || (last !== undefined && !isDueAgain(one, last, now))) continue;",
  },
  {
    name: 'close while stopping',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: "return decided(11, WAIT, say('wait.stopping', { minutes }));",
    replace:
      "return decided(11, { act: 'close', outcome: 'recovered by itself' }, say('wait.stopping', { minutes }));",
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
    name: 'publish before recording',
    file: 'lambda/functions/responder/act.ts',
    find: 'const result = await r.store.write(queued(incident, r));\n  return result.written',
    replace:
      'for (const alert of incident.outbox) if (alert.queuedBy === undefined) await r.sender.send(alert).catch(() => undefined);\n  const result = await r.store.write(queued(incident, r));\n  return result.written',
  },
  {
    name: 'take an alert for sent that SNS refused',
    file: 'lambda/functions/responder/outbox.ts',
    find: 'const ids = batch.map((alert) => alert.id);\n',
    replace: 'const ids = batch.map((alert) => alert.id);\n      for (const id of ids) sent.add(id);\n',
  },
  {
    name: 'forget alerts that wait in a closed record',
    file: 'lambda/aws/stores/incident-store.ts',
    find: 'const finished = !isOpen(next) && next.outbox.length === 0;',
    replace: 'const finished = !isOpen(next);',
  },
  {
    name: 'say everything again',
    file: 'lambda/core/alerts/alert-queue.ts',
    find: 'if (last !== undefined && !isDueAgain(one, last, now)) continue;',
    replace: "if (last !== undefined && one.about === 'unclear' && !isDueAgain(one, last, now)) continue;",
  },
  {
    name: 'end in silence',
    file: 'lambda/core/model/incident.ts',
    find: 'return Object.keys(incident.told).length > 0;',
    replace: 'return Object.keys(incident.told).length > 100;',
  },
  {
    name: 'no brake on mails',
    file: 'lambda/functions/responder/outbox.ts',
    find: 'if (alerts.length <= SINGLE_MAILS) return',
    replace: 'if (alerts.length <= SINGLE_MAILS * 100) return',
  },
  {
    name: 'name the Region second',
    file: 'lambda/words/mail.ts',
    find: 'return `Account ${account ?? place.accountId}, Region ${place.region}${who}${told}:`;',
    replace: 'return `Region ${place.region}, account ${account ?? place.accountId}${who}${told}:`;',
  },
  {
    name: 'keep still about a stop that begins',
    file: 'lambda/core/alerts/alert-queue.ts',
    find: 'if (last !== undefined && !isDueAgain(one, last, now)) continue;',
    replace:
      "if (one.about.startsWith('acting') || (last !== undefined && !isDueAgain(one, last, now))) continue;",
  },
  {
    name: 'send as many mails in a second as there are',
    file: 'lambda/aws/stores/incident-store.ts',
    find: 'const slot = Math.floor(now / ALERT_SLOT_MS);',
    replace: 'const slot = `${Math.floor(now / ALERT_SLOT_MS)} ${Math.random()}`;',
  },
  {
    name: 'count no sweep as complete',
    file: 'lambda/functions/responder/create-responder.ts',
    find: 'if (problems.length > 0) throw new SweepIncompleteError',
    replace: 'if (problems.length >= 0) throw new SweepIncompleteError',
  },
  {
    name: 'sweep only what EC2 lists',
    file: 'lambda/functions/responder/sweep.ts',
    find: "...(unfinished.status === 'fulfilled' ? unfinished.value : []),",
    replace: '',
  },
  {
    name: 'never repair a claim',
    file: 'lambda/functions/responder/sweep.ts',
    find: 'if (unclaimed.length + mismarked.length + orphans.length === 0) return;',
    replace: 'if (unclaimed.length + mismarked.length + orphans.length >= 0) return;',
  },
  {
    name: 'believe an event',
    file: 'lambda/core/incident/phases/watching.ts',
    find: "if (observation.state !== 'running' || system.status !== 'impaired') return undefined;\n  const since = system.impairedSince;",
    replace:
      "if (observation.state !== 'running') return undefined;\n  const since = system.impairedSince ?? incident.openedAt;",
  },
  {
    name: 'abandon what AWS could not start',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: "if (by === undefined || !(by.startsWith('Server.') || AWS_COULD_NOT_START.has(by))) {",
    replace: 'if (by === undefined || !AWS_COULD_NOT_START.has(by)) {',
  },
  {
    name: 'M02 a start that falls back while verifying is not seen',
    file: 'lambda/core/incident/phases/verifying.ts',
    find: 'stoppedAfterStart(situation, attempt) ??\n    recovered',
    replace: 'recovered',
  },
  {
    name: 'take AWS’s stop at its date for a human’s',
    file: 'lambda/core/incident/phases/watching.ts',
    find: 'stoppedByAws(situation) ??\n    stoppedBySomeone(situation) ??',
    replace: 'stoppedBySomeone(situation) ??\n    stoppedByAws(situation) ??',
  },
  {
    name: 'drop Health news of an open incident',
    file: 'lambda/functions/responder/reconcile.ts',
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
    name: 'drop operational issues',
    file: 'lambda/functions/responder/create-responder.ts',
    find: 'await noteRegionHealth(signal.news, responder);',
    replace: "responder.log.info('noted'); void noteRegionHealth;",
  },
  {
    name: 'hold for days after an operational issue',
    file: 'lambda/core/gate/brake.ts',
    find: 'const ISSUE_HOLDS_MS = 60 * MINUTE;',
    replace: 'const ISSUE_HOLDS_MS = 6000 * MINUTE;',
  },
  {
    name: 'never hear that an issue is closed',
    file: 'lambda/functions/responder/before-a-stop/region-claims.ts',
    find: 'withOperationalIssue(record, { eventArn, code, lastUpdated, closed })',
    replace:
      'withOperationalIssue(record, { eventArn, code, lastUpdated, closed: closed && lastUpdated < 0 })',
  },
  {
    name: 'forget the attempts of earlier incidents',
    file: 'lambda/core/incident/opening.ts',
    find: 'attempts: recentAttempts(earlier?.attempts ?? [], now),',
    replace: 'attempts: recentAttempts([], now),',
  },
  {
    name: 'tell of a failed start every five minutes',
    file: 'lambda/core/alerts/incident-drafts.ts',
    find: 'againAfter: DAY,',
    replace: 'againAfter: DAY / 288,',
  },
  {
    name: 'tell of the brake at each sweep',
    file: 'lambda/core/gate/brake.ts',
    find: 'const BRAKE_OVER_MS = 15 * MINUTE;',
    replace: 'const BRAKE_OVER_MS = 30_000;',
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
    name: 'start without a back-off',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: 'return (startRequestedAt ?? now) + backoffMs(startRequests) - A_LITTLE_EARLY_MS;',
    replace:
      'return Math.min(now, (startRequestedAt ?? now) + backoffMs(startRequests) - A_LITTLE_EARLY_MS);',
  },
  {
    name: 'keep still about a second failure',
    file: 'lambda/core/incident/transitions.ts',
    find: 'const told = Object.fromEntries(Object.entries(incident.told).filter(([about]) => isAnnouncement(about)));',
    replace: 'const told = isAnnouncement(incident.incidentId) ? {} : incident.told;',
  },
  {
    name: 'let alerts overtake each other',
    file: 'lambda/functions/responder/outbox.ts',
    find: 'return firstToWait < 0 ? outbox : outbox.slice(0, firstToWait);',
    replace: 'return firstToWait < 0 ? outbox : outbox.filter(mayGo);',
  },
  {
    name: 'take an uncounted zone for told',
    file: 'lambda/functions/responder/before-a-stop/gatekeeper.ts',
    find: "if (key === 'refuse.brake-unread' || purpose !== 'stop') return false;",
    replace: "if (key === 'refuse.brake-unread' || purpose !== 'stop') return true;",
  },
  {
    name: 'never tell of flapping',
    file: 'lambda/core/incident/phases/watching.ts',
    find: 'const FLAPPING_EPISODES = 3;',
    replace: 'const FLAPPING_EPISODES = 300;',
  },
  {
    name: 'take a batch for gone with one id',
    file: 'lambda/aws/ec2-reader.ts',
    find: 'left = rest;',
    replace: 'left = rest.slice(0, 0);',
  },
  {
    name: 'wait twenty minutes beyond the grace',
    file: 'lambda/core/incident/grace.ts',
    find: 'return now - impairedSince >= minutes * MINUTE;',
    replace: 'return now - impairedSince >= (minutes + 20) * MINUTE;',
  },
  {
    name: 'verify a bad new host for ever',
    file: 'lambda/core/incident/phases/verifying.ts',
    find: 'stillImpaired(situation) ??',
    replace: '(stillImpaired(situation) === undefined ? undefined : undefined) ??',
  },
  {
    name: 'take completed events for open ones',
    file: 'lambda/aws/instance-shapes.ts',
    find: 'if (/^\\[(completed|canceled|cancelled)\\]/i.test(description)) return undefined;',
    replace: 'if (/^\\[(completed|canceled|cancelled)\\]/i.test(description.slice(0, 0))) return undefined;',
  },
  {
    name: 'take other Regions’ issues for ours',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: 'if (region !== home.region && !isGlobal) return',
    replace: "if (region === '') return",
  },
  {
    name: 'take for open what AWS calls resolved',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: "const OVER: ReadonlySet<string> = new Set(['RESOLVED', 'UNIMPAIRED']);",
    replace: 'const OVER: ReadonlySet<string> = new Set();',
  },
  {
    name: 'hear of the first of several only',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: 'const instanceIds = ids.filter((id) => !over.has(id)).slice(0, MAX_INSTANCES_PER_EVENT);',
    replace:
      'const instanceIds = ids.filter((id) => !over.has(id)).slice(0, Math.min(1, MAX_INSTANCES_PER_EVENT));',
  },
  {
    name: 'take the time of the look for the picture’s',
    file: 'lambda/functions/responder/reconcile.ts',
    find: 'if (tries > 0 || r.now() - observation.observedAt > FRESH_MS) {',
    replace:
      'if (tries === 0) observation = { ...observation, observedAt: r.now() + 0 * FRESH_MS };\n    if (tries > 0) {',
  },
  {
    name: 'never forget a failure that is over',
    file: 'lambda/core/incident/transitions.ts',
    find: 'const over = failureOver(withAlerts(next, decision.alerts, now));',
    replace: 'const over = withAlerts(next, decision.alerts, now);',
  },
  {
    name: 'count what AWS stopped as announced for the brake',
    file: 'lambda/functions/responder/before-a-stop/zone-count.ts',
    find: 'isFailing(observation) ? [observation.instanceId] : []',
    replace: '[observation.instanceId]',
  },
  {
    name: 'move without the list of EC2',
    file: 'lambda/core/scheduled-events/planned-move.ts',
    find: 'movable: open.filter((one) => one.listed && isMovable(one) && isToCome(one, now)),',
    replace: 'movable: open.filter((one) => isMovable(one) && isToCome(one, now)),',
  },
  {
    name: 'move at any time',
    file: 'lambda/core/scheduled-events/moving.ts',
    find: "if (plan?.kind !== 'move' || change === undefined || !isDue(plan.slot, now)) return undefined;",
    replace:
      "if (plan?.kind !== 'move' || change === undefined || (isDue(plan.slot, now) && false)) return undefined;",
  },
  {
    name: 'hear of an announcement an hour late',
    file: 'lambda/core/scheduled-events/announced.ts',
    find: '...fresh.map((id) => ({ id, heardAt: now }))',
    replace: '...fresh.map((id) => ({ id, heardAt: now + HOUR }))',
  },
  {
    name: 'decide on a move until the last second of its slot',
    file: 'lambda/core/scheduled-events/move-plan.ts',
    find: 'now < slot.end - ON_THE_WAY_MS',
    replace: 'now < slot.end',
  },
  {
    name: 'never move what is planned',
    file: 'lambda/core/scheduled-events/moving.ts',
    find: "if (plan?.kind !== 'move' || change === undefined || !isDue(plan.slot, now)) return undefined;",
    replace: "if (plan?.kind !== 'move' || change === undefined || plan.kind === 'move') return undefined;",
  },
  {
    name: 'tell each page of a notice',
    file: 'lambda/core/notices/health-thread.ts',
    find: 'const why = whyTold(known, event, newer, now);',
    replace: "const why = whyTold(known, event, newer, now) ?? 'asks';",
  },
  {
    name: 'tell nothing of other services',
    file: 'lambda/core/notices/notice-kinds.ts',
    find: "return healthNotices === 'all';",
    replace: "return service === 'EC2';",
  },
  {
    name: 'tell notices that nobody wants',
    file: 'lambda/core/notices/notice-kinds.ts',
    find: "return healthNotices === 'all';",
    replace: 'return healthNotices.length > 0;',
  },
  {
    name: 'force a planned move',
    file: 'lambda/core/incident/phases/stopping.ts',
    find: 'if (!attempt.systemImpaired)',
    replace: "if (!attempt.systemImpaired && attempt.cause !== 'planned')",
  },
  {
    name: 'move before the owner was told',
    file: 'lambda/core/scheduled-events/moving.ts',
    find: 'if (incident.plan?.start !== plan.slot.start || !isWell(observation)) return undefined;',
    replace: 'if (!isWell(observation)) return undefined;',
  },
  {
    name: 'move while the owner’s mail still waits',
    file: 'lambda/core/scheduled-events/moving.ts',
    find: "if (plan.slot.kind === 'window' && isUnsent(incident)) return undefined;",
    replace: "if (plan.slot.kind === 'window' && isUnsent({ ...incident, outbox: [] })) return undefined;",
  },
  {
    name: 'move what is not well',
    file: 'lambda/core/scheduled-events/moving.ts',
    find: 'if (incident.plan?.start !== plan.slot.start || !isWell(observation)) return undefined;',
    replace: 'if (incident.plan?.start !== plan.slot.start) return undefined;',
  },
  {
    name: 'move again what was moved',
    file: 'lambda/core/scheduled-events/announced.ts',
    find: 'return heard.some((one) => one.heardAt < launchTime);',
    replace: 'return heard.length < 0;',
  },
  {
    name: 'close when the date comes and the event is gone from the list',
    file: 'lambda/core/incident/phases/watching.ts',
    find: 'if (mayBeginNow(incident, observation, now)) return undefined;',
    replace: 'if (now < 0 && mayBeginNow(incident, observation, now)) return undefined;',
  },
  {
    name: 'keep still about what is announced right after a start',
    file: 'lambda/core/scheduled-events/announced.ts',
    find: 'return { id, code, description, words, at, heardAt, listed, over: isOver(id, heard, launchTime, now) };',
    replace:
      'return { id, code, description, words, at, heardAt, listed, over: isOver(id, heard, launchTime, now) || now <= launchTime + LINGERS_MS };',
  },
  {
    name: 'move again for another id',
    file: 'lambda/core/scheduled-events/announced.ts',
    find: '?? now) > launchTime + LINGERS_MS) return false;',
    replace: '?? now) > launchTime + 0 * LINGERS_MS) return false;',
  },
  {
    name: 'forget the margin before the date',
    file: 'lambda/core/scheduled-events/move-plan.ts',
    find: 'export const DEADLINE_MARGIN_MS = HOUR;',
    replace: 'export const DEADLINE_MARGIN_MS = 0 * HOUR;',
  },
  {
    name: 'forget the notice',
    file: 'lambda/core/scheduled-events/planned-move.ts',
    find: 'minimumNoticeHours: settings.minimumNoticeHours,',
    replace: 'minimumNoticeHours: 0 * settings.minimumNoticeHours,',
  },
  {
    name: 'forget the owner’s own window',
    file: 'lambda/core/scheduled-events/owner-window.ts',
    find: 'if (written.length === 0) return { windows: settings.maintenanceWindow };',
    replace: 'if (written.length >= 0) return { windows: settings.maintenanceWindow };',
  },
  {
    name: 'take network maintenance for one to move for',
    file: 'lambda/core/scheduled-events/movable.ts',
    find: "if (code === 'system-maintenance') return /\\bpower\\b/i.test(description);",
    replace: "if (code === 'system-maintenance') return description !== undefined;",
  },
  {
    name: 'move where there is no room',
    file: 'lambda/core/gate/claims.ts',
    find: "if (stuck !== undefined) return say('refuse.planned-capacity',",
    replace: "if (stuck === wanted) return say('refuse.planned-capacity',",
  },
  {
    name: 'move several at a time',
    file: 'lambda/core/gate/claims.ts',
    find: 'const moving = others.find((one) => one.planned === true && one.stuck !== true);',
    replace: 'const moving = others.find((one) => one.planned === true && one.stuck === false && false);',
  },
  {
    name: 'stop what does not answer on sound hardware',
    file: 'lambda/core/scheduled-events/moving.ts',
    find: '(mayMove ? open.find((one) => one.listed && isDegraded(one)) : undefined)',
    replace: '(mayMove ? open.find((one) => one.listed || isDegraded(one)) : undefined)',
  },
  {
    name: 'listen to another account’s Health',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: 'const isOurs = account === home.accountId && regionOf(raw',
    replace: "const isOurs = account !== '' && regionOf(raw",
  },
  {
    name: 'pass over what cannot be read',
    file: 'lambda/functions/responder/signals/parse-instance-state-change.ts',
    find: 'throw new UnreadableEventError(`EC2 state-change event: ${why}`);',
    replace: "return { kind: 'nothing', why };",
  },
  {
    name: 'read only what events of today have',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: 'return (textIn(eventRegion)?.toLowerCase() ?? envelope.region).slice(0, 30);',
    replace: "return (textIn(eventRegion) ?? 'none').slice(0, 30);",
  },
  {
    name: 'retry a stop inside the SDK',
    file: 'lambda/functions/responder/handler.ts',
    find: 'ec2Writes: new EC2Client({ ...within(WRITE_TIMEOUT_MS), maxAttempts: 1 }),',
    replace: 'ec2Writes: new EC2Client({ ...within(WRITE_TIMEOUT_MS), maxAttempts: 3 }),',
    wire: true,
  },
];
