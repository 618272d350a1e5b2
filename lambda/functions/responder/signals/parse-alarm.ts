import * as z from 'zod/mini';
import { instanceIdIn, MAX_INSTANCES_PER_EVENT, unreadable, type Signal } from './signal.ts';

const NAMESPACE = 'AWS/EC2';
const METRIC = 'StatusCheckFailed';

const metricSchema = z.object({
  expression: z.optional(z.string()),
  metricStat: z.optional(
    z.object({
      metric: z.object({
        namespace: z.optional(z.string()),
        name: z.optional(z.string()),
        dimensions: z.optional(z.record(z.string(), z.unknown())),
      }),
    }),
  ),
});

const detailSchema = z.object({
  alarmName: z.string().check(z.maxLength(255)),
  state: z.object({ value: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']) }),
  configuration: z.optional(z.object({ metrics: z.optional(z.array(metricSchema).check(z.maxLength(500))) })),
  alarmContributor: z.optional(z.object({ attributes: z.optional(z.record(z.string(), z.unknown())) })),
});

/**
 * `CloudWatch Alarm State Change`: the alarm of one metric or of metric math over several. The alarm's name means
 * nothing; its metrics do. AWS: "Alarm events and EventBridge", CloudWatch User Guide.
 */
export function parseAlarm(detail: unknown): Signal {
  const alarm = read(detail);
  const stats = (alarm.configuration?.metrics ?? []).flatMap((one) => one.metricStat?.metric ?? []);
  const checks = stats.filter(
    (metric) => metric.namespace === NAMESPACE && metric.name?.startsWith(METRIC) === true,
  );
  if (checks.length === 0) return { kind: 'nothing', why: 'the alarm watches no EC2 status check' };
  const ids = checks
    .map((metric) => instanceIdIn(metric.dimensions?.InstanceId))
    .filter((id) => id !== undefined);
  return signalOf(alarm, ids, 'the alarm names no instance; the sweep finds what failed');
}

/**
 * `CloudWatch Alarm Contributor State Change`: one time series of a Metrics Insights alarm. It carries only an
 * expression, so that is where the metric's name must be.
 */
export function parseContributorAlarm(detail: unknown): Signal {
  const alarm = read(detail);
  const expressions = (alarm.configuration?.metrics ?? []).map((one) => one.expression ?? '');
  if (!expressions.some((text) => text.includes(METRIC))) {
    return { kind: 'nothing', why: 'the alarm watches no EC2 status check' };
  }
  const id = instanceIdIn(alarm.alarmContributor?.attributes?.InstanceId);
  return signalOf(alarm, id === undefined ? [] : [id], 'the contributor is not an instance');
}

function read(detail: unknown): z.infer<typeof detailSchema> {
  const parsed = detailSchema.safeParse(detail);
  if (parsed.success) return parsed.data;
  throw unreadable('CloudWatch alarm event', parsed.error);
}

function signalOf(alarm: z.infer<typeof detailSchema>, ids: readonly string[], without: string): Signal {
  const instanceIds = [...new Set(ids)].slice(0, MAX_INSTANCES_PER_EVENT);
  if (instanceIds.length === 0) return { kind: 'nothing', why: without };
  return { kind: 'status-check-alarm', instanceIds, alarmName: alarm.alarmName, state: alarm.state.value };
}
