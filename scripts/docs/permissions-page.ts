import type { Permission } from '../../lib/permissions/permission.ts';
import { PERMISSIONS } from '../../lib/permissions/permissions.ts';
import { asCode, table } from './markdown.ts';

const WHEN: Readonly<Record<Permission['when'], string>> = {
  always: 'always',
  acts: 'ResponderMode = act',
  actsOnAll: 'act, and DefaultAction = recover',
  actsOnTagged: 'act, and DefaultAction ≠ recover',
};

/** docs/permissions.md: what each function may do, and why. */
export function permissionsPage(): string {
  return `# Permissions

Printed from \`lib/permissions/\` by \`npm run docs\`. Each function has one role of its own; its statements are these and no more, and no AWS
managed policy. A test compares them with the template, and holds that no role but the responder's can stop or start an instance. Words in
capitals stand for what differs between deployments. What a version adds or drops stands in the [changelog](../CHANGELOG.md).

${Object.entries(PERMISSIONS)
  .map(([name, permissions]) => `## ${name}\n\n${permissionsTable(permissions)}`)
  .join('\n\n')}
`;
}

function permissionsTable(permissions: readonly Permission[]): string {
  const rows = permissions.map((one) => [
    `[${one.sid}](${one.document})`,
    `${one.effect} ${asCode(one.actions)}`,
    asCode(one.resources),
    [WHEN[one.when], ...conditionsOf(one)].join('<br>'),
    `${one.why} ${one.narrower}`,
  ]);
  return table(
    ['statement', 'actions', 'resources', 'when, and under which conditions', 'why, and why not narrower'],
    rows,
  );
}

function conditionsOf({ conditions = {} }: Permission): string[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} \`${key}\`: ${asCode([value].flat())}`),
  );
}
