import { EXAMPLE_OWNER } from '../../../simulator/template/example-owner.ts';
import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { PARAMETERS } from '../../../lambda/contract/parameters.ts';
import {
  HISTORY_INDEX,
  HISTORY_MONTH_ATTRIBUTE,
  HISTORY_TIME_ATTRIBUTE,
  TTL_ATTRIBUTE,
  UNFINISHED_ATTRIBUTE,
  UNFINISHED_INDEX,
} from '../../../lambda/contract/table.ts';
import { WIRING } from '../../../lambda/contract/wiring.ts';
import { matchesPattern } from '../../../simulator/events/event-pattern.ts';
import {
  loadTemplate,
  ParameterError,
  resolveTemplate,
  type ResolvedTemplate,
} from '../../../simulator/template/template.ts';

/** `npm test` synthesizes it before jest runs. */
const PATH = 'cdk.out/ec2-responder.template.json';
const PLACE = { region: 'ap-northeast-1', account: '111122223333' };

const deployed = (parameters: Record<string, string | number> = {}): ResolvedTemplate =>
  resolveTemplate(loadTemplate(PATH), { ...PLACE, parameters: { ...EXAMPLE_OWNER, ...parameters } });

function responder(template: ResolvedTemplate): ReturnType<ResolvedTemplate['functions']>[number] {
  const [found, ...others] = template
    .functions()
    .filter(({ environment }) => environment[WIRING.tableName] !== undefined);
  if (found === undefined || others.length > 0)
    throw new Error('the stack should have one responder function');
  return found;
}

const mayStop = (template: ResolvedTemplate): boolean =>
  template
    .policyStatements(responder(template).roleLogicalId ?? '')
    .some(({ effect, actions }) => effect === 'Allow' && actions.includes('ec2:StopInstances'));

describe('the synthesized template, as the simulator deploys it', () => {
  it('resolves completely, in the standard partition and in China', () => {
    const china = {
      region: 'cn-north-1',
      account: '111122223333',
      partition: 'aws-cn',
      parameters: EXAMPLE_OWNER,
    };
    for (const template of [deployed(), resolveTemplate(loadTemplate(PATH), china)]) {
      const text = JSON.stringify([...template.resources.values()].map(({ properties }) => properties));
      expect(text).not.toMatch(/"Fn::|"Ref":/);
    }
  });

  it('has one table, whose indexes and time-to-live attribute are those that the function uses', () => {
    const [table, ...others] = deployed().tables();
    expect(others).toEqual([]);
    expect(table?.name).toBe(responder(deployed()).environment[WIRING.tableName]);
    expect(table?.ttlAttribute).toBe(TTL_ATTRIBUTE);
    expect(
      table?.indexes.map(({ name, partitionKey, sortKey }) => [name, partitionKey.name, sortKey?.name]),
    ).toEqual([
      [UNFINISHED_INDEX, UNFINISHED_ATTRIBUTE, undefined],
      [HISTORY_INDEX, HISTORY_MONTH_ATTRIBUTE, HISTORY_TIME_ATTRIBUTE],
    ]);
  });

  it('hands every setting to the function, the default or what the owner chose', () => {
    const { environment, codeAsset } = responder(deployed({ SystemFailureGraceMinutes: 7 }));
    for (const parameter of Object.values(PARAMETERS)) {
      const expected = parameter.name === 'SystemFailureGraceMinutes' ? '7' : String(parameter.default);
      expect([parameter.env, environment[parameter.env]]).toEqual([parameter.env, expected]);
    }
    expect(existsSync(`cdk.out/${codeAsset ?? ''}`)).toBe(true);
  });

  it('refuses a setting out of its range', () => {
    expect(() => deployed({ SystemFailureGraceMinutes: 61 })).toThrow(ParameterError);
    expect(() => deployed({ ResponderMode: 'acting' })).toThrow(ParameterError);
  });

  it('permits to stop in act mode, and not in observe mode', () => {
    expect(mayStop(deployed({ ResponderMode: 'act' }))).toBe(true);
    expect(mayStop(deployed({ ResponderMode: 'observe' }))).toBe(false);
  });

  it('sends every rule to the responder, and sweeps every minute', () => {
    const template = deployed();
    const targets = template
      .rules()
      .flatMap((rule) => rule.targets.map(({ functionLogicalId }) => functionLogicalId));
    expect(new Set(targets)).toEqual(new Set([responder(template).logicalId]));
    const schedules = template.rules().flatMap(({ scheduleMs }) => scheduleMs ?? []);
    expect(schedules).toEqual([60_000]);
  });

  it('matches a state change of EC2 by one rule, and the launch of a build by none', () => {
    const matching = (event: object): number =>
      deployed()
        .rules()
        .filter(({ eventPattern }) => eventPattern !== undefined && matchesPattern(eventPattern, event))
        .length;
    const stateChange = {
      source: 'aws.ec2',
      'detail-type': 'EC2 Instance State-change Notification',
      account: '111122223333',
      region: 'ap-northeast-1',
      resources: ['arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0'],
      detail: { 'instance-id': 'i-0123456789abcdef0', state: 'stopped' },
    };
    expect(matching(stateChange)).toBe(1);
    expect(matching({ ...stateChange, source: 'aws.codebuild' })).toBe(0);
  });
});
