import { WINDOW_TAG } from '../../contract/tags.ts';
import type { Sentence } from '../model/sentence.ts';
import { parseWindows } from './maintenance-window.ts';
import { ownerTag } from '../gate/policy.ts';
import type { Settings, WeeklyWindow } from '../model/settings.ts';

/**
 * When the instance may be moved: its tag, else MaintenanceWindow. In a tag several windows are separated by spaces,
 * because not every service takes a comma there. A tag that cannot be read is a problem for a human: whoever wrote it
 * did not mean the other windows.
 */
export function windowsOf(
  tags: Readonly<Record<string, string>>,
  settings: Settings,
): { readonly windows: readonly WeeklyWindow[] } | { readonly problem: Sentence } {
  const written = ownerTag(tags, WINDOW_TAG);
  if (written.length === 0) return { windows: settings.maintenanceWindow };
  // Two tags that differ in their capitals and disagree cannot be read.
  const own = written.join(' and ');
  return parseWindows(
    own
      .trim()
      .replace(/\s*-\s*/gu, '-')
      .split(/[\s,]+/u)
      .join(','),
  );
}
