import type { AlertDraft } from '../incident/decision.ts';
import { ANNOUNCEMENT, downSince, VERIFY_LATE, type Attempt, type Incident } from '../model/incident.ts';
import { losesItsAddress, willLose } from '../model/losses.ts';
import type { FoundInstance } from '../model/observation.ts';
import type { AnnouncedChange } from '../model/announcement.ts';
import { adviceFor, documentFor } from '../scheduled-events/movable.ts';
import { say, type Sentence } from '../model/sentence.ts';
import { permissionAdvice } from './start-failed-draft.ts';
import type { EpochMs } from '../model/time.ts';

/** What each alert says. One function for each kind of mail; the layout is made in `words/`. */

export function acting(attempt: Attempt): AlertDraft {
  const again = attempt.stoppedBy === 'us' && (attempt.number ?? 1) > 1;
  const number = attempt.number ?? 1;
  const { short, story } = ACTING[attempt.stoppedBy === 'AWS' ? 'AWS' : (attempt.cause ?? 'host')];
  const first =
    attempt.stoppedFor === undefined
      ? say(story)
      : say('story.acting-start-unannounced', { by: attempt.stoppedFor });
  return {
    about: `acting ${attempt.intendedAt}`,
    word: 'ACTING',
    short: again ? say('short.acting-again', { number }) : say(short),
    story: [
      again ? say('story.acting-again', { number }) : first,
      ...(attempt.loses === undefined ? [] : [willLose(attempt.loses)]),
    ],
    todo: [
      ...(losesItsAddress(attempt.loses ?? {}) ? [say('todo.elastic-ip-before')] : []),
      say('todo.wait'),
      ...(attempt.stoppedBy === 'us' ? [say('todo.keep-stopped')] : []),
    ],
    documents: ['stop-start', 'status-checks'],
  };
}

/** What is begun, by its cause. */
const ACTING = {
  host: { short: 'short.acting', story: 'story.acting' },
  AWS: { short: 'short.acting-start', story: 'story.acting-start' },
  unreachable: { short: 'short.acting-unreachable', story: 'story.acting-unreachable' },
  planned: { short: 'short.acting-move', story: 'story.acting-move' },
} as const;

/** How it came back, by the cause of the stop. */
const BACK = {
  'host failure': 'story.recovered',
  unreachable: 'story.recovered-unreachable',
  planned: 'story.moved',
} as const;

/** After our own stop and start, or AWS's stop and our start; a planned move is told as one, with its time. */
export function recovered(incident: Incident, observation: FoundInstance, now: EpochMs): AlertDraft {
  const { attempt } = incident;
  const total = now - downSince(incident);
  const byAws = attempt?.stoppedBy === 'AWS';
  const planned = attempt?.cause === 'planned';
  const story: Sentence[] = [howItCameBack(attempt, total, now)];
  const todo: Sentence[] = [say('todo.check-service')];
  const data: Record<string, string | number> = { seconds_total: Math.round(total / 1000) };
  if (attempt?.stoppedBy === 'us') {
    const phases = phaseDurations(incident, attempt, now);
    story.push(say(planned ? 'story.move-phases' : 'story.phases', phases));
    for (const [phase, ms] of Object.entries(phases)) data[`seconds_${phase}`] = Math.round(ms / 1000);
  }
  const forced = attempt?.forcedAt !== undefined && attempt.force !== 'refused';
  if (forced) todo.push(say('todo.fsck'));
  const before = attempt?.publicIp;
  const after = observation.facts.publicIp;
  const moved = before !== undefined && before !== after;
  const lost = moved && after === undefined;
  if (moved) {
    story.push(
      after === undefined ? say('story.ip-lost', { before }) : say('story.ip-changed', { before, after }),
    );
    todo.push(say(lost ? 'todo.elastic-ip' : 'todo.dns'));
    data.public_ip_before = before;
    data.public_ip_after = after ?? 'none';
  } else if (byAws) story.push(say('story.ip-perhaps'));
  else story.push(say('story.ip-kept'));
  if (planned) {
    const moving = lost ? 'short.moved-lost-ip' : moved ? 'short.moved-new-ip' : 'short.moved';
    const short = say(moving, { ms: total });
    const about = `moved ${attempt.intendedAt}`;
    return { about, word: 'MOVED', short, story, todo, documents: ['stop-start', 'scheduled-events'], data };
  }
  const short = lost
    ? say('short.recovered-lost-ip', { ms: total, forced })
    : say(forced ? 'short.recovered-forced' : moved ? 'short.recovered-new-ip' : 'short.recovered', {
        ms: total,
      });
  return { about: 'end', word: 'RECOVERED', short, story, todo, documents: ['stop-start'], data };
}

