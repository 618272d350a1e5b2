import { alertsPut } from '../../table-writes.ts';
import type { Outcome } from '../../../../lambda/contract/metric-names.ts';
import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { isKeptStopped, isWell, tagValues } from '../../ground-truth/oracle.ts';
import type { Moment } from '../../ground-truth/ground-truth.ts';
import { alertIdsIn } from '../../checking/alert-ids.ts';
import { changeOf, momentsSeen, type Invariant } from '../../checking/checker.ts';

const MINUTE = 60_000;
const MOST_SINGLE_MAILS = 5;
const MAILS_IN_A_MINUTE = 10;
const PLACE = 'Account 123456789012, Region ap-northeast-1';
/** A notice names the account of the organization and the Region that it is about, and who tells of it. */
const NOTICE_PLACE =
  /^Account (?:123456789012|210987654321), Region (?:ap-northeast-1\b|(?:us-west-2|global) \(told by the stack in (?:account 123456789012, )?Region ap-northeast-1\))/;

export const ALERTS: readonly Invariant[] = [
  {
    name: 'recorded before sent',
    says: 'No mail goes out that was not in the table first.',
    watch: (checker) => ({
      see: (entry) => {
        if (entry.kind !== 'mail') return;
        for (const id of alertIdsIn(entry)) {
          checker.judged();
          if (!checker.records.alerts.has(id)) checker.violated(`the alert ${id} was not in the table`);
        }
      },
    }),
  },
  {
    name: 'each alert once',
    says: 'Without faults each alert goes out once; with faults a repeat says the same under the same id.',
    watch: (checker) => {
      const sent = new Map<string, string>();
      return {
        see: (entry) => {
          if (entry.kind !== 'mail') return;
          const ids = alertIdsIn(entry);
          for (const id of ids) {
            const before = sent.get(id);
            if (before !== undefined) checker.judged();
            // A digest tells the same in fewer words, and the owner may have another time zone by now.
            const text = ids.length === 1 && entry.attributes.word !== 'DIGEST' ? entry.body : '';
            if (before !== undefined && checker.plan.faults.size === 0)
              checker.violated(`${id} went out twice`);
            const comparable = before !== undefined && before !== '' && text !== '';
            if (comparable && zoneIn(before) === zoneIn(text) && before !== text)
              checker.violated(`${id} went out twice with different words`);
            sent.set(id, text === '' ? (before ?? '') : text);
          }
        },
      };
    },
  },
  {
    name: 'no alert is lost',
    says: 'Every alert that was recorded has gone out by the end.',
    watch: (checker) => ({
      end: () => {
        const mails = checker.region.journal.of('mail');
        const sent = new Set(mails.flatMap(alertIdsIn));
        for (const [id, alert] of checker.records.alerts) {
          checker.judged();
          if (sent.has(id) || mails.some((mail) => mail.body.replaceAll(/\s+/g, '').includes(`(${id})`)))
            continue;
          checker.violated(`${alert.word} ${id} never went out`, alert.instance?.id);
        }
      },
    }),
  },
  {
    name: 'every end is told',
    says: 'An incident that anybody was told of ends in a mail that says so.',
    watch: (checker) => ({
      end: () => {
        const sent = new Set(checker.region.journal.of('mail').flatMap(alertIdsIn));
        for (const alert of checker.records.alerts.values()) {
          const { incidentId, instance } = alert;
          if (incidentId === undefined || instance === undefined) continue;
          // That a start has not ended an event is said once, and the next stop is no end of it.
          if (/\/(flapping|still-listed)/.test(alert.id)) continue;
          const record = checker.records.incidents.get(instance.id);
          const over = record?.incidentId !== incidentId || record.phase === 'closed';
          const ended = [...sent].some(
            (id) => id.startsWith(`${incidentId}/end`) || id.startsWith(`${incidentId}/moved`),
          );
          if (!over) continue;
          checker.judged();
          if (!ended)
            checker.violated(`${alert.word} of ${incidentId} was told, its end was not`, instance.id);
        }
      },
    }),
  },
  {
    name: 'a human knows of each stop',
    says: 'Each stop of ours that takes effect is followed by a mail about the instance, within three minutes where nothing fails, else once nothing has failed for a quarter of an hour.',
    watch: (checker) => {
      const stops: { readonly id: string; readonly at: number }[] = [];
      return {
        see: (entry) => {
          if (entry.kind !== 'state' || entry.state !== 'stopping') return;
          const { stoppedBy } = checker.region.ec2.get(entry.instanceId);
          if (stoppedBy?.who === 'responder' && stoppedBy.at === entry.at)
            stops.push({ id: entry.instanceId, at: entry.at });
        },
        end: () => {
          const noFaults = checker.plan.faults.size === 0;
          const mails = checker.region.journal.of('mail');
          for (const { id, at } of stops) {
            const until = (noFaults ? at + 3 * MINUTE : checker.quietFrom(at, 15 * MINUTE)) ?? Infinity;
            const told = mails.some((mail) => mail.at >= at && mail.at <= until && mail.body.includes(id));
            checker.judged();
            if (!told) checker.violated('its stop was told to nobody in time', id);
          }
        },
      };
    },
  },
  {
    name: 'RECOVERED is true',
    says: 'RECOVERED is said only of an instance that was started since and runs with all checks ok.',
    watch: (checker) => ({
      see: (entry) => {
        const [, next] = changeOf(checker, entry);
        if (next === undefined || !alertsPut(entry).some(({ alert }) => alert.word === 'RECOVERED')) return;
        const { instanceId, attempt } = next;
        checker.judged();
        const startedSince = ({ instance }: Moment): boolean =>
          attempt === undefined || instance.launchTime > attempt.launchTime;
        if (!momentsSeen(checker, instanceId).some((moment) => isWell(moment) && startedSince(moment)))
          checker.violated('it was not well', instanceId);
      },
    }),
  },
  {
    name: 'every end is true',
    says: 'An incident ends as terminated, healed, ignored or stopped by others only where EC2 may have shown just that.',
    watch: (checker) => ({
      see: (entry) => {
        const [before, next] = changeOf(checker, entry);
        if (next?.outcome === undefined) return;
        if (before?.outcome !== undefined && before.incidentId === next.incidentId) return;
        const isTrue = ENDS[next.outcome];
        if (isTrue === undefined) return;
        checker.judged();
        if (!momentsSeen(checker, next.instanceId).some(isTrue))
          checker.violated(`it was not ${next.outcome}`, next.instanceId);
      },
    }),
  },
  {
    name: 'account and Region first',
    says: 'The first line of every mail names account and Region.',
    watch: (checker) => ({
      see: (entry) => {
        if (entry.kind !== 'mail') return;
        const head = entry.body.replaceAll('\n', ' ');
        checker.judged();
        const isNotice = entry.attributes.alertId?.startsWith('health/') === true;
        if (!head.startsWith(PLACE) && !(isNotice && NOTICE_PLACE.test(head)))
          checker.violated(`"${entry.body.slice(0, 60)}"`);
      },
    }),
  },
  {
    name: 'no mail without a cause',
    says: 'Nobody is mailed about an instance that had nothing.',
    watch: (checker) => ({
      see: (entry) => {
        if (entry.kind !== 'mail') return;
        const id = entry.attributes.instanceId;
        if (id === undefined) return;
        checker.judged();
        if (!checker.groundTruth.affected.has(id)) checker.violated(`"${entry.subject}"`, id);
      },
    }),
  },
  {
    name: 'the mailbox stays open',
    says: 'SNS never gets so many messages at once that it suspends the e-mail address; where nothing goes wrong on the way, at most ten in a minute.',
    watch: (checker) => {
      let recent: readonly number[] = [];
      return {
        see: (entry) => {
          if (entry.kind !== 'mail') return;
          checker.judged();
          if (checker.region.topic.emailSuspended) checker.violated('more than ten mails in a second');
          // A mail whose answer was lost is repeated by the SDK, and a write whose answer was lost leaves it to be sent again.
          if (checker.plan.faults.size > 0) return;
          recent = [...recent.filter((at) => at > entry.at - MINUTE), entry.at];
          if (recent.length > MAILS_IN_A_MINUTE) checker.violated(`${recent.length} mails in a minute`);
        },
      };
    },
  },
  {
    name: 'many alerts are one mail',
    says: 'An invocation sends five alerts one by one; more are a digest, but for one that is left alone.',
    watch: (checker) => {
      const sent = new Map<number, { singly: number; last: string | undefined }>();
      return {
        seeAll: (entry) => {
          if (entry.kind !== 'call' || entry.error !== undefined) return;
          if (entry.action !== 'Publish' || isDigest(entry.input)) return;
          const before = sent.get(entry.invocation);
          const last = attributeIn(entry.input, 'alertId');
          // The SDK repeats a mail whose answer was lost.
          if (last === before?.last) return;
          const singly = (before?.singly ?? 0) + 1;
          sent.set(entry.invocation, { singly, last });
          if (singly > 1) checker.judged();
          if (singly > MOST_SINGLE_MAILS + 1)
            checker.violated(`${singly} mails by one invocation, one by one`);
        },
      };
    },
  },
];

