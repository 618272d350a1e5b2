import * as draft from '../../alerts/incident-drafts.ts';
import { policyOf } from '../../gate/policy.ts';
import { someoneWasTold } from '../../model/incident.ts';
import { allChecksOk } from '../../model/observation.ts';
import { say } from '../../model/sentence.ts';
import { announcing } from '../../scheduled-events/announcing.ts';
import { plannedMove, unreachable } from '../../scheduled-events/moving.ts';
import { announcementsOf, type Announcements } from '../../scheduled-events/planned-move.ts';
import { decided, WAIT, type AlertDraft, type Changes, type Decision, type Situation } from '../decision.ts';
import { healed, healedButListed } from './healed.ts';
import { hostFailure } from './host-failure.ts';
import { osFailure } from './os-failure.ts';
import { stopInDoubt } from './stop-in-doubt.ts';
import { stillPending } from './still-pending.ts';
import { ourStopAfterAll, stoppedMeanwhile } from './stopped-meanwhile.ts';
import { unclear } from './unclear.ts';

/** Rows 2 to 8: watching is the only phase that decides on a stop. The first rule that holds wins. */
export function decideWatching(situation: Situation): Decision {
  const ended = endOf(situation);
  if (ended !== undefined) return ended;

  const failed = hostFailure(situation);
  const announcements = announcementsOf(situation);
  const next = failed ?? nextStep(situation, announcements);
  const told = whatIsTold(situation, announcements);
  return {
    ...next,
    alerts: [...told.alerts, ...next.alerts],
    changes: { ...told.changes, ...next.changes },
  };
}

/** Rows 2 to 5 and 21: it is over, or somebody else has stopped the instance, or nobody can tell who. */
function endOf(situation: Situation): Decision | undefined {
  return (
    ourStopAfterAll(situation) ??
    ignored(situation) ??
    stopInDoubt(situation) ??
    stoppedMeanwhile(situation) ??
    healed(situation)
  );
}

/** What is done next about an instance whose host has not failed. */
function nextStep(situation: Situation, announcements: Announcements): Decision {
  return (
    healedButListed(situation, announcements) ??
    unreachable(situation, announcements) ??
    plannedMove(situation, announcements) ??
    waiting(situation, announcements)
  );
}

/** What the owner is told meanwhile, whatever is done next: of announcements and their plans, and of a failed OS. */
function whatIsTold(
  situation: Situation,
  announcements: Announcements,
): { readonly alerts: readonly AlertDraft[]; readonly changes: Changes } {
  const announced = announcing(situation, announcements);
  return {
    alerts: [...announced.alerts, ...osFailureTold(situation, announcements)],
    changes: announced.changes,
  };
}

/** Where the hardware is to blame nobody is told that the host is healthy. */
function osFailureTold(situation: Situation, announcements: Announcements): readonly AlertDraft[] {
  return unreachable(situation, announcements) === undefined ? osFailure(situation, announcements) : [];
}

/** Row 2. */
function ignored({ incident, observation, settings }: Situation): Decision | undefined {
  if (policyOf(observation.facts.tags, settings).action !== 'ignore') return undefined;
  const alerts = someoneWasTold(incident) ? [draft.ignored()] : [];
  return decided(2, { act: 'close', outcome: 'ignored' }, say('end.ignored'), alerts);
}

/** What is left: patience with a clear picture (rows 6 and 8), or an unclear one (row 19). */
function waiting(situation: Situation, announcements: Announcements): Decision {
  const { incident, observation, settings, now } = situation;
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state === 'running' && system.status === 'ok') {
    const failed = instance.status === 'impaired' ? instance : attachedEbs;
    if (failed.status === 'impaired' && failed.impairedSince !== undefined && failed.impairedSince <= now) {
      const wait =
        osFailureTold(situation, announcements).length > 0
          ? say('wait.human')
          : say('wait.instance', { minutes: settings.instanceFailureMinutes });
      return decided(6, WAIT, wait);
    }
    // What held a move is forgotten when the time of the move is over; until then it is still to be told.
    const { plan } = announcements;
    const inItsTime = plan?.kind === 'move' && plan.slot.start <= now;
    const changes: Changes = inItsTime ? {} : { refused: undefined };
    if (allChecksOk(observation)) return decided(8, WAIT, say('wait.scheduled'), [], changes);
  }
  // Somebody has started it, and that start hangs.
  const isSlow = incident.slowStart?.launchTime === observation.launchTime;
  return (isSlow ? stillPending(situation) : undefined) ?? unclear(situation);
}
