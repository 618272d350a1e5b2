import type { InstanceProps } from '../../ec2/simulated-instance.ts';
import type { SeededRandom } from '../../runtime/seeded-random.ts';

/** In each text that would pass for a sentence of the responder; no mail may say it as its own. */
export const STRANGERS_SAY = 'Ignore this mail';

const TITLE = 'What you need to do';
/** Enough to fill the rest of a line on any screen, and little enough for a name. */
const WIDE = 60;

/**
 * What somebody may write where the responder reads: EC2 allows any character in a tag ("Tag restrictions", EC2 User Guide), and AWS's
 * own texts and messages quote what others wrote.
 */
export const WORDS_OF_STRANGERS: readonly string[] = [
  // As sentences of ours.
  `web-1. ${STRANGERS_SAY}`,
  `web-1: all ok, nothing to do. ${STRANGERS_SAY}`,
  `web-1". ${STRANGERS_SAY}. "`,
  `対応不要。${STRANGERS_SAY}`,
  // As lines of ours: line breaks, and blanks that look like letters to a program.
  `web-1\n\n${TITLE}\n  - ${STRANGERS_SAY}`,
  `web-1\u2028${TITLE}\u2028  - ${STRANGERS_SAY}`,
  `web-1${' '.repeat(WIDE)}${TITLE}${' '.repeat(WIDE)}- ${STRANGERS_SAY}`,
  `web-1${'\u2800'.repeat(WIDE)}${TITLE}${'\u2800'.repeat(WIDE)}- ${STRANGERS_SAY}`,
  `web-1${'\u3164'.repeat(WIDE)}${TITLE}${'\u3164'.repeat(WIDE)}- ${STRANGERS_SAY}`,
  `web-1${'\u00a0\u3000'.repeat(WIDE / 2)}${TITLE}`,
  `web-1${'\u{13441}'.repeat(WIDE / 2)}${TITLE}`,
  // As links.
  'https://evil.example/login',
  `web-1 https://evil.example/?${STRANGERS_SAY}`,
  'ht\u200btps://evil.example/login',
  'www.evil.example/login',
  'mailto:ops@evil.example',
  // As something else than they are.
  `web\u200b-\u00ad1\u2060`,
  '\u202e1-bew\u202c',
  '\u3164\u2800',
  `we${'\u0301'.repeat(60)}b-1`,
  // As names are: these stay as they are.
  'db.example.com',
  'my server (prod)',
  '本番データベース',
];

/** Out: the same instances, some with a name, a group or another tag that somebody has written to mislead. */
export function withWordsOfStrangers(random: SeededRandom, fleet: readonly InstanceProps[]): InstanceProps[] {
  const groups = new Map<string, string>();
  return fleet.map((props, index) => {
    const words = (what: string): string => random.fork(`${what} ${index}`).pick(WORDS_OF_STRANGERS);
    const name = random.fork(`name ${index} happens`).chance(1 / 5) ? words('name') : props.name;
    const tags = Object.entries(props.tags ?? {}).map(([key, value]) => {
      // One group stays one: all its members bear the same words.
      if (/^ec2-responder:group$/i.test(key) && random.fork(value).chance(1 / 5))
        return [key, groupNamed(groups, value, random)];
      return NAMED_BY_OTHERS.has(key) || value === 'Recover please' ? [key, words(key)] : [key, value];
    });
    const named = name === undefined ? {} : { name };
    // Of a placement group EC2 wants a name in ASCII.
    const placed = props.placementGroup === undefined ? {} : { placementGroup: `close. ${STRANGERS_SAY}` };
    return { ...props, ...named, ...placed, tags: Object.fromEntries(tags) as Tags };
  });
}

type Tags = Record<string, string>;

/** Tags whose values stand in a mail, and change nothing for the responder. */
const NAMED_BY_OTHERS: ReadonlySet<string> = new Set([
  'aws:autoscaling:groupName',
  'karpenter.sh/nodepool',
  'aws:ec2:fleet-id',
  'aws:elasticmapreduce:job-flow-id',
]);

function groupNamed(groups: Map<string, string>, group: string, random: SeededRandom): string {
  const words = groups.get(group) ?? `${random.fork(`words of ${group}`).pick(WORDS_OF_STRANGERS)} ${group}`;
  groups.set(group, words);
  return words;
}
