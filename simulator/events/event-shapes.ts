/** EventBridge events as AWS sends them. AWS: EventBridge events reference. */

export interface Origin {
  readonly account: string;
  readonly region: string;
  readonly at: number;
  readonly id: string;
}

export interface EventBridgeEvent {
  readonly version: '0';
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: object;
}

/** `EC2 Instance State-change Notification`. */
export function stateChange(origin: Origin, instanceId: string, state: string): EventBridgeEvent {
  const arn = `arn:aws:ec2:${origin.region}:${origin.account}:instance/${instanceId}`;
  return eventOf(origin, 'aws.ec2', 'EC2 Instance State-change Notification', [arn], {
    'instance-id': instanceId,
    state,
  });
}

export type AlarmValue = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
export type CheckMetric =
  | 'StatusCheckFailed'
  | 'StatusCheckFailed_System'
  | 'StatusCheckFailed_Instance'
  | 'StatusCheckFailed_AttachedEBS';

/** `CloudWatch Alarm State Change` of an alarm on one metric of one instance. */
export function alarmStateChange(
  origin: Origin,
  instanceId: string,
  metric: CheckMetric,
  value: AlarmValue,
): EventBridgeEvent {
  const alarmName = `${metric} ${instanceId}`;
  const arn = `arn:aws:cloudwatch:${origin.region}:${origin.account}:alarm:${alarmName}`;
  const timestamp = new Date(origin.at).toISOString().replace('Z', '+0000');
  return eventOf(origin, 'aws.cloudwatch', 'CloudWatch Alarm State Change', [arn], {
    alarmName,
    state: { value, reason: 'Threshold Crossed', reasonData: '{}', timestamp },
    previousState: { value: value === 'OK' ? 'ALARM' : 'OK', reason: 'Threshold Crossed', timestamp },
    configuration: {
      metrics: [
        {
          id: 'm1',
          metricStat: {
            metric: { namespace: 'AWS/EC2', name: metric, dimensions: { InstanceId: instanceId } },
            period: 60,
            stat: 'Maximum',
          },
          returnData: true,
        },
      ],
    },
  });
}

export interface HealthProps {
  readonly code: string;
  readonly category: string;
  readonly entities: readonly string[];
  /** @default EC2 */
  readonly service?: string;
  /** AWS's words about it. */
  readonly text?: string;
  readonly statusCode?: 'open' | 'closed' | 'upcoming';
  readonly startTime?: number;
  readonly endTime?: number;
  /** What stands in place of both dates; '' where AWS gives none. */
  readonly dates?: string;
  readonly eventArn?: string;
}

/** `AWS Health Event` in its 2026 shape. */
export function healthEvent(origin: Origin, props: HealthProps): EventBridgeEvent {
  const { service = 'EC2', text = 'A description of the event' } = props;
  const eventArn =
    props.eventArn ??
    `arn:aws:health:${origin.region}::event/${service}/${props.code}/${props.code}_${origin.id}`;
  return eventOf(origin, 'aws.health', 'AWS Health Event', props.entities, {
    eventArn,
    service,
    eventTypeCode: props.code,
    eventTypeCategory: props.category,
    eventScopeCode: props.entities.length === 0 ? 'PUBLIC' : 'ACCOUNT_SPECIFIC',
    communicationId: `${origin.id}-1`,
    ...datesOf(props, origin),
    lastUpdatedTime: httpDate(origin.at),
    statusCode: props.statusCode ?? 'open',
    eventRegion: origin.region,
    eventDescription: [{ language: 'en_US', latestDescription: text }],
    affectedEntities: props.entities.map((entityValue) => ({
      entityValue,
      lastUpdatedTime: httpDate(origin.at),
      status: 'IMPAIRED',
    })),
    affectedAccount: origin.account,
    page: '1',
    totalPages: '1',
    backupEvent: 'false',
  });
}

function datesOf({ startTime, endTime, dates }: HealthProps, { at }: Origin): object {
  if (dates === '') return {};
  if (dates !== undefined) return { startTime: dates, endTime: dates };
  return {
    startTime: httpDate(startTime ?? at),
    ...(endTime === undefined ? {} : { endTime: httpDate(endTime) }),
  };
}

/** What a schedule rule sends. */
export function scheduled(origin: Origin, ruleArn: string): EventBridgeEvent {
  return eventOf(origin, 'aws.events', 'Scheduled Event', [ruleArn], {});
}

function eventOf(
  { account, region, at, id }: Origin,
  source: string,
  detailType: string,
  resources: readonly string[],
  detail: object,
): EventBridgeEvent {
  const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  return { version: '0', id, source, 'detail-type': detailType, account, region, time, resources, detail };
}

function httpDate(time: number): string {
  return new Date(time).toUTCString();
}
