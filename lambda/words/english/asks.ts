import { type Catalogue } from '../catalogue.ts';

/** What a Health event asks of the owner. */
export const ASKS = {
  // ── what a Health event asks of the owner: EC2 and EBS (health-codes.ts) ───────────────────────────────────────
  'ask.move': () =>
    'Stop and start it before the date, at a time that suits you: it comes up on another host, and that ends the event.',
  'ask.replace-instance': () =>
    'Replace it from an image or a backup before the date, and save what exists only on its instance store.',
  'ask.wait-maintenance': () =>
    'Nothing, if a short loss of the network at that time is bearable; a stop/start would take longer. Otherwise move the work elsewhere.',
  'ask.read-maintenance': () =>
    'Read what AWS says. If its root volume is EBS, a stop and a start before the date usually end the event; otherwise replace it.',
  'ask.dedicated-host': () =>
    'Move its instances to another Dedicated Host before the date (a start on the same host moves nothing), or let host maintenance do it.',
  'ask.check-service': () => 'Check that your service works; to its OS this was a reboot, on other hardware.',
  'ask.move-unrecovered': () =>
    'It is still on the host on which AWS saw the failure. The responder moves it only while EC2 shows the failed check; otherwise stop and start it yourself at a quiet time.',
  'ask.nothing-healthy': () => 'Nothing: AWS looked again and found the instance healthy.',
  'ask.nothing-terminated': () =>
    'Nothing: the instance is terminated, and the event is about nothing that is left.',
  'ask.nothing-unknown': () =>
    'Nothing: EC2 does not know this instance here, so it was terminated some time ago, or is in another account or Region. If you know it to run, look at the event in the Health Dashboard.',
  'ask.nothing-stopped': () =>
    'Nothing: the instance is stopped. Its next start brings it up on another host, and that ends the event.',
  'ask.nothing-runs': () =>
    'Nothing: none of these instances runs. Those that are stopped come up on another host at their next start, which ends the event; the others are terminated.',
  'ask.watch-instance': () =>
    'Nothing while its checks are ok; the responder watches it and acts when they fail. If your service suffers, stop and start the instance.',
  'ask.replace-drive': () =>
    'Save the data of its instance store and replace the instance at a time of your choice. A stop or a start erases that data.',
  'ask.wait-outage': () =>
    'Nothing to repair on your side: it is a problem of AWS. If you can work from another zone or Region, do so; do not stop instances there.',
  'ask.read': () => 'Read what AWS says, and decide whether it concerns you.',
  'ask.capacity-reservation': () =>
    'Use the Capacity Reservation or cancel it: it costs as much as running instances.',
  'ask.security': () => 'Read what AWS says today, and do what it asks.',
  'ask.check-volume': () =>
    'Look at the status of the volume and at what writes to it. If it does not get better, replace it from a snapshot.',
  'ask.restore-volume': () =>
    'Restore the volume from its latest snapshot and attach it in place of the lost one; what was written since then is lost.',

  // ── what a Health event asks of the owner: other services (notice-kinds.ts) ────────────────────────────────────
  'ask.required': () => 'AWS asks you for an action: read what it says below, and do it.',
  'ask.no-action': () =>
    'Nothing: AWS says that no action is required. What it does, and when, stands below.',
  'ask.done': () => 'Nothing, if what it is about works as before: have a look.',
  'ask.all-finished': () => 'Nothing: AWS lists all that it names as finished.',
  'ask.date-past': () =>
    'Check that what it is about works. If the event still stands in the Health Dashboard (link below), do what it asks there.',
  'ask.lifecycle-past': () =>
    'Look at what you still use of it: the date is past, and AWS may have changed or ended it. Move to a supported version.',
  'ask.if-not-done': () => 'Nothing, if you have done this. Otherwise do it now:',
  'ask.issue': () =>
    'Check whether your system is affected. If it is, work around it as in any outage; AWS repairs its side.',
  'ask.scheduled': () =>
    'Read what AWS will do and when. Prepare for it, or do it yourself before the date if that suits you better.',
  'ask.lifecycle': () =>
    'Plan the move to a supported version before the date; after it AWS may change or end what you use.',
  'ask.lambda-runtime': () =>
    'Move the functions to a supported runtime before the date; after it they cannot be created or updated any more.',
  'ask.certificate': () =>
    'Check whether the certificate renews by itself. If it does not, renew it (validate its domain again) or import a new one before it expires.',
  'ask.certificate-renewed': () =>
    'Nothing where AWS services use the certificate; where you have exported it or installed it elsewhere, replace it there.',
  'ask.certificate-caa': () =>
    'Add Amazon to the CAA records of the domain, so that the certificate can be issued and renewed.',
  'ask.rds': () =>
    'Choose the maintenance window yourself, or apply the maintenance beforehand at a quiet time; without Multi-AZ the database is unavailable for minutes.',
  'ask.direct-connect': () =>
    'Check before the date that a second connection or a VPN can carry your traffic; then let AWS do its work.',
  'ask.vpn': () => 'Check that both tunnels of the connection are up and that your router uses both.',
  'ask.load-balancer': () =>
    'Look at the healthy targets and the errors of the load balancer; if it lacks addresses or capacity, give it more.',
  'ask.limit': () => 'Request a higher limit, or free up what is not used.',
  'ask.beanstalk': () => 'Update the platform of the environment at a quiet time.',
  'ask.ecs-tasks': () =>
    'Nothing, if the service starts new tasks by itself (it does so at the date). A task that you started by hand you have to start again.',
  'ask.elasticache': () => 'Apply the update at a quiet time before its date; otherwise AWS applies it then.',
  'ask.abuse': () =>
    'Answer AWS today, at the address in the report: find what causes it, stop it, and say so. Without an answer AWS may suspend the resource or the account.',
  'ask.credentials': () =>
    'Act now: deactivate the access key, look in CloudTrail for what was done with it, remove what you did not create, then answer AWS.',
  'ask.quarantine': () =>
    'Act now: AWS has restricted an IAM user whose access key is public. Replace the key, look in CloudTrail for what was done with it, then answer AWS.',
  'ask.ses': () =>
    'Act today: your sending is under review, or AWS has paused it. Stop what bounces or causes complaints, then answer AWS.',
  'ask.shield': () =>
    'Look at the attack now: is your service reachable? With Shield Advanced you can call its response team.',
  'ask.billing': () => 'Look at the billing console; if AWS names something to pay or to correct, do it.',
  'ask.suspension': () =>
    'Act today: pay what is due or contact AWS Support. After the date AWS stops everything in the account.',
} satisfies Partial<Catalogue>;
