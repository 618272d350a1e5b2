import type { Catalogue } from './catalogue.ts';
import { ASKS } from './english/asks.ts';
import { INCIDENTS } from './english/incidents.ts';
import { NOTICES } from './english/notices.ts';
import { REFUSALS } from './english/refusals.ts';
import { STORIES } from './english/stories.ts';
import { SUBJECTS } from './english/subjects.ts';
import { ADVICE } from './english/advice.ts';

/** Every sentence, in English that a tired person reads once. */
export const ENGLISH: Catalogue = {
  ...INCIDENTS,
  ...REFUSALS,
  ...SUBJECTS,
  ...STORIES,
  ...NOTICES,
  ...ADVICE,
  ...ASKS,
};
