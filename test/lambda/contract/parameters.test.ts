import { describe, expect, it } from '@jest/globals';
import { ALERT_WORDS } from '../../../lambda/core/model/alert.ts';
import { OPEN_PHASES } from '../../../lambda/core/model/incident.ts';
import {
  METRIC_NAMESPACE,
  METRICS,
  OUTCOME_DIMENSION,
  OUTCOMES,
  SERVICE_NAME,
} from '../../../lambda/contract/metric-names.ts';
import { CHECK_STATUSES, INSTANCE_STATES } from '../../../lambda/core/model/observation.ts';
import { PARAMETER_GROUPS, PARAMETERS, type Parameter } from '../../../lambda/contract/parameters.ts';
import {
  KEY_ATTRIBUTE,
  TTL_ATTRIBUTE,
  UNFINISHED_ATTRIBUTE,
  UNFINISHED_INDEX,
} from '../../../lambda/contract/table.ts';
import { WIRING } from '../../../lambda/contract/wiring.ts';
import { ALLOW_LOSS_TAG, GROUP_TAG, POLICY_TAG } from '../../../lambda/contract/tags.ts';
import { ROWS } from '../../../lambda/core/incident/decision-table.ts';
import { ACTIONS } from '../../../lambda/core/model/settings.ts';

const PASCAL = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const SNAKE = (name: string): string => name.replaceAll(/([A-Z])/g, '_$1').toUpperCase();
const ALL = Object.entries<Parameter>(PARAMETERS);

describe.each(ALL)('the parameter %s', (key, parameter) => {
  it('has its name in the stack, in the environment and in the settings from one word', () => {
    expect(parameter.env).toBe(`RESPONDER_${SNAKE(key)}`);
    expect(`Responder${PASCAL(key)}`.endsWith(parameter.name)).toBe(true);
    expect(parameter.name.endsWith(PASCAL(key))).toBe(true);
  });

  it('is explained, and stands in a group that the console shows', () => {
    expect(parameter.label).toMatch(/\w/);
    expect(parameter.description).toMatch(/\w.*\.$/);
    expect(PARAMETER_GROUPS).toContain(parameter.group);
  });

  it('has a default that it allows', () => {
    if (parameter.kind === 'choice') {
      expect(parameter.allowed).toContain(parameter.default);
      expect(parameter.allowed.every((one) => /\w/.test(one))).toBe(true);
      expect(new Set(parameter.allowed).size).toBeGreaterThan(1);
    } else if (parameter.kind === 'text') {
      expect(parameter.default).toMatch(new RegExp(parameter.pattern));
      expect(parameter.patternMeaning).toMatch(/\w/);
    } else {
      expect(parameter.min).toBeLessThan(parameter.max);
      expect([parameter.min, parameter.default, parameter.max]).toEqual(
        [parameter.min, parameter.default, parameter.max].sort((a, b) => a - b),
      );
    }
  });
});

describe('names', () => {
  it.each<[string, readonly string[]]>([
    ['the groups of parameters', PARAMETER_GROUPS],
    ['what the stack tells the function', Object.values(WIRING)],
    ['metrics', Object.values(METRICS)],
    ['outcomes', OUTCOMES],
    ['words of a subject', ALERT_WORDS],
    ['states of an instance', INSTANCE_STATES],
    ['status of a check', CHECK_STATUSES],
    ['phases', OPEN_PHASES],
    ['actions', ACTIONS],
    ['tags', [POLICY_TAG, GROUP_TAG, ALLOW_LOSS_TAG]],
    ['the attributes of the table', [KEY_ATTRIBUTE, UNFINISHED_ATTRIBUTE, TTL_ATTRIBUTE]],
    ['what a metric is found by', [METRIC_NAMESPACE, OUTCOME_DIMENSION]],
    ['the service of a metric', [SERVICE_NAME]],
    ['the index of the table', [UNFINISHED_INDEX]],
  ])('are there, and each is another: %s', (_, names) => {
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/^\w[\w :-]+$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it('of metrics are CloudWatch’s spelling of their names here', () => {
    for (const [key, metric] of Object.entries(METRICS)) expect(metric).toBe(PASCAL(key));
  });

  it('of what the stack tells begin like those of the settings, and are none of them', () => {
    for (const [key, env] of Object.entries(WIRING)) expect(env).toBe(`RESPONDER_${SNAKE(key)}`);
    expect(ALL.filter(([, { env }]) => (Object.values(WIRING) as string[]).includes(env))).toEqual([]);
  });

  it('of tags that belong together begin alike', () => {
    for (const tag of [GROUP_TAG, ALLOW_LOSS_TAG]) expect(tag.startsWith(`${POLICY_TAG}:`)).toBe(true);
  });
});

describe.each(Object.entries(ROWS))('row %s of the decision table', (_, row) => {
  it('says in which phases, of what picture, and what is decided', () => {
    for (const phase of row.phase.split(', ')) expect([...OPEN_PHASES, 'any']).toContain(phase);
    for (const text of [row.says, row.decision]) expect(text).toMatch(/\w/);
  });
});
