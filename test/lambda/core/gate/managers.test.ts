import { describe, expect, it } from '@jest/globals';
import { managersOf, managerTags } from '../../../../lambda/core/gate/managers.ts';

describe('who manages an instance by its tags', () => {
  it('is nobody without a tag of a manager', () => {
    expect(managersOf({}, [])).toEqual([]);
    expect(managersOf({ Name: 'web-1', team: 'web', vendor: 'x' }, ['pool'])).toEqual([]);
  });

  it('is known by a key, by its beginning, or by a key with its value, whatever the capitals', () => {
    expect(managersOf({ jenkins_server_url: 'https://ci.example' }, [])).toEqual([
      {
        manager: 'the Jenkins EC2 plugin',
        replaces: true,
        tag: 'jenkins_server_url=https://ci.example',
      },
    ]);
    expect(managersOf({ 'ParallelCluster:x': '' }, [])).toEqual([
      { manager: 'AWS ParallelCluster', replaces: false, tag: 'ParallelCluster:x' },
    ]);
    expect(managersOf({ VENDOR: 'databricks' }, [])).toHaveLength(1);
    expect(managersOf({ 'kubernetes.io/cluster/a': 'owned' }, [])).toHaveLength(1);
  });

  it('is nobody where only a part of the key, or another value, is the same', () => {
    const others = {
      jenkins_slave_type_of_old: 'x',
      'not-parallelcluster:x': 'x',
      Vendor: 'Databricks Inc',
      'kubernetes.io/cluster/a': 'shared',
    };
    expect(managersOf(others, [])).toEqual([]);
  });

  it('names each manager once, by the first of its tags', () => {
    const tags = {
      'karpenter.sh/nodeclaim': 'a',
      'karpenter.sh/provisioner-name': 'b',
      'eks:cluster-name': 'c',
    };
    expect(managersOf(tags, []).map(({ manager, tag }) => [manager, tag])).toEqual([
      ['Karpenter', 'karpenter.sh/provisioner-name=b'],
      ['Amazon EKS', 'eks:cluster-name=c'],
    ]);
  });

  it('is unnamed where the owner’s list says so: nobody knows whether it replaces anything', () => {
    const tags = { 'Team.example/pool': 'db' };
    const found = [{ replaces: false, tag: 'Team.example/pool=db' }];
    expect(managersOf(tags, ['team.example/*'])).toEqual(found);
    expect(managersOf(tags, ['team.example/pool'])).toEqual(found);
    expect(managersOf(tags, ['team.example/pool=DB'])).toEqual(found);
    expect(managersOf(tags, ['team.example/*=db'])).toEqual(found);
    expect(managersOf(tags, ['team.example/pool=web'])).toEqual([]);
  });
});

describe('the tags that are kept of an instance', () => {
  it('are the first of each pattern, and none of the others', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`spotinst:${n}`, String(n)]));
    const tags = { ...many, team: 'web', pool: 'a', 'eks:cluster-name': 'prod' };
    expect(managerTags(tags, ['pool'])).toEqual({
      'spotinst:0': '0',
      'eks:cluster-name': 'prod',
      pool: 'a',
    });
    expect(managerTags({ team: 'web' }, [])).toEqual({});
  });
});
