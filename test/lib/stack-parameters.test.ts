import { beforeAll, describe, expect, it } from '@jest/globals';
import { PARAMETERS } from '../../lambda/contract/parameters.ts';
import { STACK_PARAMETERS } from '../../lib/stack-parameters.ts';
import { defaultTemplate, type Template } from './synthesized.ts';

let template: Template;
beforeAll(async () => {
  template = await defaultTemplate();
});

describe('parameters', () => {
  const all = [...Object.values(PARAMETERS), ...Object.values(STACK_PARAMETERS)];

  it('are those of the tables and no others', () => {
    expect(Object.keys(template.Parameters).sort()).toEqual(all.map(({ name }) => name).sort());
  });

  it.each(all)('$name has the default, the limits and the description of its table', (parameter) => {
    const declared = template.Parameters[parameter.name];
    expect(String(declared?.Default)).toBe(String(parameter.default));
    expect(declared?.Description).toBe(parameter.description);
    expect(declared?.ConstraintDescription).toEqual(expect.stringMatching(/\w/));
    if (parameter.kind === 'number') {
      const takes = (text: string): boolean => new RegExp(String(declared?.AllowedPattern)).test(text);
      for (const taken of [parameter.min, parameter.max, parameter.default])
        expect(takes(String(taken))).toBe(true);
      const refused = [
        parameter.min - 1,
        parameter.max + 1,
        parameter.min + 0.5,
        `0${parameter.max}`,
        '',
        ' 5',
      ];
      expect(refused.map(String).filter(takes)).toEqual([]);
    }
    if (parameter.kind === 'choice') expect(declared?.AllowedValues).toEqual(parameter.allowed);
    if (parameter.kind === 'text') expect(declared?.AllowedPattern).toBe(parameter.pattern);
  });

  it.each([
    '',
    'ops@example.com',
    'on-call+ec2@mail.example.co.jp',
    'a@example.com,b@example.com',
    'a@x.de,b@x.de,c@x.de,d@x.de,e@x.de',
  ])('AlertEmail takes "%s"', (address) => {
    expect(address).toMatch(new RegExp(STACK_PARAMETERS.alertEmail.pattern));
  });

  it.each([
    'ops',
    'ops@example',
    'a@example.com, b@example.com',
    'a@example.com,',
    'a@x.de,b@x.de,c@x.de,d@x.de,e@x.de,f@x.de',
    ' ops@example.com',
    'ops@exa mple.com',
    '@example.com',
  ])('AlertEmail refuses "%s"', (address) => {
    expect(address).not.toMatch(new RegExp(STACK_PARAMETERS.alertEmail.pattern));
  });

  it('are each in one group and have a label in the console', () => {
    const form = template.Metadata['AWS::CloudFormation::Interface'] as {
      ParameterGroups: { Parameters: string[] }[];
      ParameterLabels: Record<string, { default: string }>;
    };
    const names = Object.keys(template.Parameters).sort();
    expect(form.ParameterGroups.flatMap(({ Parameters }) => Parameters).sort()).toEqual(names);
    expect(form.ParameterGroups.every(({ Parameters }) => Parameters.length > 0)).toBe(true);
    expect(Object.keys(form.ParameterLabels).sort()).toEqual(names);
  });
});