function howItCameBack(attempt: Attempt | undefined, ms: number, now: EpochMs): Sentence {
  if (attempt?.stoppedFor !== undefined)
    return say('story.recovered-aws-stop-unannounced', { ms, by: attempt.stoppedFor });
  const how =
    attempt?.stoppedBy === 'AWS' ? 'story.recovered-aws-stop' : BACK[attempt?.cause ?? 'host failure'];
  return how === 'story.moved' ? say(how, { ms, at: attempt?.intendedAt ?? now }) : say(how, { ms });
}

/** How long each phase of an attempt took, in milliseconds. */
export function phaseDurations(
  incident: Incident,
  attempt: Attempt,
  now: EpochMs,
): { wait: number; stop: number; start: number; verify: number } {
  const failedAt = incident.impairedSince ?? attempt.intendedAt;
  const stoppedAt = attempt.stoppedAt ?? attempt.startRequestedAt ?? attempt.intendedAt;
  const startedAt = Math.max(attempt.startedAt ?? stoppedAt, stoppedAt);
  return {
    wait: Math.max(0, attempt.intendedAt - failedAt),
    stop: Math.max(0, stoppedAt - attempt.intendedAt),
    start: startedAt - stoppedAt,
    verify: Math.max(0, now - startedAt),
  };
}

export function healed(incident: Incident, how: 'itself' | 'AWS' | 'event gone', now: EpochMs): AlertDraft {
  const ms = incident.impairedSince === undefined ? undefined : now - incident.impairedSince;
  const base = { about: 'end', word: 'SELF-RECOVERED', todo: [say('todo.check-service')] } as const;
  if (how === 'AWS') {
    const story = [say('story.aws-recovered')];
    return {
      ...base,
      short: say('short.aws-recovered', { ms }),
      story,
      todo: [say('todo.check-service')],
      documents: ['auto-recovery'],
    };
  }
  if (how === 'event gone') {
    return {
      ...base,
      word: 'NOTICE',
      short: say('short.event-gone'),
      story: [say('story.event-gone')],
      documents: ['scheduled-events'],
    };
  }
  return {
    ...base,
    short: say('short.self-recovered', { ms }),
    story: [say('story.self-recovered', { ms })],
    documents: ['status-checks'],
  };
}

/** AWS had stopped it, it was not started by us, and it runs. */
export function runsAgain(): AlertDraft {
  return {
    about: 'end',
    word: 'NOTICE',
    short: say('short.runs-again'),
    story: [say('story.runs-again')],
    todo: [say('todo.check-service')],
    documents: ['stop-start'],
  };
}

/** @param givenUp what AWS has announced for the hardware under it, if anything: then nobody is told that the host is healthy */
export function instanceFailure(
  check: 'instance' | 'ebs',
  since: EpochMs,
  givenUp?: AnnouncedChange,
): AlertDraft {
  const os = check === 'instance';
  if (os && givenUp !== undefined) {
    const { code, at } = givenUp;
    return {
      about: 'instance failure',
      word: 'NEEDS-YOU',
      short: say('short.instance-failure-bad-host'),
      story: [say('story.instance-failure-bad-host', { since, code, at })],
      todo: [say(adviceFor(givenUp)), say('todo.console')],
      documents: [documentFor(givenUp), 'stop-start'],
    };
  }
  return {
    about: 'instance failure',
    word: 'NEEDS-YOU',
    short: say(os ? 'short.instance-failure' : 'short.ebs-failure'),
    story: [say(os ? 'story.instance-failure' : 'story.ebs-failure', { since })],
    todo: os ? [say('todo.console'), say('todo.connect')] : [say('todo.ebs'), say('todo.console')],
    documents: os ? ['troubleshoot-instance', 'status-checks'] : ['ebs-checks', 'troubleshoot-instance'],
  };
}

/** The name of the alert after which row 6 is silent: the reader knows about the OS already. */
export const OS_AFTER_START = 'os after start';

export function osAfterStart(minutes: number, startedAt: EpochMs): AlertDraft {
  return {
    about: OS_AFTER_START,
    anewSince: startedAt,
    word: 'NEEDS-YOU',
    short: say('short.os-after-start'),
    story: [say('story.os-after-start', { minutes })],
    todo: [say('todo.console'), say('todo.connect')],
    documents: ['troubleshoot-instance'],
  };
}

export function stopRefused(
  code: string,
  message: string,
  unauthorized: boolean,
  planned: boolean,
): AlertDraft {
  return {
    about: planned ? `${ANNOUNCEMENT}move refused` : 'stop refused',
    word: 'NEEDS-YOU',
    short: say(planned ? 'short.move-refused' : 'short.stop-refused'),
    story: [say(planned ? 'story.move-refused' : 'story.stop-refused', { code, message })],
    todo: [
      ...(unauthorized ? [permissionAdvice('ec2:StopInstances', message)] : []),
      say('todo.stop-start-yourself'),
    ],
    documents: ['stop-start'],
    data: { error: code },
  };
}

