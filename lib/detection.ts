import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, type LambdaFunctionProps } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_PATTERNS } from './event-patterns.ts';

/**
 * An alarm or a state change is a hint to look at an instance now. After an hour the sweep has looked sixty times, so
 * an older hint is worth nothing; it goes to the dead-letter queue and its alarm tells that delivery is broken.
 */
const HINT_DELIVERY = { retryAttempts: 30, maxEventAge: Duration.hours(1) } as const;

/**
 * A Health event may carry what EC2's own list shows an hour later or never: worth all the patience that EventBridge has.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
const HEALTH_DELIVERY = { retryAttempts: 185, maxEventAge: Duration.hours(24) } as const;

/** A sweep that came late is the next one's work. */
const SWEEP_DELIVERY = { retryAttempts: 0, maxEventAge: Duration.seconds(60) } as const;

export interface DetectionProps {
  readonly responder: IFunction;
  /** Where EventBridge puts what it could not hand over. */
  readonly deadLetters: IQueue;
}

/** Everything that makes the responder look: four kinds of events make it fast, the sweep makes it sure. */
export class Detection extends Construct {
  readonly sweep: Rule;

  constructor(scope: Construct, id: string, props: DetectionProps) {
    super(scope, id);
    const target = (delivery: Pick<LambdaFunctionProps, 'retryAttempts' | 'maxEventAge'>): LambdaFunction =>
      new LambdaFunction(props.responder, { ...delivery, deadLetterQueue: props.deadLetters });

    new Rule(this, 'AlarmStateChange', {
      description: 'Status check alarms of EC2 instances, whatever their name',
      eventPattern: EVENT_PATTERNS.alarmStateChange,
      targets: [target(HINT_DELIVERY)],
    });
    new Rule(this, 'AlarmContributorStateChange', {
      description: 'Contributors of alarms on a query; the function keeps those on StatusCheckFailed',
      eventPattern: EVENT_PATTERNS.alarmContributorStateChange,
      targets: [target(HINT_DELIVERY)],
    });
    new Rule(this, 'InstanceStateChange', {
      description: 'EC2 instances that became pending, running, stopped or terminated',
      eventPattern: EVENT_PATTERNS.instanceStateChange,
      targets: [target(HINT_DELIVERY)],
    });
    new Rule(this, 'Health', {
      description:
        'AWS Health events of every service: retirements, maintenance, failed recoveries, outages, abuse',
      eventPattern: EVENT_PATTERNS.health,
      targets: [target(HEALTH_DELIVERY)],
    });
    this.sweep = new Rule(this, 'Sweep', {
      description: 'Looks every minute at every impaired instance, scheduled event and open incident',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [target(SWEEP_DELIVERY)],
    });
  }
}
