import type { DocumentName } from '../core/model/alert.ts';

/** The AWS documents that an alert may point to. */
const DOCS = 'https://docs.aws.amazon.com';
const GUIDE = `${DOCS}/AWSEC2/latest/UserGuide`;

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
  'auto-scaling-processes': `${DOCS}/autoscaling/ec2/userguide/as-suspend-resume-processes.html`,
  retirement: `${GUIDE}/instance-retirement.html`,
  'dedicated-hosts': `${GUIDE}/dedicated-hosts-maintenance.html`,
  'ebs-volume-status': `${DOCS}/ebs/latest/userguide/monitoring-volume-status.html`,
  'health-dashboard': `${DOCS}/health/latest/ug/getting-started-health-dashboard.html`,
  'acm-renewal': `${DOCS}/acm/latest/userguide/troubleshooting-renewal.html`,
  'rds-maintenance': `${DOCS}/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html`,
  'direct-connect-maintenance': `${DOCS}/directconnect/latest/UserGuide/dx-maintenance.html`,
  'vpn-redundancy': `${DOCS}/vpn/latest/s2svpn/monitoring-vpn-health-events.html`,
  'planned-lifecycle': `${DOCS}/health/latest/ug/aws-health-planned-lifecycle-events.html`,
  'lambda-runtimes': `${DOCS}/lambda/latest/dg/lambda-runtimes.html`,
  'beanstalk-updates': `${DOCS}/elasticbeanstalk/latest/dg/using-features.platform.upgrade.html`,
  'elb-troubleshooting': `${DOCS}/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html`,
  'ecs-task-retirement': `${DOCS}/AmazonECS/latest/developerguide/task-maintenance.html`,
  'elasticache-updates': `${DOCS}/AmazonElastiCache/latest/dg/Self-Service-Updates.html`,
  'abuse-report': 'https://repost.aws/knowledge-center/aws-abuse-report',
  'exposed-keys': 'https://repost.aws/knowledge-center/potential-account-compromise',
  'ses-enforcement': `${DOCS}/ses/latest/dg/faqs-enforcement.html`,
  'shield-events': `${DOCS}/waf/latest/developerguide/ddos-viewing-events.html`,
  'billing-account': 'https://repost.aws/knowledge-center/reactivate-suspended-account',
};
