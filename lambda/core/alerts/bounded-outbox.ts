import type { Alert } from '../model/alert.ts';
import { MAX_OUTBOX } from '../model/incident.ts';
import { inWords } from '../../words/in-words.ts';
import { say, type Sentence } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';

/** What a merged alert keeps of the stories in it; the newest have all of theirs. */
const MAX_STORY = 100;

/** Beyond the limit the two oldest alerts become one, so that none is lost while SNS is away for days. */
export function bounded(outbox: readonly Alert[], now: EpochMs): readonly Alert[] {
  const [first, second, ...rest] = outbox;
  if (outbox.length <= MAX_OUTBOX || first === undefined || second === undefined) return outbox;
  const told = [...storyOf(first), ...storyOf(second)];
  const kept = told.slice(-MAX_STORY);
  const dropped = told.slice(0, -MAX_STORY).filter((sentence) => sentence.key === 'story.digest-line').length;
  const leftOut = Number(first.data.left_out ?? 0) + Number(second.data.left_out ?? 0) + dropped;
  const story = leftOut === 0 ? kept : [say('story.left-out', { count: leftOut }), ...kept];
  const merged: Alert = {
    id: first.word === 'DIGEST' ? first.id : `merged/${first.instance?.id ?? 'region'}/${first.at}`,
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
    data: leftOut === 0 ? {} : { left_out: leftOut },
  };
  return [merged, ...rest];
}

/** A story without AWS's own words: for where nobody could tell them from the responder's, or where there is no room. */
export function withoutWordsOfAws(story: readonly Sentence[]): readonly Sentence[] {
  return story.filter(({ key }) => key !== 'notice.aws-says');
}

function storyOf(alert: Alert): readonly Sentence[] {
  if (alert.word === 'DIGEST') return alert.story.filter((sentence) => sentence.key !== 'story.left-out');
  const line = `${alert.word} ${inWords(alert.short)} (${alert.id})`;
  return [say('story.digest-line', { line }), ...withoutWordsOfAws(alert.story)];
}
