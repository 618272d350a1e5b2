import type { Place } from '../../../lambda/words/console-links.ts';
import type { Alert } from '../../../lambda/core/model/alert.ts';
import type { InstanceFacts } from '../../../lambda/core/model/observation.ts';
import { say } from '../../../lambda/core/model/sentence.ts';

export const NOW = Date.parse('2026-11-20T03:06:12Z');
export const INSTANCE = 'i-0a1b2c3d4e5f60718';
export const PLACE: Place = {
  accountId: '111122223333',
  region: 'ap-northeast-1',
  partition: 'aws',
  timeZone: 'UTC',
};
/** The same for an owner in Japan. */
export const TOKYO: Place = { ...PLACE, timeZone: 'Asia/Tokyo' };

export const FACTS: InstanceFacts = {
  name: 'web-1',
  tags: { 'ec2-responder': 'recover' },
  instanceType: 'm7g.large',
  availabilityZone: 'ap-northeast-1a',
  privateIp: '10.0.1.10',
  publicIp: '203.0.113.10',
};

/** The mail after a recovery of web-1, with changes. */
export function alert(changes: Partial<Alert> = {}): Alert {
  return {
    id: `${INSTANCE}/2026-11-20T03:02:00.000Z/end`,
    word: 'RECOVERED',
    at: NOW,
    short: say('short.recovered', { ms: 252_000 }),
    story: [say('story.recovered', { ms: 252_000 }), say('story.ip-kept')],
    todo: [say('todo.check-service')],
    documents: ['stop-start', 'status-checks'],
    instance: { id: INSTANCE, facts: FACTS },
    incidentId: `${INSTANCE}/2026-11-20T03:02:00.000Z`,
    timeline: [
      { at: Date.parse('2026-11-20T03:02:00Z'), what: say('open.system') },
      { at: Date.parse('2026-11-20T03:03:10Z'), what: say('step.stop-accepted') },
    ],
    timelineOmitted: 0,
    data: { seconds_total: 252 },
    ...changes,
  };
}

/** An alert about an instance with this Name tag. */
export function named(name: string, changes: Partial<Alert> = {}): Alert {
  return alert({ instance: { id: INSTANCE, facts: { ...FACTS, name } }, ...changes });
}
