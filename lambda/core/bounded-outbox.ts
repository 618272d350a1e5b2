import type { Alert } from './alert.ts';
import { MAX_OUTBOX } from './incident.ts';
import { inWords, say, type Sentence } from './sentences.ts';
import type { EpochMs } from './time.ts';

/** What a merged alert keeps of the stories in it; the newest have all of theirs. */
const MAX_STORY = 60;

/** Beyond the limit the two oldest alerts become one, so that none is lost while SNS is away for days. */
export function bounded(outbox: readonly Alert[], now: EpochMs): readonly Alert[] {
  const [first, second, ...rest] = outbox;
  if (outbox.length <= MAX_OUTBOX || first === undefined || second === undefined) return outbox;
  const story = [...storyOf(first), ...storyOf(second)].slice(-MAX_STORY);
  const merged: Alert = {
    id: `${first.id}+`,
    word: 'DIGEST',
    at: now,
    short: say('short.merged'),
    story,
    todo: [
      ...new Map([...first.todo, ...second.todo].map((one) => [JSON.stringify(one), one])).values(),
    ].slice(0, 20),
    documents: [...new Set([...first.documents, ...second.documents])],
    ...(second.instance === undefined ? {} : { instance: second.instance }),
    timeline: [],
    timelineOmitted: 0,
    data: {},
  };
  return [merged, ...rest];
}

function storyOf(alert: Alert): readonly Sentence[] {
  if (alert.word === 'DIGEST') return alert.story;
  const line = `${alert.word} ${inWords(alert.short)} (${alert.id})`;
  return [say('story.digest-line', { line }), ...alert.story];
}
