import { Aws, CfnMapping, Duration, Stack } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS, OUTCOMES } from '../lambda/contract/metric-names.ts';
import { closedMetric, responderMetric } from './responder-metrics.ts';

const HALF = 12;

export interface ResponderDashboardProps {
  readonly alarms: readonly IAlarm[];
  readonly responder: IFunction;
  readonly deadLetters: IQueue;
}

/** Is it working, what has it done, what has it refused: in this order, as one asks in the morning. */
export class ResponderDashboard extends Construct {
  /** Opens the dashboard in this Region's console: the wrong Region's tab shows an empty one. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ResponderDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(7) });
    dashboard.addWidgets(
      new AlarmStatusWidget({
        title: 'Does the responder work?',
        alarms: [...props.alarms],
        width: 24,
        height: 3,
      }),
    );
    dashboard.addWidgets(...incidents());
    dashboard.addWidgets(...actions());
    dashboard.addWidgets(...health(props));
    this.url = consoleUrl(Stack.of(this), `#dashboards/dashboard/${dashboard.dashboardName}`);
  }
}

function incidents(): GraphWidget[] {
  return [
    new GraphWidget({
      title: 'Incidents by outcome (per hour)',
      width: HALF,
      stacked: true,
      left: OUTCOMES.map(closedMetric),
    }),
    new GraphWidget({
      title: 'Minutes to recover',
      width: HALF,
      left: [
        responderMetric(METRICS.minutesToRecover, { statistic: 'p50', label: 'median' }),
        responderMetric(METRICS.minutesToRecover, { statistic: 'Maximum', label: 'longest' }),
      ],
      leftYAxis: { min: 0, label: 'minutes', showUnits: false },
    }),
  ];
}

function actions(): GraphWidget[] {
  return [
    new GraphWidget({
      title: 'Incidents opened, stop attempts, stops refused',
      width: HALF,
      left: [
        responderMetric(METRICS.incidentOpened, { label: 'opened' }),
        responderMetric(METRICS.attempts, { label: 'attempts' }),
        responderMetric(METRICS.refused, { label: 'refused' }),
        responderMetric(METRICS.sweepUnfinished, { label: 'not looked at in time' }),
      ],
    }),
    new GraphWidget({
      title: 'Alerts',
      width: HALF,
      left: [
        responderMetric(METRICS.alertsSent, { label: 'sent' }),
        responderMetric(METRICS.alertsFailed, { label: 'failed, will be sent again' }),
      ],
    }),
  ];
}

function health({ responder, deadLetters }: ResponderDashboardProps): GraphWidget[] {
  return [
    new GraphWidget({
      title: 'Runs (five in five minutes are the sweep), errors, throttles',
      width: HALF,
      left: [responder.metricInvocations({ label: 'runs' })],
      right: [
        responder.metricErrors({ label: 'errors: a sweep that could not see or send everything is one' }),
        responder.metricThrottles({ label: 'throttles' }),
      ],
    }),
    new GraphWidget({
      title: 'Function duration and undelivered events',
      width: HALF,
      left: [responder.metricDuration({ statistic: 'Maximum', label: 'longest run (ms)' })],
      right: [
        deadLetters.metricApproximateNumberOfMessagesVisible({
          statistic: 'Maximum',
          label: 'in the dead-letter queue',
        }),
      ],
    }),
  ];
}

/** A page of the CloudWatch console that names the Region in host and query; each partition has a domain of its own. */
function consoleUrl(stack: Stack, page: string): string {
  const domains = new CfnMapping(stack, 'Console', {
    mapping: {
      aws: { domain: 'console.aws.amazon.com' },
      'aws-cn': { domain: 'console.amazonaws.cn' },
      'aws-us-gov': { domain: 'console.amazonaws-us-gov.com' },
    },
  });
  const domain = domains.findInMap(Aws.PARTITION, 'domain');
  return `https://${Aws.REGION}.${domain}/cloudwatch/home?region=${Aws.REGION}${page}`;
}
