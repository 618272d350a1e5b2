import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  METRIC_NAMESPACE,
  METRICS,
  OUTCOME_DIMENSION,
  SERVICE_NAME,
  type Outcome,
} from '../lambda/contract/metric-names.ts';

/** A metric that the function writes, over five minutes unless told otherwise. */
export function responderMetric(
  name: (typeof METRICS)[keyof typeof METRICS],
  options: { readonly statistic?: string; readonly period?: Duration; readonly label?: string } = {},
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { service: SERVICE_NAME },
    statistic: options.statistic ?? 'Sum',
    period: options.period ?? Duration.minutes(5),
    ...(options.label === undefined ? {} : { label: options.label }),
  });
}

/** How many incidents ended in this way. */
export function closedMetric(outcome: Outcome): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: METRICS.incidentClosed,
    dimensionsMap: { service: SERVICE_NAME, [OUTCOME_DIMENSION]: outcome },
    statistic: 'Sum',
    period: Duration.hours(1),
    label: outcome,
  });
}
