import type { Mutant } from './mutant.ts';

/** What the mails about Health events say. */
export const NOTICE_MUTANTS: readonly Mutant[] = [
  {
    name: 'advise by the service alone',
    file: 'lambda/core/notices/notice-kinds.ts',
    find: 'one.service === service && one.category === category &&',
    replace: 'one.service === service && category !== undefined &&',
  },
  {
    name: 'advise of what is public as of what is ours',
    file: 'lambda/core/notices/notice-kinds.ts',
    find: "if (isIssue && isPublic && known?.asks !== 'ask.wait-outage')",
    replace: "if (isIssue && isPublic && known?.asks === 'ask.issue')",
  },
  {
    name: 'believe no assurance of AWS',
    file: 'lambda/core/notices/aws-assurances.ts',
    find: "if (asked === 'required' || textCut || !NO_ACTION.test(text)) return false;",
    replace: "if (asked !== 'nothing' || textCut || !NO_ACTION.test(text)) return false;",
  },
  {
    name: 'take what is closed for undone',
    file: 'lambda/core/notices/notice-kinds.ts',
    find: 'return kindBefore(event).lasts === true;',
    replace: 'return kindBefore(event).lasts !== kindBefore(event).lasts;',
  },
  {
    name: 'announce what is over',
    file: 'lambda/core/notices/notice-story.ts',
    find: "return event.category === 'scheduledChange' ? 'notice.scheduled-over' : 'notice.closed';",
    replace: "return event.category === 'scheduledChange' ? 'notice.scheduled' : 'notice.closed';",
  },
  {
    name: 'ask for nothing where AWS requires an action',
    file: 'lambda/core/notices/notice-kinds.ts',
    find: "return event.asked === 'required' && ASKS_FOR_LITTLE.has(asks)",
    replace: "return event.asked === 'nothing' && ASKS_FOR_LITTLE.has(asks)",
  },
  {
    name: 'an emergency is a request like any other',
    file: 'lambda/core/notices/notice-kinds.ts',
    find: 'return isEmergency(event) ?',
    replace: 'return isEmergency(event) && kind.asks === undefined ?',
  },
  {
    name: 'take a lifecycle for a maintenance of the instance',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: '!isOurs || isPlannedLifecycle(raw.eventTypeCode))',
    replace: "!isOurs || isPlannedLifecycle(''))",
  },
];
