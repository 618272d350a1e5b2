import { Duration, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData, type AlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';

const MINUTE = Duration.minutes(1);

export interface SelfMonitoringProps {
  readonly responder: Function;
  readonly deadLetters: IQueue;
  readonly topicArn: string;
  /** What drives the sweep; its alarm is made last, or it would go off during the deployment. */
  readonly sweep: IDependable;
}

/**
 * Three alarms on ourselves, on metrics that Lambda and SQS publish anyway; what else is known stands on the dashboard.
 * They publish to the alert topic directly: a responder that does not work cannot say so.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @see docs/decisions/0018-three-alarms.md
 */
export class SelfMonitoring extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: SelfMonitoringProps) {
    super(scope, id);
    this.alarms = [
      this.notWatching(props.responder, props.sweep),
      this.failing(props.responder),
      this.deadLettersWaiting(props.deadLetters),
    ];
    // A bare action: the ready-made one takes a topic, and this may be one that we know only by its ARN.
    const tell = { bind: () => ({ alarmActionArn: props.topicArn }) };
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(tell);
      alarm.addOkAction(tell);
      Validations.of(alarm).acknowledge({
        id: 'CloudFormation-Validate::W1030',
        reason: 'AlertTopicArn is used only where it is not empty: a condition decides.',
      });
    }
  }

  /** The rule runs the function each minute; Lambda counts no run that it has throttled. */
  private notWatching(responder: Function, sweep: IDependable): Alarm {
    const alarm = new Alarm(this, 'NotWatching', {
      metric: responder.metricInvocations({ period: MINUTE, statistic: 'Sum' }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 5,
      // The one alarm where silence is the failure.
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription:
        'The EC2 responder has not run for five minutes: nobody watches the instances of this Region, and an instance that it stopped may be waiting for its start. Look in the EC2 console for instances that are stopped and should not be, and start them. Then look whether the rule of the sweep is enabled, and whether Lambda throttles the function (dashboard): other functions of the account may use up its concurrency (metric ConcurrentExecutions); raise the quota in Service Quotas. Right after the first deployment this is normal for a few minutes.',
    });
    alarm.node.addDependency(sweep);
    return alarm;
  }

  /**
   * A sweep that could not see or send everything fails at its end, so it is counted here. Half of ten minutes: a hiccup of
   * EC2 or SNS is over before, and one event that fails on all three attempts makes three.
   */
  private failing(responder: Function): Alarm {
    return this.occurrence('Failing', {
      metric: responder.metricErrors({ period: MINUTE, statistic: 'Sum' }),
      evaluationPeriods: 10,
      datapointsToAlarm: 5,
      alarmDescription:
        'The EC2 responder keeps failing: five of the last ten minutes had errors. The newest ERROR lines in its log group say what. "not listed": nobody is watching, so look at your instances yourself until it is mended, and start those that are stopped and should not be. "not looked at": only the instances named there are not watched. "alerts not sent": SNS refuses the mails (a changed topic policy or key is the usual cause); they are kept and tried every minute, but nobody reads what it does. AccessDenied or UnauthorizedOperation: the line names the permission that is missing. SettingsError: deploy the stack again.',
    });
  }

  private deadLettersWaiting(deadLetters: IQueue): Alarm {
    return this.occurrence('DeadLettersWaiting', {
      evaluationPeriods: 1,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      alarmDescription:
        'An event did not reach the EC2 responder, or failed on every attempt. The sweep looks each minute at every instance that fails or that is in recovery, so a recovery is rarely lost by it, but a Health announcement may be. Read the messages in the dead-letter queue (an output of the stack): the attributes or the body say why; delete them when the cause is gone, and the alarm ends.',
    });
  }

  /** At least one is one too many; no data is no news. */
  private occurrence(
    id: string,
    props: Pick<AlarmProps, 'metric' | 'alarmDescription' | 'evaluationPeriods' | 'datapointsToAlarm'>,
  ): Alarm {
    return new Alarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
  }
}
