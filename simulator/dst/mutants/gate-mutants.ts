import type { Mutant } from './mutant.ts';

/** What the gate lets through: obstacles, policy, budget, brake, claims. */
export const GATE_MUTANTS: readonly Mutant[] = [
  {
    name: 'leave to its group for ever what its group does not replace',
    file: 'lambda/core/alerts/refusal-draft.ts',
    find: 'const REPLACED_WITHIN_MS = 30 * MINUTE;',
    replace: 'const REPLACED_WITHIN_MS = 30 * DAY + 0 * MINUTE;',
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
    find: 'if (guards.stopProtection === true)',
    replace: "if (purpose === 'start' && guards.stopProtection === true)",
  },
  {
    name: 'take an unread guard for a good one',
    file: 'lambda/core/gate/obstacles.ts',
    find: "if (guards.stopProtection === 'unread')",
    replace: "if (purpose === 'start' && guards.stopProtection === 'unread')",
  },
  {
    name: 'know managers by four tags only',
    file: 'lambda/core/gate/obstacles.ts',
    find: 'if (found.length === 0) found.push(...managerObstacles(',
    replace: 'if (found.length < 0) found.push(...managerObstacles(',
  },
  {
    name: 'forget the tags of managers that the owner names',
    file: 'lambda/core/gate/managers.ts',
    find: 'of [...MANAGERS, ...ownersTags.map(asManagerTag)]) {',
    replace: 'of [...MANAGERS, ...ownersTags.slice(9999).map(asManagerTag)]) {',
  },
  {
    name: 'stop persistent Spot whose request is not active',
    file: 'lambda/core/gate/obstacles.ts',
    find: "if (spot === true && state !== 'active')",
    replace: "if (spot === true && state === '')",
  },
  {
    name: 'forget that a stop may terminate',
    file: 'lambda/core/gate/obstacles.ts',
    find: 'if (guards.shutdownTerminates === true)',
    replace: "if (purpose === 'start' && guards.shutdownTerminates === true)",
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
    name: 'stop what its owner keeps stopped',
    file: 'lambda/core/gate/gate.ts',
    find: 'if (isKeptStopped(tags)) return',
    replace: "if (isKeptStopped(tags) && settings.mode === 'observe') return",
  },
  {
    name: 'act in observe mode',
    file: 'lambda/core/gate/gate.ts',
    find: "if (settings.mode === 'observe')",
    replace: "if (settings.mode === 'act' && settings.verifyMinutes < 0)",
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
    file: 'lambda/functions/responder/before-a-stop/brake-count.ts',
    find: 'const failures = [...own, ...running, ...held]',
    replace: 'const failures = [...own, ...running, ...held.slice(0, 0)]',
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
    find: 'write: (record) => writeRegion(record, r),',
    replace:
      'write: (record) =>\n      refusal === undefined ? Promise.resolve({ written: true as const, record }) : writeRegion(record, r),',
  },
  {
    name: 'claim after acting',
    file: 'lambda/functions/responder/before-a-stop/gatekeeper.ts',
    find: 'write: (record) => writeRegion(record, r),',
    replace:
      'write: async (record) => { if (refusal !== undefined) return writeRegion(record, r); void (async () => { for (let turn = 0; turn < 999; turn += 1) await undefined; await writeRegion(record, r); })().catch(() => 0); return { written: true as const, record }; },',
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
    name: 'count by a list with gaps',
    file: 'lambda/functions/responder/before-a-stop/gatekeeper.ts',
    find: "return impaired.some((one) => one.instanceId === observation.instanceId) ? impaired : 'unread';",
    replace: 'return impaired;',
  },
  {
    name: 'stop the next one into the void',
    file: 'lambda/core/gate/claims.ts',
    find: 'if (noRoom !== undefined) return { granted: false, record, reason: noRoom };',
    replace: "if (noRoom?.key === 'refuse.group') return { granted: false, record, reason: noRoom };",
  },
  {
    name: 'take a new word for a lack of room for none',
    file: 'lambda/core/gate/capacity.ts',
    find: "if (refusedStart === undefined || roomBy(refusedStart.code) !== 'nobody knows') continue;",
    replace: 'if (refusedStart === undefined || roomBy(refusedStart.code) !== "none") continue;',
  },
  {
    name: 'count for the brake only what EC2 has data of',
    file: 'lambda/functions/responder/before-a-stop/brake-count.ts',
    find: 'const running = impaired.filter((one) => one.availabilityZone === zone)',
    replace: 'const running = impaired.filter((one) => one.availabilityZone === zone && one.silent !== true)',
  },
  {
    name: 'count for the brake what failed days ago',
    file: 'lambda/core/gate/began-together.ts',
    find: 'const fresh = sorted.filter(({ since, held }) => held === true || newest - since <= STALE_MS);',
    replace: 'const fresh = sorted.map((one) => ({ ...one, since: newest }));',
  },
  {
    name: 'count for the brake only what began in the same minute',
    file: 'lambda/core/gate/began-together.ts',
    find: 'since - next.since <= TOGETHER_MS',
    replace: 'since - next.since <= TOGETHER_MS / 120',
  },
  {
    name: 'ask EC2 for each instance before the brake',
    file: 'lambda/functions/responder/before-a-stop/gatekeeper.ts',
    find: 'const early = refusalBeforeReads(input) ?? stillBraked(input, r);',
    replace:
      'const early = refusalBeforeReads(input) ?? refusalByGuards(input, await r.reader.guards(observation));',
  },
  {
    name: 'hold for days after an operational issue',
    file: 'lambda/core/gate/brake.ts',
    find: 'const ISSUE_HOLDS_MS = 60 * MINUTE;',
    replace: 'const ISSUE_HOLDS_MS = 6000 * MINUTE;',
  },
];
