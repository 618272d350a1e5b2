import { PARAMETER_GROUPS, PARAMETERS } from '../../lambda/contract/parameters.ts';
import {
  ALLOW_LOSS_TAG,
  GROUP_TAG,
  MOVES_GO_ON_TAG,
  KEEP_STOPPED_TAG,
  POLICY_TAG,
  WINDOW_TAG,
} from '../../lambda/contract/tags.ts';
import { STACK_PARAMETERS } from '../../lib/stack-parameters.ts';
import { table } from './markdown.ts';

interface Row {
  readonly kind: string;
  readonly name: string;
  readonly default: string | number;
  readonly group: string;
  readonly label: string;
  readonly description: string;
  readonly min?: number;
  readonly max?: number;
  readonly allowed?: readonly string[];
  readonly patternMeaning?: string;
  readonly ifUnreadable?: string;
}

const TAGS = [
  [
    `\`${POLICY_TAG}\``,
    '`recover`, `notify`, `ignore`',
    'What is done with this instance, whatever DefaultAction says. Any other value counts as notify.',
  ],
  [
    `\`${GROUP_TAG}\``,
    'any name',
    'Of the instances with the same name only one at a time is in a stop/start, and none is moved by plan while another is not running with ok checks.',
  ],
  [
    `\`${WINDOW_TAG}\``,
    'windows as in MaintenanceWindow, separated by spaces',
    'When an announced move of this instance may take place, by the clock of TimeZone.',
  ],
  [
    `\`${MOVES_GO_ON_TAG}\``,
    '`true`',
    'This instance is not back from its planned move; the other planned moves need not wait for it.',
  ],
  [
    `\`${KEEP_STOPPED_TAG}\``,
    'anything but `false`',
    'What is stopped stays stopped, also where the responder has stopped it; it is neither stopped, started nor moved by the responder.',
  ],
  [
    `\`${ALLOW_LOSS_TAG}\``,
    '`true`',
    'This instance may be stopped although that erases its instance store volumes.',
  ],
] as const;

/** docs/settings.md: every CloudFormation parameter, in the groups and the order of the console. */
export function settingsPage(): string {
  const all: readonly Row[] = [...Object.values(STACK_PARAMETERS), ...Object.values(PARAMETERS)];
  const groups = PARAMETER_GROUPS.map((group) => {
    const rows = all
      .filter((one) => one.group === group)
      .map((one) => [
        `\`${one.name}\``,
        one.label,
        one.default === '' ? 'empty' : `\`${String(one.default)}\``,
        allowed(one),
        one.description,
        one.ifUnreadable ?? '',
      ]);
    return `## ${group}\n\n${table(['parameter', 'the question', 'default', 'allowed', 'what it does', 'if it cannot be read'], rows)}`;
  });
  return `# Settings

Printed from \`lambda/contract/parameters.ts\` and \`lib/stack-parameters.ts\` by \`npm run docs\`. They are CloudFormation parameters:
\`npx cdk deploy --parameters Name=value\`, or the CloudFormation console. CloudFormation refuses a value that is not allowed, before anything is changed. What no pattern can see
(a place that is in no time zone, a window of ten minutes, BrakeAlways below BrakeMinimum) gets through: then the default counts, a mail names the parameter,
and until it is corrected the responder does what the last column says. What it has stopped is started and verified all the same.

${groups.join('\n\n')}

## Tags on an instance

${table(['tag', 'values', 'what it does'], TAGS)}

The first four keys count in any capitals. Two tags \`${POLICY_TAG}\` in different capitals that disagree count as \`notify\`; two windows that disagree count as none
that can be read, and nothing is planned.
`;
}

function allowed({ kind, min, max, allowed: values = [], patternMeaning = '' }: Row): string {
  if (kind === 'number') return `${String(min)}–${String(max)}`;
  if (values.length === 0) return patternMeaning;
  return values.length > 8 ? 'the values that CloudWatch Logs takes' : values.join(', ');
}
