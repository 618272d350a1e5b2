import { describe, expect, it } from '@jest/globals';
import { SimulatedIam } from '../../../simulator/iam/simulated-iam.ts';
import type { PolicyStatement } from '../../../simulator/template/template.ts';
import { writes } from '../a-region.ts';
import { aHostFails, deployed, statementsOf, stopOf, TOKYO, underIam } from './iam-enforced.ts';

const TAG = 'ec2-responder';

describe('IAM alone', () => {
  const ACTIONS = ['recover', 'notify', 'ignore'];
  const OTHER_VALUES = ['notify', 'ignore', 'Recover', 'recover ', 'please do not', ''];
  const acting = (DefaultAction: string): readonly PolicyStatement[] =>
    statementsOf(deployed({ ResponderMode: 'act', DefaultAction }));

  it.each(ACTIONS)(
    'denies the stop of an instance whose tag does not say recover, DefaultAction %s',
    (action) => {
      for (const value of OTHER_VALUES)
        expect([value, stopOf({ [TAG]: value }, acting(action))]).toEqual([value, 'denied']);
    },
  );

  it.each(['notify', 'ignore'])('would not need the Deny for that with DefaultAction %s', (action) => {
    const allows = acting(action).filter(({ effect }) => effect === 'Allow');
    for (const value of OTHER_VALUES)
      expect([value, stopOf({ [TAG]: value }, allows)]).toEqual([value, 'not allowed']);
  });

  it.each(ACTIONS)('allows the stop of an instance tagged recover, DefaultAction %s', (action) => {
    expect(stopOf({ Name: 'web-1', [TAG]: 'recover' }, acting(action))).toBe('allowed');
  });

  it.each([
    ['recover', 'allowed'],
    ['notify', 'not allowed'],
    ['ignore', 'not allowed'],
  ])('with DefaultAction %s: the stop of an instance without the tag is %s', (action, answer) => {
    expect(stopOf({ Name: 'web-1', 'ec2-responder:group': 'db' }, acting(action))).toBe(answer);
  });

  it.each(ACTIONS)('allows no stop in observe mode, DefaultAction %s', (DefaultAction) => {
    const statements = statementsOf(deployed({ ResponderMode: 'observe', DefaultAction }));
    for (const tags of [{}, ...['recover', ...OTHER_VALUES].map((value) => ({ [TAG]: value }))])
      expect([tags, stopOf(tags, statements)]).toEqual([tags, 'not allowed']);
  });

  it.each(['act', 'observe'])('lets a start through in mode %s, whatever the tag says', (ResponderMode) => {
    const statements = statementsOf(deployed({ ResponderMode, DefaultAction: 'ignore' }));
    const iam = new SimulatedIam({ ...TOKYO, statements, instanceOf: () => ({ tags: { [TAG]: 'ignore' } }) });
    expect(() => {
      iam.authorize('ec2', 'StartInstancesCommand', { InstanceIds: ['i-0123456789abcdef0'] });
    }).not.toThrow();
  });

  it('takes the tag key in capitals for the same tag: in doubt the owner is heard', () => {
    expect(stopOf({ 'EC2-Responder': 'notify' }, acting('recover'))).toBe('denied');
  });

  it('keeps an owner safe who tags the instance between the last read and the stop', async () => {
    const { region, refused } = await underIam({
      name: 'tagged at the last moment',
      before: (action, { ec2 }) => {
        if (action === 'StopInstances') for (const { tags } of ec2.instances.values()) tags[TAG] = 'notify';
      },
      run: aHostFails(),
    });
    expect(refused).toEqual(['StopInstances UnauthorizedOperation']);
    expect(writes(region)).toEqual([]);
  });
});
