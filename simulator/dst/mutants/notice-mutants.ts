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
    find: 'if (isPlannedLifecycle(raw.eventTypeCode))',
    replace: "if (isPlannedLifecycle(''))",
  },
  {
    name: 'hear of new words only what an older version told',
    file: 'lambda/core/notices/why-told.ts',
    find: 'return texts === undefined ? newer : !texts.includes(textMark);',
    replace: 'return texts === undefined && newer;',
  },
  {
    name: 'tell nobody that an issue grows',
    file: 'lambda/core/notices/why-told.ts',
    find: 'if (isIssue && known.reach !== undefined &&',
    replace: 'if (isPlanned && known.reach !== undefined &&',
  },
  {
    name: 'tell another date of a planned change only',
    file: 'lambda/core/notices/why-told.ts',
    find: "if (!isIssue && isMoved) return 'date';",
    replace: "if (isPlanned && isMoved) return 'date';",
  },
  {
    name: 'pass a page for the whole list',
    file: 'lambda/core/notices/notice-story.ts',
    find: 'if (awaitsPages(thread, event)) story.push(',
    replace: 'if (awaitsPages(thread, event) && count < 0) story.push(',
  },
  {
    name: 'list what is finished',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: 'const open = names.filter((name) => !finished.has(name)).slice(0, MAX_ENTITIES);',
    replace: 'const open = names.slice(0, MAX_ENTITIES);',
  },
  {
    name: 'ask for what is finished',
    file: 'lambda/core/notices/notice-alert.ts',
    find: 'if (asked.length > 0 && isAllFinished(',
    replace: 'if (asked.length < 0 && isAllFinished(',
  },
  {
    name: 'name the Region of the stack for that of the event',
    file: 'lambda/words/subject.ts',
    find: "healthEvent?.region === undefined ? place.region : clean(healthEvent.region, 30, '~')",
    replace: "healthEvent?.region === 'none' ? 'none' : place.region",
  },
  {
    name: 'cut the end off what AWS says',
    file: 'lambda/core/health/health-description.ts',
    find: '[head, LEFT_OUT, tail].map(whole)',
    replace: '[head, LEFT_OUT, tail].slice(0, 2).map(whole)',
  },
  {
    name: 'cut the end off a name',
    file: 'lambda/core/health/health-event.ts',
    find: 'return `${clean(name, ENTITY_BEGINNING + 1)}${end}`;',
    replace: 'return end === "" ? name : clean(name, MAX_ENTITY_LENGTH);',
  },
  {
    name: 'give two events one subject',
    file: 'lambda/words/subject.ts',
    find: "mark === undefined ? '' : `#${mark}`,",
    replace: "mark === undefined ? '' : '',",
  },
  {
    name: 'ask for something before a date that is past',
    file: 'lambda/core/notices/notice-kinds.ts',
    find: 'if (isDatePast(event, now)) return afterTheDate(kind, event);',
    replace: 'if (isDatePast(event, 0)) return afterTheDate(kind, event);',
  },
  {
    name: 'take the empty English text',
    file: 'lambda/functions/responder/signals/parse-health-event.ts',
    find: "latestDescription.trim() !== '');",
    replace: "latestDescription.trim() !== '.');",
  },
  {
    name: 'break a line within a path',
    file: 'lambda/core/health/health-description.ts',
    find: "path ?? (/[nr]$/.test(found) ? '\\n' : ' ')",
    replace: "path?.replaceAll(/\\\\[nt]/g, ' ') ?? (/[nr]$/.test(found) ? '\\n' : ' ')",
  },
];
