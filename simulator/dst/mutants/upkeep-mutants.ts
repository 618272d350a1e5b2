import type { Mutant } from './mutant.ts';

/** The table, the sweep and what the function is given. */
export const UPKEEP_MUTANTS: readonly Mutant[] = [
  {
    name: 'drop the version condition',
    file: 'lambda/aws/stores/versioned-items.ts',
    find: "ConditionExpression: '#version = :version',",
    replace: "ConditionExpression: '#version = :version OR #version <> :version',",
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
    find: "...(unfinished.status === 'fulfilled' ? unfinished.value.instanceIds : []),",
    replace: '',
  },
  {
    name: 'never repair a claim',
    file: 'lambda/functions/responder/sweep.ts',
    find: 'if (unclaimed.length + mismarked.length + orphans.length === 0) return;',
    replace: 'if (unclaimed.length + mismarked.length + orphans.length >= 0) return;',
  },
  {
    name: 'take a batch for gone with one id',
    file: 'lambda/aws/ec2-reader.ts',
    find: 'left = rest;',
    replace: 'left = rest.slice(0, 0);',
  },
  {
    name: 'pass over what cannot be read',
    file: 'lambda/functions/responder/signals/parse-instance-state-change.ts',
    find: 'throw new UnreadableEventError(`EC2 state-change event: ${why}`);',
    replace: "return { kind: 'nothing', why };",
  },
  {
    name: 'retry a stop inside the SDK',
    file: 'lambda/functions/responder/handler.ts',
    find: 'ec2Writes: new EC2Client({ ...within(WRITE_TIMEOUT_MS), maxAttempts: 1 }),',
    replace: 'ec2Writes: new EC2Client({ ...within(WRITE_TIMEOUT_MS), maxAttempts: 3 }),',
    wire: true,
  },
  {
    name: 'write alerts and history apart from the record',
    file: 'lambda/aws/stores/versioned-items.ts',
    find: 'await this.table.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: writeId }));',
    replace:
      'void TransactWriteCommand;\n        for (const { Put } of TransactItems) await this.table.send(new PutCommand(Put));',
  },
  {
    name: 'leave no page of history',
    file: 'lambda/aws/stores/incident-store.ts',
    find: '...(history === undefined ? [] : [{ item: historyItem(history) }]),',
    replace: '...(history === undefined || !isOpen(next) ? [] : [{ item: historyItem(history) }]),',
  },
  {
    name: 'keep one page of history for each instance',
    file: 'lambda/aws/stores/history-store.ts',
    find: 'id: `${PREFIX}${entry.incidentId}`,',
    replace: 'id: `${PREFIX}${entry.instanceId}`,',
  },
  {
    name: 'forget in history which alerts were told',
    file: 'lambda/core/alerts/alert-queue.ts',
    find: 'alertIds: [...next.alertIds, alert.id].slice(-MAX_ALERT_IDS),',
    replace: 'alertIds: [alert.id].slice(-MAX_ALERT_IDS),',
  },
  {
    name: 'take a sweep that could not see everything for a good one',
    file: 'lambda/functions/responder/create-responder.ts',
    find: "if (problems.length > 0) throw new SweepIncompleteError(problems.join('; '));",
    replace: "if (problems.length > 9) throw new SweepIncompleteError(problems.join('; '));",
  },
  {
    name: 'forget in history what was stopped and started',
    file: 'lambda/core/incident/history.ts',
    find: 'attempts: withPastAttempt(incident, closedAt).pastAttempts,',
    replace: 'attempts: withPastAttempt(incident, closedAt).pastAttempts.slice(0, 0),',
  },
  {
    name: 'forget in history the attempt that another one follows',
    file: 'lambda/core/incident/transitions.ts',
    find: 'if (incident.attempt?.startedAt === undefined) return incident;',
    replace: 'if (incident.attempt?.startRequests !== -1) return incident;',
  },
  {
    name: 'fail on a setting that makes no sense',
    file: 'lambda/functions/responder/read-settings.ts',
    find: '  problems.push(...contradictions(values));\n',
    replace:
      "  problems.push(...contradictions(values));\n  if (problems.length > 0) throw new Error('SettingsError');\n",
  },
  {
    name: 'go by the default of a setting that nobody can read',
    file: 'lambda/functions/responder/read-settings.ts',
    find: '    ...unreadable(problems),\n',
    replace: '    ...unreadable([]),\n',
  },
  {
    name: 'tell nobody of a wrong setting',
    file: 'lambda/functions/responder/tell-settings.ts',
    find: 'if (r.settingProblems.length === 0 && known.settingsTold === undefined) return;',
    replace: 'if (known.version >= 0) return;',
  },
  {
    name: 'keep the hints that could not be worked on',
    file: 'lambda/functions/responder/create-responder.ts',
    find: "if (unread.length > 0) r.log.info('left to the sweep', { instanceIds: unread.slice(0, 10) });",
    replace: 'if (r.passId !== undefined) expectLooked(unread);',
  },
];
