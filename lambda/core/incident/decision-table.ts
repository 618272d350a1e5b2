/**
 * The decision table, in words. Each decision names its row; `docs/decision-table.md` is printed from here, and a
 * test asks that every row is decided somewhere and has a case that it must not catch.
 */
export const ROWS = {
  1: {
    phase: 'any',
    says: 'shutting-down or terminated; or not found for 10 minutes',
    decision: 'close: terminated',
  },
  2: { phase: 'watching', says: 'the policy became `ignore`', decision: 'close: ignored' },
  3: {
    phase: 'watching',
    says: 'stopped by AWS: at an announced date (Server.ScheduledStop), or by any other word of EC2 but those for a human, the OS and Spot, seen as it came; policy recover, act mode',
    decision: 'the gate, then **start**',
  },
  4: {
    phase: 'any',
    says: 'stopping, by a stop that the responder did not ask for; or in watching stopped otherwise',
    decision:
      'stopping: wait, never force it; after ForceStopAfterMinutes alert, and again each day. Stopped: close: stopped by someone else; never start it. By AWS, and mode, policy or an old stop forbid the start: told',
  },
  5: {
    phase: 'watching',
    says: 'all checks ok, nothing listed',
    decision:
      'close: recovered by itself, or by AWS when Health said so, recovered when it was stopped and started before, moved after a planned move. Inside the grace it is only logged; three within an hour are one alert: flapping',
  },
  6: {
    phase: 'watching',
    says: 'instance or attached EBS check impaired, system ok, for InstanceFailureMinutes',
    decision: 'alert once; go on with 7 and 8',
  },
  7: {
    phase: 'watching',
    says: 'system check impaired (whatever the instance check says), beyond the grace, which begins with this run of the instance. An ImpairedSince before LaunchTime counts from 10 minutes after the start on; one at most a minute before it, from 2 minutes on',
    decision: 'the gate, then **stop**',
  },
  8: {
    phase: 'watching',
    says: 'announced by EC2’s own list or by Health. Due: EC2 lists now what a stop/start resolves, all checks are ok, and its planned time, of which the owner was told in an earlier pass, has come. Or the instance check impaired for InstanceFailureMinutes, while EC2 lists a stop or a retirement or AWS Health has an availability issue open',
    decision:
      'the gate, then **stop**; until then announce each date once with the plan, tell each change of the plan, remind a day before, and wait. A failure that ends meanwhile is told, and the next one anew',
  },
  9: {
    phase: 'stopping',
    says: 'the answer to Stop says that the instance was stopping or stopped before; or the answer was lost and EC2 dates the stop more than 22 seconds after our intent, or says that it came another way',
    decision:
      'close: stopped by someone else, with an alert; never start it. While it is stopping, or where EC2 says that AWS stopped it: back to `watching`, where row 3 asks the whole gate',
  },
  10: {
    phase: 'stopping',
    says: 'running, LaunchTime as recorded',
    decision:
      'wait until 2 minutes after the request, then back to `watching`, where a stop that lands after all is still ours to finish; a definite refusal goes back at once and costs no attempt',
  },
  11: {
    phase: 'stopping',
    says: 'stopping for longer than ForceStopAfterMinutes',
    decision:
      '**force the stop**, once (again only if EC2 never answered), and only if the system check was impaired when we stopped; otherwise alert and wait. Still stopping 10 minutes later: alert, keep watching',
  },
  12: {
    phase: 'stopping, starting',
    says: 'stopped, LaunchTime as recorded, and no request of ours still on its way',
    decision:
      '**start**; on any failure again with a back-off of up to 5 minutes, alert at the first of each kind and daily; never give up',
  },
  13: {
    phase: 'stopping, starting, verifying',
    says: 'stopped, LaunchTime newer than recorded',
    decision:
      'StateReason Client.UserInitiatedShutdown, Client.UserInitiatedHibernate or Client.InstanceInitiatedShutdown: close: taken over by a human. Whatever else EC2 says: AWS could not start it, as 12',
  },
  14: {
    phase: 'stopping, starting',
    says: 'running or pending, LaunchTime newer than recorded',
    decision: '`verifying`',
  },
  15: {
    phase: 'verifying',
    says: 'running, system and instance checks ok, attached EBS ok or not applicable',
    decision:
      'close: recovered. A planned move: report it, give its claim back, and watch on until EC2 drops the event; still listed after two hours: alert',
  },
  16: {
    phase: 'verifying, watching',
    says: 'pending; or in verifying a check initializing, insufficient-data, or failed since before the start',
    decision:
      'wait; after VerifyMinutes alert once, keep verifying. Pending for VerifyMinutes: alert, again each day; the time for its checks begins when it runs',
  },
  17: {
    phase: 'verifying',
    says: 'system check impaired since it runs, as in row 7, for the grace',
    decision: 'back to `watching`: rule 7 with the whole gate',
  },
  18: {
    phase: 'verifying',
    says: 'system ok, instance or attached EBS check impaired for VerifyMinutes',
    decision: 'one alert: host changed, the OS needs you; back to `watching`, rule 6 silent',
  },
  19: {
    phase: 'any',
    says: 'anything else, also a picture from before a start that was seen already',
    decision: 'wait; unchanged for 15 minutes: alert; never stop',
  },
  20: {
    phase: 'stopping, starting, verifying',
    says: 'stopped, tagged `ec2-responder:keep-stopped`, before any start of rows 12 and 13',
    decision:
      'wait while a request of ours may still take effect (two minutes after a start); then close: taken over by a human, with an alert; never start it',
  },
  21: {
    phase: 'stopping, watching',
    says: 'the answer to Stop was lost, and EC2 dates a stop through the API more than 2 seconds before our intent, or in the 2 seconds after the last in which ours could come: it may be ours or a human’s',
    decision:
      'back to `watching` and wait, do not start it; alert, again each day, until it runs, is terminated, or has the tag `ec2-responder:keep-stopped` (close: taken over by a human)',
  },
} as const satisfies Record<number, { phase: string; says: string; decision: string }>;

export type Row = keyof typeof ROWS;