/** The time zone in which a mail tells its times. */
function zoneIn(text: string): string | undefined {
  return /^Sent by ec2-responder at [\d-]+ [\d:]+ (\S+)/m.exec(text)?.[1];
}

function isDigest(input: unknown): boolean {
  return attributeIn(input, 'word') === 'DIGEST';
}

function attributeIn(input: unknown, name: string): string | undefined {
  const { MessageAttributes } = input as { MessageAttributes?: Record<string, { StringValue?: string }> };
  return MessageAttributes?.[name]?.StringValue;
}

/** When an incident may end this way; the other outcomes have invariants of their own. */
const ENDS: Partial<Record<Outcome, (moment: Moment) => boolean>> = {
  terminated: ({ instance }) => instance.state === 'shutting-down' || instance.state === 'terminated',
  recovered: isWell,
  ignored: ({ instance, parameters }) =>
    tagValues(instance).includes('ignore') ||
    (tagValues(instance).length === 0 && parameters.DefaultAction === 'ignore'),
  'recovered by itself': isWell,
  'recovered by AWS': isWell,
  moved: isWell,
  'stopped by someone else': ({ instance }) => isDown(instance) && instance.stoppedBy?.who !== 'responder',
  'taken over by a human': ({ instance }) =>
    isDown(instance) &&
    (instance.stoppedBy?.who === 'human' || instance.stoppedBy?.who === 'its OS' || isKeptStopped(instance)),
};

function isDown({ state }: SimulatedInstance): boolean {
  return state === 'stopping' || state === 'stopped';
}
