import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { METRIC_NAMESPACE, SERVICE_NAME } from '../../contract/metric-names.ts';
import type { Log, Meter } from './invocation.ts';
import { readEnvironment, type Environment } from './read-environment.ts';
import { ProcessMemory } from './process-memory.ts';
import { createResponder, type Clients, type LambdaContext } from './create-responder.ts';

export { createResponder } from './create-responder.ts';

/** The Lambda handler; settings are read and clients are built once per cold start. */
export async function handler(event: unknown, context: LambdaContext): Promise<void> {
  await (ready ??= fromProcess())(event, context);
}

let ready: ReturnType<typeof fromProcess> | undefined;

function fromProcess(): (event: unknown, context: LambdaContext) => Promise<void> {
  const environment = readEnvironment(process.env);
  // Lambda's own level only filters; left in place, Powertools would take it for ours and ignore LogLevel.
  delete process.env.AWS_LAMBDA_LOG_LEVEL;
  const logger = new Logger({ serviceName: SERVICE_NAME, logLevel: environment.logLevel as 'INFO' });
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: SERVICE_NAME });
  const run = createResponder({
    environment,
    clients: clientsFor(environment),
    log: logOf(logger),
    meter: meterOf(metrics),
    now: Date.now,
    sleep,
    newId: randomUUID,
    memory: new ProcessMemory(),
  });
  return async (event, context) => {
    try {
      await run(event, context);
    } finally {
      metrics.publishStoredMetrics();
    }
  };
}

/** No request may hang: a slow read is repeated, a slow write is looked after by the next pass. */
const READ_TIMEOUT_MS = 5_000;
const WRITE_TIMEOUT_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 3_000;

/** The clients that the function works with; exported, so that a test proves how often they try. */
export function clientsFor({ region }: Pick<Environment, 'region'>): Clients {
  const within = (requestTimeout: number) => ({
    region,
    // Said, so that a setting of the environment (AWS_RETRY_MODE) cannot change it.
    retryMode: 'standard',
    requestHandler: { requestTimeout, connectionTimeout: CONNECTION_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
  return {
    ec2Reads: new EC2Client({ ...within(READ_TIMEOUT_MS), maxAttempts: 3 }),
    // A retry of a lost Stop could land after our Start: one attempt, whatever comes.
    ec2Writes: new EC2Client({ ...within(WRITE_TIMEOUT_MS), maxAttempts: 1 }),
    table: DynamoDBDocumentClient.from(new DynamoDBClient({ ...within(READ_TIMEOUT_MS), maxAttempts: 3 }), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    topic: new SNSClient({ ...within(READ_TIMEOUT_MS), maxAttempts: 3 }),
  };
}

function logOf(logger: Logger): Log {
  return {
    debug: (message, facts) => {
      logger.debug(message, { ...facts });
    },
    info: (message, facts) => {
      logger.info(message, { ...facts });
    },
    warn: (message, facts) => {
      logger.warn(message, { ...facts });
    },
    error: (message, facts) => {
      logger.error(message, { ...facts });
    },
  };
}

function meterOf(metrics: Metrics): Meter {
  return {
    add(metric, value, dimensions) {
      if (dimensions === undefined) {
        metrics.addMetric(metric, MetricUnit.Count, value);
        return;
      }
      const single = metrics.singleMetric();
      single.addDimensions({ ...dimensions });
      single.addMetric(metric, MetricUnit.Count, value);
    },
  };
}