/** Why a stop that hangs is not forced, or that forcing it did not help. */
type Hang = 'forced' | 'force refused' | 'healthy host';

const HANG_STORIES: Readonly<
  Record<Hang, 'story.stop-hangs-forced' | 'story.stop-hangs-refused' | 'story.stop-hangs'>
> = {
  forced: 'story.stop-hangs-forced',
  'force refused': 'story.stop-hangs-refused',
  'healthy host': 'story.stop-hangs',
};

export function stopHangs(how: Hang, attempt: Attempt): AlertDraft {
  return {
    about: `stop hangs, ${how}`,
    word: 'NEEDS-YOU',
    short: say('short.stop-hangs'),
    story: [say(HANG_STORIES[how])],
    todo: [say('todo.support')],
    documents: ['troubleshoot-stopping'],
    anewSince: attempt.intendedAt,
  };
}

export function verifyLate(minutes: number, startedAt: EpochMs): AlertDraft {
  return {
    about: VERIFY_LATE,
    anewSince: startedAt,
    word: 'NEEDS-YOU',
    short: say('short.verify-late'),
    story: [say('story.verify-late', { minutes })],
    todo: [say('todo.verify'), say('todo.console')],
    documents: ['troubleshoot-instance'],
  };
}

/** What the names of the alerts about an unclear picture begin with. */
export const UNCLEAR = 'unclear, ';

export function unclear(what: Sentence, minutes: number, { phase, attempt }: Incident): AlertDraft {
  return {
    about: `${UNCLEAR}${phase}`,
    ...(attempt === undefined ? {} : { anewSince: attempt.intendedAt }),
    word: 'NEEDS-YOU',
    short: say('short.unclear'),
    story: [say('story.unclear', { what, minutes })],
    todo: [say('todo.look')],
    documents: ['status-checks'],
  };
}

export function flapping(count: number): AlertDraft {
  return {
    about: 'flapping',
    word: 'NEEDS-YOU',
    short: say('short.flapping'),
    story: [say('story.flapping', { count })],
    todo: [say('todo.flapping')],
    documents: ['status-checks'],
  };
}

/** @param reason what EC2 says of that stop, where it met ours */
export function stoppedBySomeone(reason?: Sentence): AlertDraft {
  return {
    about: 'end',
    word: 'TAKEN-OVER',
    short: say('short.stopped-by-someone'),
    story: [
      say('story.stopped-by-someone'),
      ...(reason === undefined ? [] : [say('story.end-reason', { reason })]),
    ],
    todo: [say('todo.start-it')],
    documents: ['stop-start'],
  };
}

/**
 * The owner has done by hand, before the date, what the announcement asked for.
 *
 * @param startMoves false on a Dedicated Host, where a stop is half of it
 */
export function stoppedAsAnnounced(startMoves: boolean): AlertDraft {
  return {
    about: 'end',
    word: 'NOTICE',
    short: say(startMoves ? 'short.stopped-announced' : 'short.stopped-on-host'),
    story: [say(startMoves ? 'story.stopped-announced' : 'story.stopped-on-host')],
    todo: [say(startMoves ? 'todo.start-it' : 'ask.dedicated-host')],
    documents: ['scheduled-events', 'stop-start'],
  };
}

export function takenOver(): AlertDraft {
  return { ...stoppedBySomeone(), story: [say('story.taken-over')] };
}

/** Stopped by us or by AWS, and its owner has said by the tag that it stays so. */
export function keptStopped(): AlertDraft {
  return {
    ...stoppedBySomeone(),
    short: say('short.kept-stopped'),
    story: [say('story.kept-stopped')],
    todo: [say('todo.start-it'), say('todo.keep-stopped-off')],
  };
}

/** AWS stopped the instance, and the policy does not let us start it: the owner must know. */
export function stoppedByAws(reason: Sentence, by?: string): AlertDraft {
  return {
    about: 'end',
    word: 'NEEDS-YOU',
    // By a word that nobody knows it may have been anybody.
    short: reason.key === 'refuse.unknown-stop' ? say('short.whose-stop') : say('short.not-starting'),
    story: [
      reason.key === 'refuse.unknown-stop' ? say('story.unknown-stop') : say('story.not-starting'),
      ...(by === undefined ? [] : [say('story.aws-word', { by })]),
      say('story.end-reason', { reason }),
    ],
    todo: [say('todo.start-it')],
    documents: ['scheduled-events', 'stop-start'],
  };
}

export function terminated(): AlertDraft {
  return {
    about: 'end',
    word: 'TAKEN-OVER',
    short: say('short.terminated'),
    story: [say('story.terminated')],
    todo: [],
    documents: [],
  };
}

export function ignored(): AlertDraft {
  return {
    about: 'end',
    word: 'NOTICE',
    short: say('short.ignored'),
    story: [say('story.ignored')],
    todo: [],
    documents: [],
  };
}
