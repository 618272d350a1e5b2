import type { EC2Client } from '@aws-sdk/client-ec2';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AlertSender } from '../../aws/alert-sender.ts';
import { Ec2Reader } from '../../aws/ec2-reader.ts';
import { Ec2Writer } from '../../aws/ec2-writer.ts';
import { HealthThreadStore } from '../../aws/health-thread-store.ts';
import { IncidentStore } from '../../aws/incident-store.ts';
import type { EpochMs } from '../../core/model/time.ts';
import { noteInstanceNews } from './instance-news.ts';
import { tellNotice } from './notices.ts';
import { reconcile } from './reconcile.ts';
import { noteRegionHealth } from './region-claims.ts';
import type { Log, Meter, Responder } from './invocation.ts';
import type { Environment } from './settings.ts';
import { parseSignal } from './signals/parse-signal.ts';
import type { Signal } from './signals/signal.ts';
import { sweep } from './sweep.ts';
import type { SweepTurns } from './sweep-turns.ts';

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
  /** A name that no other write or invocation has. */
  readonly newId: () => string;
  /** Lives as long as one environment of the function. */
  readonly sweepTurns: Pick<SweepTurns, 'take'>;
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
 * the story; nothing else.
 */
export function createResponder(parts: Parts): (event: unknown, context: LambdaContext) => Promise<void> {
  const { environment, clients, now } = parts;
  const adapters = {
    settings: environment.settings,
    reader: new Ec2Reader(clients.ec2Reads, now),
    writer: new Ec2Writer(clients.ec2Writes, now),
    home: environment.accountId,
    store: new IncidentStore(clients.table, environment.tableName, parts.newId),
    threads: new HealthThreadStore(clients.table, environment.tableName, parts.newId),
    sender: new AlertSender(clients.topic, environment.topicArn, environment),
    log: parts.log,
    meter: parts.meter,
    now,
  };
  return async (event, context) => {
    const signal = parseSignal(event, environment);
    const passId = parts.newId();
    if (signal.kind === 'sweep' && !parts.sweepTurns.take(signal.at, now())) {
      parts.log.info('a sweep that is late, or not the newest, is left out; the next one is due');
      return;
    }
    await respond(signal, {
      ...adapters,
      passId,
      unsent: new Set(),
      zones: new Map(),
      timeLeft: () => context.getRemainingTimeInMillis(),
    });
  };
}

async function respond(signal: Signal, responder: Responder): Promise<void> {
  switch (signal.kind) {
    case 'sweep':
      expectComplete(await sweep(responder));
      return;
    case 'status-check-alarm':
      expectLooked((await reconcile(signal.instanceIds, {}, responder)).unread);
      return;
    case 'instance-state-change':
      expectLooked((await reconcile(signal.instanceIds, { onlyKnown: true }, responder)).unread);
      return;
    case 'instance-health':
      expectLooked(await noteInstanceNews(signal, responder));
      return;
    case 'region-health':
      // What holds recoveries comes before what tells of it.
      await noteRegionHealth(signal.news, responder);
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

function expectLooked(unread: readonly string[]): void {
  if (unread.length > 0) throw new NotLookedAtError(`could not look at ${unread.slice(0, 10).join(', ')}`);
}
