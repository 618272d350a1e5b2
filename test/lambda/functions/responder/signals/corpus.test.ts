import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSignal } from '../../../../../lambda/functions/responder/signals/parse-signal.ts';
import type { Signal } from '../../../../../lambda/functions/responder/signals/signal.ts';

/** Events as AWS documents them and as others captured them; beside the repository, on some machines. */
const FOLDER = fileURLToPath(new URL('../../../../../../shared/events/', import.meta.url));

interface Event {
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly region: string;
  readonly detail: {
    readonly service?: string;
    readonly eventScopeCode?: string;
    readonly 'instance-id'?: string;
  };
}

/** The events of EventBridge by file name; without the SNS message, which is none. */
function corpus(): readonly (readonly [string, Event])[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json') && !file.startsWith('sns-'))
    .map((file) => [file, JSON.parse(readFileSync(FOLDER + file, 'utf8')) as Event] as const);
}

function signalOf(event: Event): Signal {
  return parseSignal(event, { accountId: event.account, region: event.region });
}

/** What the README of the corpus expects. */
function expectedKind(file: string, event: Event): string {
  if (event['detail-type'] === 'EC2 Instance State-change Notification') return 'instance-state-change';
  if (file.startsWith('derived-')) return 'status-check-alarm';
  if (event['detail-type'] === 'AWS Health Event' && event.detail.service === 'EC2') {
    return event.detail.eventScopeCode === 'PUBLIC' ? 'region-health' : 'instance-health';
  }
  if (event.source === 'aws.health') return 'notice';
  return 'nothing';
}

describe('the corpus of events', () => {
  it('gives a signal for what the responder looks at, a notice for other services, and nothing for the rest', () => {
    if (!existsSync(FOLDER)) {
      process.stdout.write(`no corpus of events at ${FOLDER}\n`);
      expect(existsSync(FOLDER)).toBe(false);
      return;
    }
    const events = corpus();
    expect(events.length).toBeGreaterThan(10);
    const got = events.map(([file, event]) => [file, signalOf(event).kind]);
    expect(got).toEqual(events.map(([file, event]) => [file, expectedKind(file, event)]));
  });

  it('gives signals that name the instance which stands in the event', () => {
    if (!existsSync(FOLDER)) return;
    for (const [file, event] of corpus()) {
      const signal = signalOf(event);
      if (!('instanceIds' in signal)) continue;
      expect([file, signal.instanceIds]).toEqual([file, [expect.stringMatching(/^i-[0-9a-f]{17}$/)]]);
      expect(JSON.stringify(event)).toContain(signal.instanceIds[0]);
    }
  });

  it('names the service of each Health event of another one', () => {
    if (!existsSync(FOLDER)) return;
    const others = corpus().filter(
      ([, event]) => event.source === 'aws.health' && event.detail.service !== 'EC2',
    );
    expect(others.length).toBeGreaterThan(0);
    for (const [, event] of others) {
      expect(JSON.stringify(signalOf(event))).toContain(event.detail.service);
    }
  });
});
