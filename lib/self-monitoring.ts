import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData, type AlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { METRICS } from '../lambda/contract/metric-names.ts';
import { responderMetric } from './responder-metrics.ts';

const MINUTE = Duration.minutes(1);

/** Lambda tries an event again by itself, so it takes minutes of failures, not one, before a human is woken. */
const LASTING = { evaluationPeriods: 5, datapointsToAlarm: 3 } as const;

export interface SelfMonitoringProps {
  readonly responder: Function;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
  /** What drives the sweep; its alarm is made last, or it would go off during the deployment. */
  readonly sweep: IDependable;
}

/**
 * Alarms on ourselves. They publish to the alert topic directly: a responder that does not work cannot say so.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export class SelfMonitoring extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: SelfMonitoringProps) {
    super(scope, id);
    this.alarms = [
      this.sweepStopped(props.sweep),
      this.sweepIncomplete(),
      this.alertsFailing(),
      this.errors(props.responder),
      this.throttles(props.responder),
      this.deadLettersWaiting(props.deadLetters),
    ];
    const tell = new SnsAction(props.topic);
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(tell);
      alarm.addOkAction(tell);
    }
  }

  private sweepStopped(sweep: IDependable): Alarm {
    const alarm = new Alarm(this, 'SweepStopped', {
      metric: responderMetric(METRICS.sweepCompleted, { period: MINUTE }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 5,
      // The one alarm where silence is the failure.
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription:
        'The EC2 responder has not completed a sweep for five minutes: nobody watches the instances of this Region, and an instance that it stopped may be waiting for its start. Look in the EC2 console for instances that are stopped and should not be, and start them; then read the newest log lines of the responder function. Right after the first deployment this is normal for a few minutes.',
    });
    alarm.node.addDependency(sweep);
    return alarm;
  }

  private sweepIncomplete(): Alarm {
    return this.occurrence('SweepIncomplete', {
      evaluationPeriods: 10,
      datapointsToAlarm: 10,
      metric: responderMetric(METRICS.sweepFailed, { period: MINUTE }),
      alarmDescription:
        'For ten minutes every sweep of the EC2 responder has left something out: an instance or a list that could not be read. The others are looked at. The newest ERROR lines of the responder function name what and why; look at those instances yourself until it is mended.',
    });
  }

  /** Published by CloudWatch and not by the function, so it comes through where only the function's way is barred. */
  private alertsFailing(): Alarm {
    return this.occurrence('AlertsFailing', {
      ...LASTING,
      metric: responderMetric(METRICS.alertsFailed, { period: MINUTE }),
      alarmDescription:
        'The EC2 responder cannot send its alerts: SNS refuses them or cannot be reached. They are kept and tried every minute, but until then nobody reads what it does. Look at the dashboard and at stopped instances; the newest ERROR lines of the responder function say why (a changed topic policy or key is the usual cause).',
    });
  }

  private errors(responder: Function): Alarm {
    return this.occurrence('Errors', {
      ...LASTING,
      metric: responder.metricErrors({ period: MINUTE, statistic: 'Sum' }),
      alarmDescription:
        'The EC2 responder function keeps failing: three of the last five minutes had errors. Recoveries may be late or not happen. Read the newest ERROR lines in its log group; if it is AccessDenied or UnauthorizedOperation, the line names the permission that is missing.',
    });
  }

  private throttles(responder: Function): Alarm {
    return this.occurrence('Throttles', {
      ...LASTING,
      metric: responder.metricThrottles({ period: MINUTE, statistic: 'Sum' }),
      alarmDescription:
        'Lambda keeps refusing to run the EC2 responder: the functions of this account use up its concurrency in this Region. Recoveries are late until there is room. Find the function that uses the concurrency (metric ConcurrentExecutions), or raise the quota in Service Quotas.',
    });
  }

  private deadLettersWaiting(deadLetters: IQueue): Alarm {
    return this.occurrence('DeadLettersWaiting', {
      evaluationPeriods: 1,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      alarmDescription:
        'An event did not reach the EC2 responder, or failed on every attempt. The sweep looks at every instance each minute, so a recovery is rarely lost by it, but a Health announcement may be. Read the messages in the dead-letter queue (an output of the stack): the attributes or the body say why; delete them when the cause is gone, and the alarm ends.',
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
