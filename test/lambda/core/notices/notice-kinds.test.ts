import { describe, expect, it } from '@jest/globals';
import { noticeKind, noticeWord } from '../../../../lambda/core/notices/notice-kinds.ts';
import { at } from '../given.ts';
import { aHealthEvent } from './given-health.ts';

const NOW = at('10:00:00');

/** What is said where AWS says nothing of an action, and where it calls the event informational. */
const WORDS = {
  always: ['NEEDS-YOU', 'NEEDS-YOU'],
  account: ['NEEDS-YOU', 'NOTICE'],
  asked: ['NOTICE', 'NOTICE'],
} as const;

/** Service, code, category; class of work, when it needs somebody, what is asked, and where AWS writes about it. */
const ROWS = `
  ACM                  AWS_ACM_RENEWAL_STATE_CHANGE                              accountNotification periodic  account ask.certificate          acm-renewal
  ACM                  AWS_ACM_RENEWAL_FAILURE                                   accountNotification periodic  always  ask.certificate          acm-renewal
  ACM                  CAA_CHECK_FAILURE                                         accountNotification periodic  always  ask.certificate-caa      acm-renewal
  ACM                  AWS_ACM_X                                                 scheduledChange     periodic  account ask.certificate          acm-renewal
  ACM                  AWS_ACM_X                                                 accountNotification request   asked   ask.read                 health-dashboard
  ACM                  AWS_ACM_X                                                 issue               expert    account ask.issue                health-dashboard
  RDS                  AWS_RDS_MAINTENANCE_SCHEDULED                             accountNotification periodic  asked   ask.rds                  rds-maintenance
  RDS                  AWS_RDS_SYSTEM_UPGRADE_SCHEDULED                          accountNotification periodic  asked   ask.rds                  rds-maintenance
  RDS                  AWS_RDS_OPERATIONAL_NOTIFICATION                          accountNotification request   asked   ask.read                 rds-maintenance
  RDS                  AWS_RDS_SECURITY_NOTIFICATION                             accountNotification request   account ask.security             health-dashboard
  RDS                  AWS_RDS_X                                                 scheduledChange     periodic  asked   ask.rds                  rds-maintenance
  RDS                  AWS_RDS_X                                                 accountNotification request   asked   ask.read                 health-dashboard
  RDS                  AWS_RDS_X                                                 issue               expert    account ask.issue                health-dashboard
  VPN                  AWS_VPN_REDUNDANCY_LOSS                                   accountNotification request   asked   ask.vpn                  vpn-redundancy
  VPN                  AWS_VPN_X                                                 issue               request   account ask.vpn                  vpn-redundancy
  VPN                  AWS_VPN_X                                                 scheduledChange     request   asked   ask.vpn                  vpn-redundancy
  VPN                  AWS_VPN_X                                                 accountNotification request   asked   ask.read                 health-dashboard
  DIRECTCONNECT        AWS_DIRECTCONNECT_X                                       scheduledChange     request   account ask.direct-connect       direct-connect-maintenance
  DIRECTCONNECT        AWS_DIRECTCONNECT_EMERGENCY_MAINTENANCE_X                 scheduledChange     emergency account ask.direct-connect       direct-connect-maintenance
  DIRECTCONNECT        AWS_DIRECTCONNECT_X                                       accountNotification request   asked   ask.read                 health-dashboard
  DIRECTCONNECT        AWS_DIRECTCONNECT_MAINTENANCE_COMPLETED                   scheduledChange     none      asked   ask.done                 health-dashboard
  DIRECTCONNECT        AWS_DIRECTCONNECT_MAINTENANCE_NOT_COMPLETED               accountNotification request   asked   ask.read                 health-dashboard
  LAMBDA               AWS_LAMBDA_PLANNED_LIFECYCLE_EVENT                        accountNotification periodic  asked   ask.lambda-runtime       lambda-runtimes
  EKS                  AWS_EKS_PLANNED_LIFECYCLE_EVENT                           accountNotification periodic  asked   ask.lifecycle            planned-lifecycle
  EKS                  X_AWS_EKS_PLANNED_LIFECYCLE_EVENT                         accountNotification request   asked   ask.read                 health-dashboard
  EKS                  AWS_EKS_PLANNED_LIFECYCLE_EVENTS                          accountNotification request   asked   ask.read                 health-dashboard
  ELASTICLOADBALANCING AWS_ELASTICLOADBALANCING_ENI_LIMIT_REACHED                accountNotification request   account ask.limit                elb-troubleshooting
  ELASTICLOADBALANCING AWS_ELASTICLOADBALANCING_X                                issue               expert    account ask.load-balancer        elb-troubleshooting
  ELASTICLOADBALANCING AWS_ELASTICLOADBALANCING_X                                accountNotification request   asked   ask.read                 health-dashboard
  ECS                  AWS_ECS_TASK_PATCHING_RETIREMENT                          accountNotification periodic  asked   ask.ecs-tasks            ecs-task-retirement
  ELASTICACHE          AWS_ELASTICACHE_BEFORE_UPDATE_DUE_NOTIFICATION            accountNotification periodic  asked   ask.elasticache          elasticache-updates
  RISK                 AWS_RISK_IAM_QUARANTINE                                   accountNotification emergency always  ask.quarantine           exposed-keys
  RISK                 AWS_RISK_X                                                accountNotification emergency always  ask.credentials          exposed-keys
  ABUSE                AWS_ABUSE_X                                               accountNotification emergency always  ask.abuse                abuse-report
  BILLING              AWS_BILLING_SUSPENSION_NOTICE                             accountNotification emergency always  ask.suspension           billing-account
  BILLING              AWS_BILLING_NOTIFICATION                                  accountNotification request   asked   ask.billing              billing-account
  BILLING              AWS_BILLING_X                                             accountNotification request   asked   ask.read                 health-dashboard
  BILLING              AWS_BILLING_X                                             issue               expert    account ask.issue                health-dashboard
  ROUTE53              AWS_ROUTE53_SECURITY_NOTIFICATION                         accountNotification request   account ask.security             health-dashboard
  EBS                  AWS_EBS_VOLUME_LOST                                       accountNotification emergency always  ask.restore-volume       ebs-volume-status
  ELASTICBEANSTALK     AWS_ELASTICBEANSTALK_X                                    scheduledChange     periodic  asked   ask.beanstalk            beanstalk-updates
  ELASTICBEANSTALK     AWS_ELASTICBEANSTALK_X                                    issue               expert    account ask.issue                health-dashboard
  SES                  AWS_SES_X                                                 accountNotification request   asked   ask.read                 health-dashboard
  SES                  AWS_SES_X                                                 issue               expert    account ask.issue                health-dashboard
  SHIELD               AWS_SHIELD_X                                              issue               emergency account ask.shield               shield-events
  SHIELD               AWS_SHIELD_X                                              accountNotification request   asked   ask.read                 health-dashboard
  NEW                  AWS_NEW_X                                                 issue               expert    account ask.issue                health-dashboard
  NEW                  AWS_NEW_X                                                 investigation       expert    asked   ask.issue                health-dashboard
  NEW                  AWS_NEW_X                                                 scheduledChange     request   asked   ask.scheduled            health-dashboard
  NEW                  AWS_NEW_X                                                 accountNotification request   asked   ask.read                 health-dashboard
  NEW                  AWS_NEW_X                                                 tomorrow            expert    asked   ask.read                 health-dashboard
  NEW                  AWS_NEW_X_SECURITY_NOTIFICATION                           tomorrow            request   account ask.security             health-dashboard
  NEW                  AWS_NEW_EMERGENCY_X                                       scheduledChange     emergency account ask.scheduled            health-dashboard
  EC2                  AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED          scheduledChange     request   account ask.move                 retirement
  EC2                  AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_EXPEDITED          accountNotification request   account ask.move                 retirement
  EC2                  AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED                     scheduledChange     request   account ask.replace-instance     retirement
  EC2                  AWS_EC2_INSTANCE_RETIREMENT_EXPEDITED                     accountNotification request   account ask.replace-instance     retirement
  EC2                  AWS_EC2_INSTANCE_TERMINATION_SCHEDULED                    scheduledChange     request   account ask.replace-instance     scheduled-events
  EC2                  AWS_EC2_INSTANCE_STOP_SCHEDULED                           scheduledChange     request   account ask.move                 scheduled-events
  EC2                  AWS_EC2_INSTANCE_REBOOT_MAINTENANCE_SCHEDULED             scheduledChange     request   account ask.move                 scheduled-events
  EC2                  AWS_EC2_INSTANCE_REBOOT_FLEXIBLE_MAINTENANCE_SCHEDULED    scheduledChange     request   account ask.move                 scheduled-events
  EC2                  AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED               scheduledChange     request   account ask.move                 scheduled-events
  EC2                  AWS_EC2_PERSISTENT_INSTANCE_POWER_MAINTENANCE_SCHEDULED   scheduledChange     request   account ask.move                 scheduled-events
  EC2                  AWS_EC2_INSTANCE_POWER_MAINTENANCE_SCHEDULED              scheduledChange     request   account ask.read-maintenance     scheduled-events
  EC2                  AWS_EC2_INSTANCE_POWER_MAINTENANCE_FAILED                 accountNotification expert    account ask.read-maintenance     scheduled-events
  EC2                  AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED            scheduledChange     request   asked   ask.wait-maintenance     scheduled-events
  EC2                  AWS_EC2_MAINTENANCE_SCHEDULED                             scheduledChange     request   account ask.read-maintenance     scheduled-events
  EC2                  AWS_EC2_SYSTEM_MAINTENANCE_EVENT                          accountNotification request   account ask.read-maintenance     scheduled-events
  EC2                  AWS_EC2_DEDICATED_HOST_RETIREMENT_SCHEDULED               scheduledChange     request   account ask.dedicated-host       dedicated-hosts
  EC2                  AWS_EC2_DEDICATED_HOST_ACCESSREVOKED_RETIREMENT_SCHEDULED scheduledChange     request   account ask.dedicated-host       dedicated-hosts
  EC2                  AWS_EC2_DEDICATED_HOST_MAINTENANCE_SCHEDULED              scheduledChange     request   account ask.dedicated-host       dedicated-hosts
  EC2                  AWS_EC2_DEDICATED_HOST_NETWORK_MAINTENANCE_SCHEDULED      scheduledChange     request   asked   ask.wait-maintenance     dedicated-hosts
  EC2                  AWS_EC2_DEDICATED_HOST_POWER_MAINTENANCE_SCHEDULED        scheduledChange     request   account ask.dedicated-host       dedicated-hosts
  EC2                  AWS_EC2_HOST_RECOVERY_FAILURE                             accountNotification expert    account ask.dedicated-host       dedicated-hosts
  EC2                  AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS                  accountNotification periodic  asked   ask.check-service        auto-recovery
  EC2                  AWS_EC2_INSTANCE_AUTO_RECOVERY_SUCCESS                    accountNotification periodic  asked   ask.check-service        auto-recovery
  EC2                  AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE                  accountNotification emergency always  ask.move-unrecovered     auto-recovery
  EC2                  AWS_EC2_INSTANCE_AUTO_RECOVERY_FAILURE                    accountNotification emergency always  ask.move-unrecovered     auto-recovery
  EC2                  AWS_EC2_INSTANCE_AUTO_RECOVERY_NO_ACTION                  accountNotification periodic  asked   ask.nothing-healthy      auto-recovery
  EC2                  AWS_EC2_INSTANCE_AVAILABILITY_ISSUE                       issue               expert    asked   ask.watch-instance       status-checks
  EC2                  AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED         accountNotification expert    account ask.replace-drive        instance-store
  EC2                  AWS_EC2_OPERATIONAL_ISSUE                                 issue               expert    asked   ask.wait-outage          health-dashboard
  EC2                  AWS_EC2_API_ISSUE                                         issue               expert    asked   ask.wait-outage          health-dashboard
  EC2                  AWS_EC2_NETWORK_CONNECTIVITY_ISSUE                        issue               expert    asked   ask.wait-outage          health-dashboard
  EC2                  AWS_EC2_DNS_RESOLUTION_ISSUE                              issue               expert    asked   ask.wait-outage          health-dashboard
  EC2                  AWS_EC2_INSTANCE_CONSTRAINED_BANDWIDTH_ISSUE              issue               expert    asked   ask.wait-outage          health-dashboard
  EC2                  AWS_EC2_VPC_NETWORK_HEALTH_INTRA_AZ_ISSUE                 issue               expert    asked   ask.wait-outage          health-dashboard
  EC2                  AWS_EC2_ULTRASERVER_MAINTENANCE_INITIATED                 accountNotification expert    asked   ask.read                 health-dashboard
  EC2                  AWS_EC2_ULTRASERVER_MAINTENANCE_COMPLETED                 accountNotification expert    asked   ask.read                 health-dashboard
  EC2                  AWS_EC2_ULTRASERVER_CAPACITY_REDUCED                      accountNotification expert    account ask.read                 health-dashboard
  EC2                  AWS_EC2_ODCR_UNDERUTILIZATION_NOTIFICATION                accountNotification expert    account ask.capacity-reservation health-dashboard
  EC2                  AWS_EC2_ODCR_UNDERUTILIZATION_NOTIFICATION_SUMMARY        accountNotification expert    account ask.capacity-reservation health-dashboard
  EC2                  AWS_EC2_SECURITY_NOTIFICATION                             accountNotification expert    account ask.security             health-dashboard
  EBS                  AWS_EBS_VOLUME_LOST                                       accountNotification emergency always  ask.restore-volume       ebs-volume-status
  EBS                  AWS_EBS_DEGRADED_EBS_VOLUME_PERFORMANCE                   accountNotification expert    account ask.check-volume         ebs-volume-status
  EBS                  AWS_EBS_VOLUME_ATTACHMENT_ISSUE                           issue               expert    account ask.check-volume         ebs-volume-status
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/));

describe('a Health event', () => {
  it.each(ROWS)('of %s with %s (%s) is %s work', (...row) => {
    const [service = '', code = '', category = '', work, needsYou = '', asks, document] = row;
    const event = aHealthEvent({ service, code, category });
    expect(noticeKind(event, NOW)).toMatchObject({ work, asks, document, needsYou });
    const words = [noticeWord(event, NOW), noticeWord({ ...event, asked: 'nothing' }, NOW)];
    expect(words).toEqual(WORDS[needsYou as keyof typeof WORDS]);
    expect(noticeWord({ ...event, asked: 'required' }, NOW)).toBe('NEEDS-YOU');
    expect(noticeWord({ ...event, isPublic: true }, NOW)).toBe(
      needsYou === 'always' ? 'NEEDS-YOU' : 'NOTICE',
    );
  });
});
