import { describe, expect, it } from '@jest/globals';
import type { Permission } from '../../lib/permissions/permission.ts';
import { isReleased, recordOf, withPermissions } from '../../scripts/docs/changelog.ts';

const permission = (sid: string, actions: string[]): Permission => ({
  sid,
  effect: 'Allow',
  when: 'always',
  actions,
  resources: ['*'],
  why: 'Why.',
  narrower: 'Narrower.',
  document: 'https://docs.aws.amazon.com/',
});
const first = recordOf({ responder: [permission('Read', ['ec2:A']), permission('Old', ['ec2:B'])] });
const second = recordOf({
  responder: [permission('Read', ['ec2:A', 'ec2:C'])],
  investigator: [permission('Look', ['ec2:D'])],
});
const CHANGELOG = ['2', '1']
  .map((version) =>
    [
      `## ${version} - ${version === '1' ? '2026-11-25' : 'unreleased'}`,
      `<!-- permissions of ${version}: printed by npm run docs -->`,
      `<!-- end of permissions of ${version} -->`,
    ].join('\n'),
  )
  .join('\n');

describe('the changelog', () => {
  it('says which permissions a version adds, drops and changes, by function', () => {
    const versions = [
      { version: '1', permissions: first },
      { version: '2', permissions: second },
    ];
    const [, said] = withPermissions(CHANGELOG, versions).split(/## [12] - .*\n/);
    expect(said?.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- changed: `responder`, Read: now Allow `ec2:A`, `ec2:C` on `*`; before Allow `ec2:A` on `*`',
      '- dropped: `responder`, Old: Allow `ec2:B` on `*`',
      '- added: `investigator`, Look: Allow `ec2:D` on `*`',
    ]);
  });

  it('says where nothing changed', () => {
    const versions = ['1', '2'].map((version) => ({ version, permissions: first }));
    expect(withPermissions(CHANGELOG, versions)).toContain('The same as in 1.');
  });

  it('is refused without a section for a version', () => {
    expect(() => withPermissions(CHANGELOG, [{ version: '3', permissions: first }])).toThrow(
      'lacks the marks of permissions of 3',
    );
    expect(() => isReleased(CHANGELOG, '3')).toThrow('no section "## 3 - ');
  });

  it('tells a released version by its date', () => {
    expect([isReleased(CHANGELOG, '1'), isReleased(CHANGELOG, '2')]).toEqual([true, false]);
  });
});
