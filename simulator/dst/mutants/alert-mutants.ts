import type { Mutant } from './mutant.ts';

/** What is told, when, and that it goes out: once, in order, in few mails. */
export const ALERT_MUTANTS: readonly Mutant[] = [
  {
    name: 'call an address that is gone a new one',
    file: 'lambda/core/alerts/incident-drafts.ts',
    find: 'const lost = moved && after === undefined;',
    replace: "const lost = moved && after === '';",
  },
  {
    name: 'promise another address to an instance that gets none',
    file: 'lambda/aws/instance-shapes.ts',
    find: "return interfaces.length > 1 || secondary ? 'none' : 'another';",
    replace: "return interfaces.length > 1000 && secondary ? 'none' : 'another';",
  },
  {
    name: 'swallow a start failure',
    file: 'lambda/core/alerts/alert-queue.ts',
    find: 'if (last !== undefined && !isDueAgain(one, last, now)) continue;',
    replace:
      "if (one.about.startsWith('start failed') || (last !== undefined && !isDueAgain(one, last, now))) continue;",
  },
  {
    name: 'publish before recording',
    file: 'lambda/functions/responder/records/write-records.ts',
    find: 'return noted(await r.incidents.write(incident, alerts), alerts, r);',
    replace:
      "const { mailOf } = await import('../../../words/mail.ts');\n  const { attributesOf } = await import('../../../core/alerts/alert-attributes.ts');\n  for (const { alert } of alerts)\n    await r.topic.publish({ ...mailOf(alert, r.place), attributes: attributesOf(alert, r.place) }).catch(() => undefined);\n  return noted(await r.incidents.write(incident, alerts), alerts, r);",
  },
  {
    name: 'take an alert for sent that SNS refused',
    file: 'lambda/functions/responder/outbox.ts',
    find: 'const ids = mine.map(({ alert }) => alert.id);\n',
    replace: 'const ids = mine.map(({ alert }) => alert.id);\n      sent.push(...batch);\n',
  },
  {
    name: 'forget the alerts that wait of a closed incident',
    file: 'lambda/aws/stores/incident-store.ts',
    find: '...alerts.map((alert) => besideRecord(alert)),',
    replace:
      '...alerts.map((alert) => {\n        const { [UNFINISHED_ATTRIBUTE]: listed, ...rest } = besideRecord(alert).item;\n        return { item: isOpen(next) ? { ...rest, [UNFINISHED_ATTRIBUTE]: listed } : rest };\n      }),',
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
    find: 'if (queued.length <= singlesLeft) return',
    replace: 'if (queued.length <= singlesLeft + SINGLE_MAILS * 100) return',
  },
  {
    name: 'name the Region second',
    file: 'lambda/words/mail.ts',
    find: 'return `Account ${account ?? place.accountId}, Region ${region}${who}${told}:`;',
    replace: 'return `Region ${region}, account ${account ?? place.accountId}${who}${told}:`;',
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
    file: 'lambda/aws/stores/alert-slots.ts',
    find: 'const slot = Math.floor(now / SLOT_MS);',
    replace: 'const slot = `${Math.floor(now / SLOT_MS)} ${Math.random()}`;',
  },
  {
    name: 'tell of a failed start every five minutes',
    file: 'lambda/core/alerts/start-failed-draft.ts',
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
    name: 'keep still about a second failure',
    file: 'lambda/core/incident/transitions.ts',
    find: 'const told = Object.fromEntries(Object.entries(incident.told).filter(([about]) => isAnnouncement(about)));',
    replace: 'const told = isAnnouncement(incident.incidentId) ? {} : incident.told;',
  },
  {
    name: 'let alerts overtake each other',
    file: 'lambda/core/alerts/queued-alert.ts',
    find: 'if (!mayGo(one) || (!follows && waits({ of: one.of, number: one.number - 1 }))) {\n      stopped.add(one.of);',
    replace: 'if (!mayGo(one) || (follows && !follows)) {',
  },
  {
    name: 'take an uncounted zone for told',
    file: 'lambda/functions/responder/before-a-stop/gatekeeper.ts',
    find: "if (key === 'refuse.brake-unread' || purpose !== 'stop') return false;",
    replace: "if (key === 'refuse.brake-unread' || purpose !== 'stop') return true;",
  },
  {
    name: 'never tell of flapping',
    file: 'lambda/core/incident/phases/healed.ts',
    find: 'const FLAPPING_EPISODES = 3;',
    replace: 'const FLAPPING_EPISODES = 300;',
  },
  {
    name: 'number the alerts of each incident from the start',
    file: 'lambda/core/incident/opening.ts',
    find: 'alertsMade: earlier?.alertsMade ?? numberedFrom(now),',
    replace: 'alertsMade: numberedFrom(earlier?.openedAt ?? now),',
  },
];
