import { describe, expect, it } from '@jest/globals';
import { WIRING } from '../../../../lambda/contract/wiring.ts';
import { readEnvironment, SettingsError } from '../../../../lambda/functions/responder/read-environment.ts';

const WIRED = {
  RESPONDER_TABLE_NAME: 'incidents',
  RESPONDER_TOPIC_ARN: 'arn:aws:sns:ap-northeast-1:111122223333:alerts',
  RESPONDER_ACCOUNT_ID: '111122223333',
  RESPONDER_PARTITION: 'aws',
  AWS_REGION: 'ap-northeast-1',
};

describe('readEnvironment', () => {
  it('says where the function is, beside the settings', () => {
    expect(readEnvironment(WIRED)).toMatchObject({
      tableName: 'incidents',
      topicArn: 'arn:aws:sns:ap-northeast-1:111122223333:alerts',
      accountId: '111122223333',
      region: 'ap-northeast-1',
      partition: 'aws',
    });
    expect(Object.isFrozen(readEnvironment(WIRED))).toBe(true);
  });

  it('goes on with a setting that makes no sense: what is stopped must be started', () => {
    expect(readEnvironment({ ...WIRED, RESPONDER_TIME_ZONE: 'JST' }).problems).not.toEqual([]);
  });

  it.each([...Object.values(WIRING), 'AWS_REGION'])('misses by name what the stack sets: %s', (name) => {
    for (const nothing of [undefined, ''])
      expect(() => readEnvironment({ ...WIRED, [name]: nothing })).toThrow(
        new SettingsError(`${name} is missing; the stack sets it: deploy it again`),
      );
  });

  it('misses all of them at once', () => {
    const lines = (): string[] => {
      try {
        readEnvironment({});
        return [];
      } catch (thrown) {
        return (thrown as Error).message.split('\n');
      }
    };
    expect(lines()).toHaveLength(Object.keys(WIRING).length + 1);
  });

  it('names its error, because minification takes the name of the class away', () => {
    expect(new SettingsError('x')).toMatchObject({ name: 'SettingsError' });
  });
});
