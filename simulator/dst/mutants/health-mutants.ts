import type { Mutant } from './mutant.ts';

/** What AWS Health says of EC2 and of other services. */
export const HEALTH_MUTANTS: readonly Mutant[] = [
  {
    name: 'ask for what does not run',
    file: 'lambda/core/notices/idle-instances.ts',
    find: 'if (first === undefined || idle.includes(undefined)) return undefined;',
    replace: "if (first === undefined || idle.includes(undefined) || event.code !== '') return undefined;",
  },
  {
    name: 'hold for issues of EC2 alone',
    file: 'lambda/core/health/outages.ts',
    find: 'if (NO_TROUBLE.has(category)) return false;',
    replace: "if (NO_TROUBLE.has(category) || service !== 'EC2') return false;",
  },
  {
    name: 'hold only for services that are listed',
    file: 'lambda/core/health/outages.ts',
    find: "return isPublic && (text === '' ||",
    replace: "return isPublic && service === 'EC2' && (text === '' ||",
  },
  {
    name: 'hold for whatever AWS has an issue with',
    file: 'lambda/core/health/outages.ts',
    find: "return isPublic && (text === '' ||",
    replace: 'return isPublic && (text.length >= 0 ||',
  },
  {
    name: 'move an hour after an issue that is still open',
    file: 'lambda/core/gate/brake.ts',
    find: "const holdsMs = act === 'moving' ? ISSUE_HOLDS_MOVES_MS : ISSUE_HOLDS_MS;",
    replace: 'const holdsMs = Math.min(ISSUE_HOLDS_MOVES_MS, ISSUE_HOLDS_MS);',
  },
  {
    name: 'be strict about what nobody needs',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: '  actionability: z.optional(z.unknown()),',
    replace: '  actionability: z.optional(z.string()),',
  },
  {
    name: 'drop operational issues',
    file: 'lambda/functions/responder/create-responder.ts',
    find: 'await noteRegionHealth(signal.news, signal.event.service, responder);',
    replace: "responder.log.info('noted'); void noteRegionHealth;",
  },
  {
    name: 'never hear that an issue is closed',
    file: 'lambda/functions/responder/before-a-stop/region-claims.ts',
    find: 'withOperationalIssue(record, { eventArn, code, service, lastUpdated, closed })',
    replace:
      'withOperationalIssue(record, { eventArn, code, service, lastUpdated, closed: closed && lastUpdated < 0 })',
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
    name: 'tell each page of a notice',
    file: 'lambda/core/notices/health-thread.ts',
    find: 'const why = whyTold(known, event, { newer, waits, word: beginning.word, now });',
    replace: "const why = whyTold(known, event, { newer, waits, word: beginning.word, now }) ?? 'asks';",
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
    name: 'listen to another account’s Health',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: 'const isOurs = account === home.accountId && region',
    replace: "const isOurs = account !== '' && region",
  },
  {
    name: 'read only what events of today have',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: 'return (textIn(eventRegion)?.toLowerCase() ?? envelope.region).slice(0, 30);',
    replace: "return (textIn(eventRegion) ?? 'none').slice(0, 30);",
  },
];
