import { shapeOf } from '../../aws/ec2-errors.ts';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Topic } from '../../aws/topic.ts';
import { Ec2Lists } from '../../aws/ec2-lists.ts';
import { Ec2Reader } from '../../aws/ec2-reader.ts';
import { Ec2Writer } from '../../aws/ec2-writer.ts';
import { AlertSlots } from '../../aws/stores/alert-slots.ts';
import { AlertStore } from '../../aws/stores/alert-store.ts';
import { HealthThreadStore } from '../../aws/stores/health-thread-store.ts';
import { RegionStore } from '../../aws/stores/region-store.ts';
import { IncidentStore } from '../../aws/stores/incident-store.ts';
import type { EpochMs } from '../../core/model/time.ts';
import { noteInstanceNews } from './instance-news.ts';
import { takeOverNotices, tellNotice } from './tell-notice.ts';
import { sendRest } from './outbox.ts';
import { reconcile } from './reconcile.ts';
import { noteRegionHealth } from './before-a-stop/region-claims.ts';
import type { Log, Meter, Invocation } from './invocation.ts';
import type { Environment } from './read-environment.ts';
import { parseSignal } from './signals/parse-signal.ts';
import type { Signal } from './signals/signal.ts';
import type { Place } from '../../words/console-links.ts';
import { lookAtStateChange } from './stopped-instances.ts';
import { sweep } from './sweep.ts';
import type { ProcessMemory } from './process-memory.ts';

/** Reads and writes of EC2 have clients of their own: reads retry, writes never do. */
export interface Clients {
  readonly ec2Reads: Pick<EC2Client, 'send'>;
  readonly ec2Writes: Pick<EC2Client, 'send'>;
  readonly table: Pick<DynamoDBDocumentClient, 'send'>;
  readonly topic: Pick<SNSClient, 'send'>;
}

export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

export interface Parts {
  readonly environment: Environment;
  readonly clients: Clients;
  readonly log: Log;
  readonly meter: Meter;
  readonly now: () => EpochMs;
  readonly sleep: (ms: number) => Promise<void>;
  /** A name that no other write or invocation has. */
  readonly newId: () => string;
  readonly memory: ProcessMemory;
}

/** What could not be looked at: Lambda gives the event to the function again, twice, then to the dead-letter queue. */
export class NotLookedAtError extends Error {
  override readonly name = 'NotLookedAtError';
}

/**
 * A sweep has ended that could not see or send everything. It fails only so that Lambda's own metric Errors counts it, on
 * which the alarm stands; all its work is done by then.
 */
export class SweepIncompleteError extends Error {
  override readonly name = 'SweepIncompleteError';
}

/**
 * The function over its parts, so that the simulated Region runs the very code that is deployed. Parse, build, call
 * what does the work; nothing else.
 */
export function createResponder(parts: Parts): (event: unknown, context: LambdaContext) => Promise<void> {
  const { environment, clients, now, sleep, memory } = parts;
  const { tableName } = environment;
  const items = { newWriteId: parts.newId, sleep };
  const adapters = {
    settings: environment.settings,
    settingProblems: environment.problems,
    lists: new Ec2Lists(clients.ec2Reads, now),
    reader: new Ec2Reader(clients.ec2Reads, now, memory.types, environment.settings.managerTagKeys),
    writer: new Ec2Writer(clients.ec2Writes, now),
    incidents: new IncidentStore(clients.table, tableName, environment.region, items),
    region: new RegionStore(clients.table, tableName, items),
    threads: new HealthThreadStore(clients.table, tableName, items),
    alertSlots: new AlertSlots(clients.table, tableName),
    alerts: new AlertStore(clients.table, tableName, items),
    topic: new Topic(clients.topic, environment.topicArn),
    place: placeOf(environment),
    log: parts.log,
    meter: parts.meter,
    now,
    sleep,
  };
  return async (event, context) => {
    const signal = parseSignal(event, environment);
    const passId = parts.newId();
    if (signal.kind === 'sweep' && !memory.sweepTurns.take(signal.at, now())) {
      parts.log.info('a sweep that is late, or not the newest, is left out; the next one is due');
      return;
    }
    const invocation: Invocation = {
      ...adapters,
      passId,
      queued: [],
      singleMails: { sent: 0 },
      readAhead: { count: 0 },
      unsent: new Set(),
      zones: new Map(),
      timeLeft: () => context.getRemainingTimeInMillis(),
    };
    if (signal.kind === 'sweep') memory.hasTakenOver ||= await takeOver(invocation);
    try {
      await respond(signal, invocation);
    } finally {
      // A sweep sends its own with what others have left.
      if (signal.kind !== 'sweep') await sendRest(invocation);
    }
  };
}

/** True once nothing of the version before is left to be taken over. */
async function takeOver(r: Invocation): Promise<boolean> {
  try {
    return await takeOverNotices(r);
  } catch (thrown) {
    r.log.error('what the version before left waiting could not be listed', { error: shapeOf(thrown).name });
    return false;
  }
}

async function respond(signal: Signal, responder: Invocation): Promise<void> {
  switch (signal.kind) {
    case 'sweep':
      expectComplete(await sweep(responder, signal.at));
      return;
    case 'status-check-alarm':
      leaveToSweep((await reconcile(signal.instanceIds, {}, responder)).unread, responder);
      return;
    case 'instance-state-change':
      leaveToSweep((await lookAtStateChange(signal, responder)).unread, responder);
      return;
    case 'instance-health':
      expectLooked(await noteInstanceNews(signal, responder));
      return;
    case 'region-health':
      // What makes the gate refuse comes before what tells of it.
      await noteRegionHealth(signal.news, signal.event.service, responder);
      return tellNotice(signal.event, responder);
    case 'notice':
      return tellNotice(signal.event, responder);
    case 'nothing':
      responder.log.info(`nothing to do: ${signal.why}`);
  }
}

function expectComplete(problems: readonly string[]): void {
  if (problems.length > 0) throw new SweepIncompleteError(problems.join('; '));
}

/**
 * Such an event is only a hint: the sweep looks at all that is impaired, unfinished or claimed within the minute. Repeated, a
 * thousand hints of one outage would keep it from its work, and end as dead letters that say nothing.
 */
function leaveToSweep(unread: readonly string[], r: Invocation): void {
  if (unread.length > 0) r.log.info('left to the sweep', { instanceIds: unread.slice(0, 10) });
}

function expectLooked(unread: readonly string[]): void {
  if (unread.length > 0) throw new NotLookedAtError(`could not look at ${unread.slice(0, 10).join(', ')}`);
}

function placeOf({ accountId, region, partition, settings }: Environment): Place {
  return { accountId, region, partition, timeZone: settings.timeZone };
}
