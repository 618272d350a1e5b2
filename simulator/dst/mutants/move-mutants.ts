import type { Mutant } from './mutant.ts';

/** What EC2 announces, and the planned moves. */
export const MOVE_MUTANTS: readonly Mutant[] = [
  {
    name: 'move for what a reboot has ended',
    file: 'lambda/core/scheduled-events/planned-move.ts',
    find: '!one.over && one.ended !== true',
    replace: '!one.over && one.ended !== undefined',
  },
  {
    name: 'take a start on a Dedicated Host for a move',
    file: 'lambda/core/scheduled-events/announced.ts',
    find: "return tenancy !== 'host';",
    replace: "return tenancy !== '';",
  },
  {
    name: 'take the stop of what EC2 goes on listing for taking over',
    file: 'lambda/core/incident/phases/stopped-meanwhile.ts',
    find: 'filter((about) => !about.startsWith(STILL_LISTED))',
    replace: 'filter((about) => about !== STILL_LISTED)',
  },
  {
    name: 'tell by Health what EC2 lists',
    file: 'lambda/core/scheduled-events/same-announcement.ts',
    find: 'if (told.listed || !listed.listed ||',
    replace: 'if (told.listed || listed.listed ||',
  },
  {
    name: 'take seconds for another date',
    file: 'lambda/core/scheduled-events/same-announcement.ts',
    find: 'const SAME_DATE_MS = 10 * MINUTE;',
    replace: 'const SAME_DATE_MS = MINUTE / 60_000;',
  },
  {
    name: 'promise a move before its guards are read',
    file: 'lambda/core/scheduled-events/planned-move.ts',
    find: '...(incident.readAhead?.obstacles ?? []),',
    replace: '...(incident.readAhead?.obstacles ?? []).slice(0, 0),',
  },
  {
    name: 'advise to stop what its group would end',
    file: 'lambda/core/alerts/refusal-draft.ts',
    find: "const isHarmless = found.every((todo: readonly Advice[]) => todo.includes('todo.stop-start-yourself'));",
    replace: 'const isHarmless = found.length >= 0;',
  },
  {
    name: 'forget what AWS has not come for',
    file: 'lambda/core/scheduled-events/announced.ts',
    find: 'if (notBefore === undefined || !isMovable(event)) return false;',
    replace: 'if (notBefore === undefined || now > 0 || !isMovable(event)) return false;',
  },
  {
    name: 'look for documented codes only',
    file: 'lambda/aws/ec2-reader.ts',
    find: "const EVERY_CODE = [...EVENT_CODES, '*'];",
    replace: 'const EVERY_CODE = [...EVENT_CODES];',
  },
  {
    name: 'see no events where EC2 refuses a star',
    file: 'lambda/aws/ec2-reader.ts',
    find: '      return of(EVENT_CODES);',
    replace: '      return [];',
  },
  {
    name: 'move right after a brake',
    file: 'lambda/core/gate/brake.ts',
    find: "const restMs = purpose === 'move' ? MOVES_REST_MS : UNLISTED_REST_MS;",
    replace: 'const restMs = 0;',
  },
  {
    name: 'take completed events for open ones',
    file: 'lambda/aws/instance-shapes.ts',
    find: 'if (/^\\[(completed|canceled|cancelled)\\]/i.test(description)) return undefined;',
    replace: 'if (/^\\[(completed|canceled|cancelled)\\]/i.test(description.slice(0, 0))) return undefined;',
  },
  {
    name: 'count what AWS stopped as announced for the brake',
    file: 'lambda/functions/responder/before-a-stop/brake-count.ts',
    find: 'isFailing(observation) ? [failureOf(observation)] : []',
    replace: '[failureOf(observation)]',
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
    find: 'heardAt: known?.heardAt ?? now,',
    replace: 'heardAt: known?.heardAt ?? now + HOUR,',
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
    name: 'move before the owner was told',
    file: 'lambda/core/scheduled-events/moving.ts',
    find: 'if (incident.plan?.start !== plan.slot.start || !isWell(observation)) return undefined;',
    replace: 'if (!isWell(observation)) return undefined;',
  },
  {
    name: 'move while the owner’s mail still waits',
    file: 'lambda/functions/responder/act.ts',
    find: 'if (afterItsMail === true && (await isLastAlertWaiting(incident, r))) {',
    replace:
      'if (afterItsMail === true && incident.version < 0 && (await isLastAlertWaiting(incident, r))) {',
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
    file: 'lambda/core/incident/phases/healed.ts',
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
    name: 'move the next one while the one before is not back',
    file: 'lambda/core/gate/move-order.ts',
    find: 'if (first === undefined) return undefined;',
    replace: 'if (first === undefined || first.phase !== "closed") return undefined;',
  },
  {
    name: 'move while its group has one down',
    file: 'lambda/core/gate/move-order.ts',
    find: 'if (down !== undefined) {',
    replace: "if (down?.kind === 'not-found' && now < 0) {",
  },
  {
    name: 'stop what does not answer on sound hardware',
    file: 'lambda/core/scheduled-events/moving.ts',
    find: '(mayMove ? open.find((one) => one.listed && isDegraded(one)) : undefined)',
    replace: '(mayMove ? open.find((one) => one.listed || isDegraded(one)) : undefined)',
  },
];
