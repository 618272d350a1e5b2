import { asName } from '../../core/model/foreign-text.ts';
import { ended, type Catalogue } from '../catalogue.ts';

/** What the reader has to do. */
export const ADVICE = {
  'todo.wait': () => 'Nothing now. Another mail follows when it is back, or when you are needed.',
  'todo.check-service': () => 'Check that your service works; the responder sees status checks only.',
  'todo.fsck': () => 'Check file systems and databases: the stop was forced.',
  'todo.dns': () => 'Update what points to the old public IPv4 address, or use an Elastic IP.',
  'todo.elastic-ip': () =>
    'Associate an Elastic IP with it now, and point what used the old public IPv4 address to that one.',
  'todo.elastic-ip-before': () =>
    'If its public IPv4 address is used, associate an Elastic IP with it: after the start it has no other one.',
  'todo.console': () => 'First save what the OS says: its system log and screenshot (links below).',
  'todo.connect': () =>
    'Then connect with Session Manager, the serial console or SSH if it still answers; otherwise reboot it.',
  'todo.ebs': () =>
    'Look at the status of its volumes; if one is impaired, follow AWS (link below) or restore a snapshot.',
  'todo.stop-start-yourself': () =>
    'If you want it moved, stop and start it yourself: it comes up on another host.',
  'todo.remove-protection': () =>
    'To have it moved, turn off its stop protection: if its host is still failing then, the responder stops it within a minute or two.',
  'todo.shutdown-stop': () =>
    'To have it moved, set its attribute InstanceInitiatedShutdownBehavior to stop (aws ec2 modify-instance-attribute --instance-initiated-shutdown-behavior stop): if its host is still failing then, the responder stops it within a minute or two.',
  'todo.ask-manager': () =>
    'Look in what manages it, and replace or repair it there: a stop behind its back may get it terminated, or end its support.',
  'todo.loses-data': () =>
    'A stop and a start would move it, but erase its instance store volumes: do that only if their data is safe elsewhere.',
  'todo.dedicated-host': () =>
    'Move it to another Dedicated Host (modify its placement while it is stopped), or ask AWS to replace the host.',
  'todo.goes-on': () => 'Nothing, if it can wait: the responder tries again by itself.',
  'todo.no-room': () =>
    'Nothing, if it can wait: it is stopped and started when the other one runs again. If it is urgent, run its work in another zone, or stop it yourself, change its instance type and start it.',
  'todo.replace': () => 'Replace it from an image or a backup; it cannot be moved.',
  'todo.group-replaces': () =>
    'Nothing, if its group or service replaces it: check there that a new instance has come up.',
  'todo.not-replaced': () =>
    'Look at its group or service now. In an Auto Scaling group: is the process ReplaceUnhealthy, HealthCheck, Terminate or Launch suspended, is the instance in standby, do new instances fail to launch (its activity history says so)? Resume it there, or replace the instance there.',
  'todo.tag': () =>
    'To have the responder move it, set the tag ec2-responder=recover: if its host is still failing then, it is stopped within a minute or two.',
  'todo.tag-value': () => 'Correct the tag ec2-responder to recover, notify or ignore.',
  'todo.correct-settings': () =>
    'Correct the stack parameter: npx cdk deploy --parameters NAME=VALUE, or "Update stack" in the CloudFormation console. It counts from the next minute on.',
  'todo.keep-stopped': () =>
    'To have it stay stopped, set its tag ec2-responder:keep-stopped. To stop it yourself now is not enough: EC2 shows no second stop beside this one, and the instance would be started.',
  'todo.keep-stopped-off': () =>
    'To have the responder act again, remove the tag ec2-responder:keep-stopped.',
  'todo.observe-off': () => 'To have it done for you, set ResponderMode=act.',
  'todo.same-host-again': () =>
    'Its hosts fail again and again: open a support case, or change its instance type.',
  'todo.health-dashboard': () =>
    'Look at the AWS Health Dashboard for this Region. Run what you need now in another Availability Zone, and stop nothing here: what is stopped may find no capacity to start again.',
  'todo.region-outage': () =>
    'Stop nothing in this Region: what is stopped may not start again. See what AWS says of it in the AWS Health Dashboard. What you need now, run in another Region; in another zone of this one only where AWS says that it is well.',
  'todo.sweep-unfinished': () =>
    'If thousands have failed, nothing: it passes with the outage. Else look at the log of the function for what takes its time, such as calls to EC2 that are throttled.',
  'todo.capacity': () =>
    'If it is urgent: change its instance type, or use a Capacity Reservation; then start it. The responder notices.',
  'todo.start-error': () =>
    'Read the error above; if it names a permission, a key or a quota, correct that. The responder keeps trying.',
  'todo.kms': () =>
    "If its volumes are encrypted with your own key, check that the key policy lets the responder's role create grants.",
  'todo.permission': (p) => `Allow the responder's role ${p.action} on ${ended(p.resource)}`,
  'todo.key': () =>
    "Look at the KMS key of its encrypted volumes: it must exist, be enabled and not wait for its deletion, and its policy must let the responder's role create grants. When that is put right the responder starts the instance.",
  'todo.snapshot': () =>
    'Look at the snapshot that EC2 misses: it is deleted, or no longer shared with this account. If it cannot be brought back, replace the instance from a backup.',
  'todo.quota': () =>
    'Ask AWS for a higher quota, or free up what is not used. When there is room the responder starts the instance.',
  'todo.denied': () =>
    "A policy forbids it outright, so a further permission would not help: look at the instance's tag ec2-responder, then at your organisation's policies.",
  'todo.support': () => 'Open a support case for the instance, or replace it from a backup.',
  'todo.force-stop': () =>
    'To end it, force the stop (EC2 console: Instance state, Force stop instance), and start it when you want it back. Check file systems and databases then.',
  'todo.force-pending': () =>
    'Either force its stop (EC2 console: Instance state, Force stop instance), and start it again yourself when it is stopped: what you stop, the responder leaves stopped.',
  'todo.support-pending': () => 'Or open a support case: AWS can free it from the host on which it hangs.',
  'todo.verify': () =>
    'If this goes on, check the instance: a long disk check is normal, a kernel panic is not.',
  'todo.look': () => 'Look at the instance in the console.',
  'todo.flapping': () =>
    'Consider stopping and starting it at a quiet time; a host that fails in short bursts rarely gets better.',
  'todo.whose-stop': () =>
    'If nobody on your side has stopped it, start it now: the responder does not. It notices, and you are reminded each day until it runs.',
  'todo.whose-stop-tag': () =>
    'If it is to stay stopped, set its tag ec2-responder:keep-stopped=true (or terminate it); then you are not asked again.',
  'todo.start-it': () => 'Start it when you want it back.',
  'todo.window-tag': () =>
    'Correct the tag ec2-responder:window (such as sat:01:00-sat:03:00); then the move is planned accordingly.',
  'todo.move-nothing': () => 'Nothing, if the time suits you.',
  'todo.move-other-time': () =>
    'For another time set the tag ec2-responder:window (such as sat:01:00-sat:03:00), or stop and start it yourself before then. With the tag ec2-responder=notify the responder leaves it alone, even when its host fails.',
  'todo.move-yourself': () =>
    'Before that date, stop and start it at a time of your choice, or do what AWS advises (link below).',
  'todo.move-overdue': () =>
    'Stop and start it yourself at the next quiet time, or do what AWS advises (link below): its date has passed.',
  'todo.reboot-instead': () =>
    'Gentler, where its type supports it: reboot it yourself before then, in the console or by the API (not inside its OS). Reboot migration is on, so it comes up on other hardware and keeps its public IPv4 address; EC2 drops the event within about an hour, and the responder moves nothing meanwhile.',
  'todo.move-by-its-group': () =>
    'Do not stop it yourself: its group or service takes a stopped instance for a failed one and ends it. Have it replaced there at a quiet time before that date (an instance refresh, a drain), or leave it to be replaced at the date.',
  'todo.move-shutdown-stop': () =>
    'To have it moved, set its attribute InstanceInitiatedShutdownBehavior to stop (aws ec2 modify-instance-attribute --instance-initiated-shutdown-behavior stop); within a quarter of an hour you are told when. Do not stop it by hand before that: it may be terminated.',
  'todo.move-remove-protection': () =>
    'To have it moved, turn off its stop protection; within a quarter of an hour you are told when. Or stop and start it yourself before that date, at a time of your choice.',
  'todo.not-listed': () =>
    'Look at the event in the AWS Health Dashboard and in the EC2 console; if it is still there, stop and start the instance yourself.',
  'todo.still-listed': () =>
    'Look at the event in the console; if its date is still to come, ask AWS Support why it is still listed.',
  'todo.moves-go-on': () =>
    'If what keeps it down does not concern the others, set the tag ec2-responder:moves-go-on=true on this instance: then the other planned moves go on.',
  'todo.move-pressing': (p) =>
    `Look first why ${asName(p.other)} does not come back. If the same would happen here, set the tag ec2-responder=notify on this instance before then: it is left alone, and AWS acts at its date.`,
  'todo.member-down': () =>
    'Bring the other member back, or take the tag ec2-responder:group off it if it is no longer needed. If both may be down, stop and start this one yourself.',
  'todo.move-goes-on': () =>
    "It is tried again until the end of the planned time, then in the next window before AWS's date, if there is one. Or stop and start it yourself when it suits you.",
} satisfies Partial<Catalogue>;
