import { PARAMETER_GROUPS, PARAMETERS } from '../../lambda/contract/parameters.ts';
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
}

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
      ]);
    return `## ${group}\n\n${table(['parameter', 'the question', 'default', 'allowed', 'what it does'], rows)}`;
  });
  return `# Settings

Printed from \`lambda/contract/parameters.ts\` and \`lib/stack-parameters.ts\` by \`npm run docs\`. They are CloudFormation parameters:
\`npx cdk deploy --parameters Name=value\`, or the CloudFormation console. A value that is not allowed is refused at once.

${groups.join('\n\n')}
`;
}

function allowed({ kind, min, max, allowed: values = [], patternMeaning = '' }: Row): string {
  if (kind === 'number') return `${String(min)}–${String(max)}`;
  if (values.length === 0) return patternMeaning;
  return values.length > 8 ? 'the values that CloudWatch Logs takes' : values.join(', ');
}
