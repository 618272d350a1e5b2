import type { EventPattern } from 'aws-cdk-lib/aws-events';

/**
 * What reaches the function besides the sweep. An event only says which instance to look at; the function reads EC2
 * before it decides anything, so a pattern may be generous, but must not miss what matters.
 */
export const EVENT_PATTERNS = {
  /**
   * Status-check alarms of the whole account, whatever their name. EventBridge matches any element of `metrics`, so an
   * alarm on metric math with a StatusCheckFailed metric somewhere in it is included. OK matters too: it closes an
   * incident a minute sooner. INSUFFICIENT_DATA happens on healthy instances; but where EC2 has no data either, somebody who has an
   * alarm on the instance wants to know.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
   */
  alarmStateChange: {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    detail: {
      state: { value: ['ALARM', 'OK', 'INSUFFICIENT_DATA'] },
      configuration: {
        metrics: {
          metricStat: { metric: { namespace: ['AWS/EC2'], name: [{ prefix: 'StatusCheckFailed' }] } },
        },
      },
    },
  },

  /**
   * One time series of an alarm on a Metrics Insights query (`… GROUP BY InstanceId`). Its metric stands inside an
   * expression, which a pattern cannot look into: the function decides whether it names StatusCheckFailed.
   * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-cloudwatch.html
   */
  alarmContributorStateChange: {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm Contributor State Change'],
  },

  /**
   * The states that end one of our waits, or that show a human acting. `pending`, `stopping` and `shutting-down` are left out:
   * nothing is decided on them, and `running`, `stopped` or `terminated` follows.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html
   */
  instanceStateChange: {
    source: ['aws.ec2'],
    detailType: ['EC2 Instance State-change Notification'],
    detail: { state: ['running', 'stopped', 'terminated'] },
  },

  /**
   * What AWS announces or reports, of every service and under every code: a table in the function decides what steers an
   * incident, and a code that nobody knew when this was written must still be told to a human. Reports of abuse have a
   * detail-type of their own. Which of them are mailed is a setting of the function (HealthNotices).
   * @see https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
   */
  health: {
    source: ['aws.health'],
    detailType: ['AWS Health Event', 'AWS Health Abuse Event'],
  },
} as const satisfies Record<string, EventPattern>;
