import type { Permission } from '../../lib/permissions/permission.ts';
import { asCode, between } from './markdown.ts';

/** What a version lets its functions do, without the prose: kept in `docs/permissions/VERSION.json` for each version. */
export type VersionPermissions = Readonly<Record<string, Readonly<Record<string, Statement>>>>;
type Statement = Pick<Permission, 'effect' | 'when' | 'actions' | 'resources' | 'conditions'>;

/** In: the permissions of every function. Out: what is kept of them. */
export function recordOf(permissions: Readonly<Record<string, readonly Permission[]>>): VersionPermissions {
  return Object.fromEntries(
    Object.entries(permissions).map(([name, list]) => [
      name,
      Object.fromEntries(
        list.map(({ sid, effect, when, actions, resources, conditions }) => [
          sid,
          { effect, when, actions, resources, ...(conditions === undefined ? {} : { conditions }) },
        ]),
      ),
    ]),
  );
}

/**
 * In: the changelog and what each version permits. Out: the changelog, with what each version adds to and drops from the
 * one before it. Throws where the changelog lacks the section of a version.
 */
export function withPermissions(
  changelog: string,
  versions: readonly { readonly version: string; readonly permissions: VersionPermissions }[],
): string {
  return versions.reduce((text, { version, permissions }, index) => {
    const before = versions[index - 1];
    const lines =
      before === undefined
        ? [
            `The first version; all of them: [\`docs/permissions/${version}.json\`](docs/permissions/${version}.json).`,
          ]
        : differences(before.permissions, permissions);
    const content = lines.length === 0 ? `The same as in ${before?.version ?? ''}.` : lines.join('\n');
    return between(text, `permissions of ${version}`, content);
  }, changelog);
}

function differences(before: VersionPermissions, after: VersionPermissions): string[] {
  const functions = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return functions.flatMap((name) => {
    const [old, current] = [before[name] ?? {}, after[name] ?? {}];
    return [...new Set([...Object.keys(old), ...Object.keys(current)])].flatMap((sid) =>
      difference(`\`${name}\`, ${sid}`, old[sid], current[sid]),
    );
  });
}

function difference(what: string, before: Statement | undefined, after: Statement | undefined): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (before === undefined) return after === undefined ? [] : [`- added: ${what}: ${inWords(after)}`];
  if (after === undefined) return [`- dropped: ${what}: ${inWords(before)}`];
  return [`- changed: ${what}: now ${inWords(after)}; before ${inWords(before)}`];
}

function inWords({ effect, when, actions, resources, conditions }: Statement): string {
  const only = conditions === undefined ? '' : ` where \`${JSON.stringify(conditions)}\``;
  const sometimes = when === 'always' ? '' : ` (${when})`;
  return `${effect} ${asCode(actions)} on ${asCode(resources)}${only}${sometimes}`;
}

/** True where the section of this version has a date: its permissions are history and no longer follow the code. */
export function isReleased(changelog: string, version: string): boolean {
  const [, said] = new RegExp(`^## ${version.replaceAll('.', '\\.')} - (.+)$`, 'm').exec(changelog) ?? [];
  if (said === undefined) throw new Error(`CHANGELOG.md has no section "## ${version} - date or unreleased"`);
  return /^\d{4}-\d{2}-\d{2}$/.test(said.trim());
}
