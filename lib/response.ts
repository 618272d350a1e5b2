import { Aws, CfnCondition, Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  Architecture,
  Code,
  Function,
  LoggingFormat,
  Runtime,
  type CfnFunction,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, SERVICE_NAME } from '../lambda/contract/metric-names.ts';
import { FUNCTION_TIMEOUT_SECONDS } from '../lambda/contract/function-limits.ts';
import {
  HISTORY_INDEX,
  HISTORY_MONTH_ATTRIBUTE,
  HISTORY_TIME_ATTRIBUTE,
  KEY_ATTRIBUTE,
  TTL_ATTRIBUTE,
  UNFINISHED_ATTRIBUTE,
  UNFINISHED_INDEX,
} from '../lambda/contract/table.ts';
import { WIRING } from '../lambda/contract/wiring.ts';
import type { DeclaredParameters } from './stack-parameters.ts';
import { FunctionRole } from './function-role.ts';
import { PERMISSIONS } from './permissions/permissions.ts';
import { stopConditions } from './stop-conditions.ts';

export interface ResponseProps {
  readonly parameters: DeclaredParameters;
  /** Where alerts go. */
  readonly topicArn: string;
  /** The directory with `index.mjs`, the bundled function. */
  readonly bundleDirectory: string;
}

/** The function that reconciles, the table with its incidents, and the queue for what it could not take. */
export class Response extends Construct {
  readonly table: Table;
  readonly deadLetters: Queue;
  readonly responder: Function;

  constructor(scope: Construct, id: string, props: ResponseProps) {
    super(scope, id);
    this.table = this.incidents();
    this.deadLetters = this.deadLetterQueue();
    this.responder = this.function(props);
  }

  /**
   * Retained: it is the only record of which stopped instances are ours to start. But for a first deployment that fails,
   * which would leave a table behind that nobody uses; and not protected against deletion, because then CloudFormation
   * could not take it away either, and the stack would be stuck in ROLLBACK_FAILED (docs/decisions/0020).
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-general-sparse-indexes.html
   */
  private incidents(): Table {
    const table = new Table(this, 'Incidents', {
      partitionKey: { name: KEY_ATTRIBUTE, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TTL_ATTRIBUTE,
      deletionProtection: false,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // Sparse: only items with the attribute are in it, so the sweep reads what is unfinished and nothing else.
    table.addGlobalSecondaryIndex({
      indexName: UNFINISHED_INDEX,
      partitionKey: { name: UNFINISHED_ATTRIBUTE, type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    // Sparse as well: closed incidents of the past, a partition for each month.
    table.addGlobalSecondaryIndex({
      indexName: HISTORY_INDEX,
      partitionKey: { name: HISTORY_MONTH_ATTRIBUTE, type: AttributeType.STRING },
      sortKey: { name: HISTORY_TIME_ATTRIBUTE, type: AttributeType.NUMBER },
      projectionType: ProjectionType.ALL,
    });
    return table;
  }

  /** What EventBridge could not deliver and what the function failed on every time; 14 days is the longest SQS keeps it. */
  private deadLetterQueue(): Queue {
    const queue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'This queue is the dead-letter queue, of the EventBridge targets and of the function. Nothing consumes it; an alarm tells a human when it holds a message.',
    });
    return queue;
  }

  private function({ parameters, topicArn, bundleDirectory }: ResponseProps): Function {
    // Retained: who was stopped, when and why is asked after an uninstall too. Retention empties it in any case.
    const logGroup = new LogGroup(this, 'Logs', {
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // The construct takes only the numbers of an enum, not a parameter.
    (logGroup.node.defaultChild as CfnLogGroup).retentionInDays = parameters.logRetentionDays.valueAsNumber;
    const { role, base } = new FunctionRole(this, 'Access', {
      description:
        'Of the EC2 responder: reads EC2, stops and starts failed instances, keeps incidents, alerts',
      permissions: PERMISSIONS.responder,
      conditions: stopConditions(this, parameters.mode, parameters.defaultAction),
      own: {
        TABLE_ARN: this.table.tableArn,
        TOPIC_ARN: topicArn,
        QUEUE_ARN: this.deadLetters.queueArn,
        LOG_GROUP_ARN: logGroup.logGroupArn,
      },
    });
    const responder = new Function(this, 'Responder', {
      description: 'Stops and starts EC2 instances whose host failed, and tells a human about the rest',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundleDirectory),
      memorySize: 512,
      // Shorter than the two minutes after which a stop without effect may be tried again: no two passes overlap then.
      timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // No reserved concurrency: new accounts have a limit of 10, and reserving any of it fails the deployment.
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      // A bare destination, because the ready-made one would add a statement outside `permissions/`.
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
      environment: {
        ...parameters.environment,
        [WIRING.tableName]: this.table.tableName,
        [WIRING.topicArn]: topicArn,
        [WIRING.accountId]: Aws.ACCOUNT_ID,
        [WIRING.partition]: Aws.PARTITION,
        POWERTOOLS_SERVICE_NAME: SERVICE_NAME,
        POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
      },
    });
    responder.node.addDependency(base);
    this.limitLogFilter(responder, parameters);
    return responder;
  }

  /**
   * Lambda drops lines below its own level, and takes a line without a level, such as our metrics, for INFO. So it
   * may filter nothing above INFO, or LogLevel WARN would stop the metrics that the dashboard shows; the
   * function filters WARN and ERROR itself.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  private limitLogFilter(responder: Function, { logLevel }: DeclaredParameters): void {
    const logsDebug = new CfnCondition(Stack.of(this), 'LogsDebug', {
      expression: Fn.conditionEquals(logLevel.valueAsString, 'DEBUG'),
    });
    (responder.node.defaultChild as CfnFunction).addPropertyOverride(
      'LoggingConfig.ApplicationLogLevel',
      Fn.conditionIf(logsDebug.logicalId, 'DEBUG', 'INFO'),
    );
  }
}
