import { describe, expect, it } from '@jest/globals';
import { attributesOf, digestAttributes } from '../../../../lambda/core/alerts/alert-attributes.ts';
import { ALERT_WORDS, type Alert } from '../../../../lambda/core/model/alert.ts';
import { mailOf } from '../../../../lambda/words/mail.ts';
import { alert, INSTANCE, named, PLACE } from '../../words/sample-alert.ts';

const ORIGIN = { accountId: '111122223333', region: 'ap-northeast-1' };

/** Everything at once, as a program reads it. */
function factsOf(attributes: Readonly<Record<string, string>>): unknown {
  return JSON.parse(attributes.alert ?? '');
}

function aboutAZone(changes: Partial<Alert> = {}): Alert {
  const { instance: _, incidentId: __, ...zone } = alert(changes);
  return zone;
}

describe('an alert for machines', () => {
  it('has what filter policies choose by, and all facts as JSON', () => {
    const attributes = attributesOf(alert(), ORIGIN);
    expect(attributes).toMatchObject({
      word: 'RECOVERED',
      region: 'ap-northeast-1',
      account: '111122223333',
      instanceId: INSTANCE,
    });
    expect(factsOf(attributes)).toEqual({
      id: `${INSTANCE}/2026-11-20T03:02:00.000Z/end`,
      incidentId: `${INSTANCE}/2026-11-20T03:02:00.000Z`,
      word: 'RECOVERED',
      at: '2026-11-20T03:06:12.000Z',
      account: '111122223333',
      region: 'ap-northeast-1',
      instanceId: INSTANCE,
      name: 'web-1',
      availabilityZone: 'ap-northeast-1a',
      instanceType: 'm7g.large',
      reasons: ['story.recovered', 'story.ip-kept'],
      seconds_total: 252,
    });
  });

  it('is the same at a repeat, under the id that stands in the mail', () => {
    expect(attributesOf(alert(), ORIGIN)).toEqual(attributesOf(alert(), ORIGIN));
    const { alertId = '' } = attributesOf(alert(), ORIGIN);
    expect(alertId).toBe(`${INSTANCE}/2026-11-20T03:02:00.000Z/end`);
    expect(mailOf(alert(), PLACE).body).toContain(alertId);
  });

  // AWS, Amazon SNS message attributes: raw delivery to SQS drops a message with more than ten.
  it.each(ALERT_WORDS)('has at most ten attributes, none of them empty: %s', (word) => {
    for (const one of [alert({ word }), aboutAZone({ word }), named('', { word, story: [], data: {} })]) {
      const attributes = Object.entries(attributesOf(one, ORIGIN));
      expect(attributes.length).toBeLessThanOrEqual(10);
      for (const [name, value] of attributes) {
        expect(name).toMatch(/^[A-Za-z0-9_.-]{1,256}$/);
        expect(value).not.toBe('');
      }
    }
  });

  it('names no instance where it is about a zone', () => {
    const attributes = attributesOf(aboutAZone(), ORIGIN);
    expect(attributes).not.toHaveProperty('instanceId');
    expect(factsOf(attributes)).not.toHaveProperty('instanceId');
  });
});

describe('a digest for machines', () => {
  it('carries the id of every alert in it', () => {
    const alerts = Array.from({ length: 50 }, (_, number) => alert({ id: `alert-${number}` }));
    const attributes = digestAttributes(alerts, ORIGIN);
    expect(attributes).toMatchObject({ word: 'DIGEST', region: 'ap-northeast-1', account: '111122223333' });
    const alertIds = alerts.map((one) => one.id);
    expect(factsOf(attributes)).toEqual({ word: 'DIGEST', count: 50, alertIds });
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
  });

  it('carries a hundred ids at most, and still says how many alerts there are', () => {
    const alerts = Array.from({ length: 101 }, (_, number) => alert({ id: `alert-${number}` }));
    const facts = factsOf(digestAttributes(alerts, ORIGIN)) as { alertIds: string[] };
    expect(facts).toMatchObject({ count: 101 });
    expect(facts.alertIds).toHaveLength(100);
  });
});
