import type { IfUnreadable } from '../../contract/parameters.ts';
import type { Alert } from '../model/alert.ts';
import { clean } from '../model/foreign-text.ts';
import type { SettingsTold } from '../model/region-record.ts';
import { say } from '../model/sentence.ts';
import type { SettingProblem } from '../model/settings.ts';
import { DAY, type EpochMs } from '../model/time.ts';

const AGAIN_AFTER_MS = DAY;
/** What the owner has to know first. */
const WORST_FIRST: readonly IfUnreadable[] = ['stops nothing', 'moves nothing', 'uses the default'];

/**
 * What is to be told of settings that could not be read: at once, again when they are others, and once a day.
 *
 * @param told what the last mail said
 * @param problems what this deployment has, empty where all is well
 * @returns the note to keep (undefined: none) and the mail, if one is due
 */
export function settingsNews(
  told: SettingsTold | undefined,
  problems: readonly SettingProblem[],
  now: EpochMs,
): { readonly told: SettingsTold | undefined; readonly alert?: Alert } {
  if (problems.length === 0) return { told: undefined };
  const what = problems.map(({ name, got = '' }) => `${name}=${got}`).join('\n');
  if (told?.what === what && now - told.at < AGAIN_AFTER_MS) return { told };
  return { told: { what, at: now }, alert: settingsAlert(problems, now) };
}

function settingsAlert(problems: readonly SettingProblem[], now: EpochMs): Alert {
  const effects = problems.map(({ ifUnreadable }) => ifUnreadable);
  const effect = WORST_FIRST.find((one) => effects.includes(one)) ?? 'stops nothing';
  return {
    id: `settings/${now}`,
    word: 'NEEDS-YOU',
    at: now,
    short: say('short.settings', { names: problems.map(({ name }) => name), effect }),
    story: [
      say('story.settings', { effect }),
      ...problems.map(({ name, got, allowed }) =>
        say('story.setting', { name, got: got === undefined ? got : clean(got, 60), allowed }),
      ),
      say('story.settings-go-on'),
    ],
    todo: [say('todo.correct-settings')],
    documents: [],
    timeline: [],
    timelineOmitted: 0,
    data: { parameters: problems.map(({ name }) => name).join(' '), effect },
  };
}
