import { GROUP_TAG, KEEP_STOPPED_TAG, POLICY_TAG } from '../../contract/tags.ts';
import { ACTIONS, type Action, type Settings } from '../model/settings.ts';

export interface Policy {
  readonly action: Action;
  /** Where the action comes from. */
  readonly source: 'tag' | 'default' | 'unknown tag value';
  /** The tag's value where there is a tag. */
  readonly tagValue?: string;
}

/**
 * What the owner allows for one instance: its tag, else DefaultAction. A tag value that we do not know counts as
 * `notify`, because somebody wanted something special and "stop it" is the one guess that does harm. So do two tags
 * that differ in their capitals and disagree: EC2 keeps both, IAM conditions see one key.
 */
export function policyOf(tags: Readonly<Record<string, string>>, settings: Settings): Policy {
  const values = ownerTag(tags, POLICY_TAG);
  const tagValue = values.length > 1 ? values.join(' and ') : values[0];
  if (tagValue === undefined) return { action: settings.defaultAction, source: 'default' };
  const action = ACTIONS.find((known) => known === tagValue);
  if (action === undefined) return { action: 'notify', source: 'unknown tag value', tagValue };
  return { action, source: 'tag', tagValue };
}

/**
 * What an owner has written under the name, each value once. `EC2-Responder` counts, too: IAM, which also guards the stop,
 * ignores the case of a tag's key, and EC2 keeps both where there are two.
 */
export function ownerTag(tags: Readonly<Record<string, string>>, name: string): readonly string[] {
  const keys = Object.keys(tags).filter((key) => key.toLowerCase() === name);
  return [...new Set(keys.map((key) => tags[key] ?? ''))];
}

/**
 * The owner's word that what is stopped stays stopped, whoever has stopped it. Nobody sets this tag without a reason, so any value
 * counts but `false`, and of two that disagree the one that keeps it stopped.
 */
export function isKeptStopped(tags: Readonly<Record<string, string>>): boolean {
  return ownerTag(tags, KEEP_STOPPED_TAG).some((value) => value.trim().toLowerCase() !== 'false');
}

/** The group of which no two members may be down together, if the instance is in one; the tag as documented goes first. */
export function groupOf(tags: Readonly<Record<string, string>>): string | undefined {
  const exact = Object.hasOwn(tags, GROUP_TAG) ? tags[GROUP_TAG] : undefined;
  const group = exact ?? ownerTag(tags, GROUP_TAG)[0];
  return group === '' ? undefined : group;
}
