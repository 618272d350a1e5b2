import type { DocumentName } from '../core/alert.ts';

/** The AWS documents that an alert may point to. */
const GUIDE = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide';

export const DOCUMENTS: Readonly<Record<DocumentName, string>> = {
  'stop-start': `${GUIDE}/Stop_Start.html`,
  'status-checks': `${GUIDE}/monitoring-system-instance-status-check.html`,
  'troubleshoot-instance': `${GUIDE}/TroubleshootingInstances.html`,
  'troubleshoot-stopping': `${GUIDE}/TroubleshootingInstancesStopping.html`,
  'auto-recovery': `${GUIDE}/ec2-instance-recover.html`,
  'scheduled-events': `${GUIDE}/monitoring-instances-status-check_sched.html`,
  capacity: `${GUIDE}/troubleshooting-launch.html`,
  'instance-store': `${GUIDE}/instance-store-lifetime.html`,
  'ebs-checks': `${GUIDE}/monitoring-system-instance-status-check.html`,
  'start-fails': `${GUIDE}/troubleshooting-launch.html`,
};
