import { WHOSE_STOP } from '../../../../lambda/core/model/incident.ts';
import { checksOf } from '../../../ec2/status-checks.ts';
import { graceMs, prohibitions, silentFor, systemImpairedFor } from '../../ground-truth/oracle.ts';
import { looksLikeOurs, type Invariant } from '../../checking/checker.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A sweep or two after the last obstacle is gone. */
const SETTLED_MS = 5 * MINUTE;
/** The grace, three minutes of patience with what cannot be read, a claim's fifteen, and time to act. */
const ANSWERED_WITHIN_MS = 30 * MINUTE;

export const ANSWERS: readonly Invariant[] = [
  {
    name: 'a failed host is answered',
    says: 'A system check that stays failed is repaired, or a human was told why it is not.',
    watch: (checker) => ({
      end: () => {
        const now = checker.region.clock.now();
        const mails = checker.region.journal.of('mail');
        for (const instance of checker.region.ec2.instances.values()) {
          const moment = { at: now, instance, parameters: checker.groundTruth.parameters };
          const impaired = systemImpairedFor(moment);
          const due = graceMs(moment, undefined) + ANSWERED_WITHIN_MS;
          if (impaired === undefined || impaired < due || isIgnored(moment)) continue;
          const known = checker.records.incidents.get(instance.id);
          const since = Math.min(now - impaired, known?.openedAt ?? now);
          checker.judged();
          if (!mails.some((mail) => mail.at >= since && mail.body.includes(instance.id)))
            checker.violated(
              `failed for ${Math.round(impaired / MINUTE)} minutes, and nobody was told`,
              instance.id,
            );
        }
      },
    }),
  },
  {
    name: 'what may be moved is moved',
    says: 'In the calm an instance that nothing forbids to move is not left on its failed host.',
    watch: (checker) => ({
      end: () => {
        const { region, groundTruth, records } = checker;
        const now = region.clock.now();
        const instances = [...region.ec2.instances.values()];
        for (const instance of instances) {
          const moment = { at: now, instance, parameters: groundTruth.parameters };
          const impaired = systemImpairedFor(moment);
          const due = graceMs(moment, undefined) + ANSWERED_WITHIN_MS;
          if (impaired === undefined || impaired < due || prohibitions(moment).size > 0) continue;
          // AWS's maintenance that has just ended was in the way until now.
          if (prohibitions({ ...moment, at: now - SETTLED_MS }).size > 0) continue;
          checker.judged();
          // An attempt that was spent, a brake or a claim may hold it: then its record says so.
          const { refused } = records.incidents.get(instance.id) ?? {};
          const stage = refused?.stage;
          // A stop that was lost counts, too: nobody can know that it had no effect.
          const spent = (records.attempts.get(instance.id) ?? []).filter((at) => now - at < 24 * HOUR).length;
          if (stage === 'budget' && spent >= groundTruth.parameters.MaxAttemptsPerDay) continue;
          const zone = instances.filter((one) => one.availabilityZone === instance.availabilityZone);
          // What EC2 has no data of may have failed as well, and may have become so long after this one failed.
          const failed = zone.filter(
            (one) =>
              systemImpairedFor({ at: now, instance: one }) !== undefined ||
              silentFor({ at: now, instance: one }) !== undefined ||
              records.held.has(one.id),
          );
          if (
            stage === 'brake' &&
            (failed.length >= groundTruth.parameters.BrakeMinimum ||
              failed.length >= groundTruth.parameters.BrakeAlways ||
              records.issues.size > 0)
          )
            continue;
          if (stage === 'claim' && records.held.size > 0) continue;
          checker.violated(
            `failed for ${Math.round(impaired / MINUTE)} minutes, held by ${stage ?? 'nothing'}`,
            instance.id,
          );
        }
      },
    }),
  },
  {
    name: 'a failed OS is told',
    says: 'An instance or EBS check that stays failed on a healthy host is told.',
    watch: (checker) => ({
      end: () => {
        const now = checker.region.clock.now();
        const mails = checker.region.journal.of('mail');
        for (const instance of checker.region.ec2.instances.values()) {
          if (
            instance.state !== 'running' ||
            isIgnored({ at: now, instance, parameters: checker.groundTruth.parameters })
          )
            continue;
          const checks = checksOf(instance, now);
          if (checks.system.status !== 'ok') continue;
          const shown = Math.max(checks.instance.impairedSince ?? 0, checks.attachedEbs.impairedSince ?? 0);
          const since = shown === 0 ? 0 : Math.max(shown, instance.ranAt);
          const patience = Math.max(
            checker.groundTruth.parameters.InstanceFailureMinutes,
            checker.groundTruth.parameters.VerifyMinutes,
          );
          if (since === 0 || now - since < patience * MINUTE + ANSWERED_WITHIN_MS) continue;
          const known = checker.records.incidents.get(instance.id);
          const from = Math.min(since, known?.openedAt ?? since);
          checker.judged();
          if (!mails.some((mail) => mail.at >= from && mail.body.includes(instance.id)))
            checker.violated(
              `failed for ${Math.round((now - since) / MINUTE)} minutes, and nobody was told`,
              instance.id,
            );
        }
      },
    }),
  },
  {
    name: 'what is over is closed',
    says: 'In the calm no incident stays open on an instance that is well, or that is gone.',
    watch: (checker) => ({
      end: () => {
        const now = checker.region.clock.now();
        for (const [id, record] of checker.records.incidents) {
          const instance = checker.region.ec2.get(id);
          const gone = instance.state === 'terminated' || instance.state === 'stopped';
          // AWS may act a while after its date, also where it lists the event no more.
          const date = record.plan?.deadline ?? -Infinity;
          const quiet =
            record.health.length === 0 &&
            instance.scheduledEvents.length === 0 &&
            (now < date - 10 * MINUTE || now > date + 3 * HOUR);
          const { system, instance: os, attachedEbs } = checksOf(instance, now - 20 * MINUTE);
          const wellFor20 =
            instance.state === 'running' &&
            now - instance.launchTime > HOUR &&
            [system, os, attachedEbs].every(({ status }) => status === 'ok') &&
            instance.hostFailedAt === undefined &&
            instance.osFailedAt === undefined &&
            instance.ebsFailedAt === undefined;
          const stoppedByOther =
            gone &&
            instance.stoppedBy !== undefined &&
            (instance.stoppedBy.who === 'human' || instance.stoppedBy.who === 'its OS') &&
            now - instance.stoppedBy.at > 20 * MINUTE &&
            !looksLikeOurs(checker, id, instance.stoppedBy.at);
          if (!quiet || !(wellFor20 || stoppedByOther || instance.state === 'terminated')) continue;
          // Whose stop it was EC2 does not tell: it stays open until somebody says so, and its owner knows.
          if (instance.state === 'stopped' && record.told[WHOSE_STOP] !== undefined) continue;
          checker.judged();
          if (record.phase !== 'closed')
            checker.violated(`still ${record.phase}, and the instance is ${instance.state}`, id);
        }
      },
    }),
  },
];

function isIgnored({ instance, parameters }: Parameters<typeof prohibitions>[0]): boolean {
  return (instance.tags['ec2-responder'] ?? parameters.DefaultAction) === 'ignore';
}
