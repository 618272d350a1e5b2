import { describe, expect, it } from '@jest/globals';
import { countsOf, outcomeOf } from '../../../simulator/scenarios/outcome.ts';
import { runScenario } from '../../../simulator/scenarios/run-scenario.ts';
import { SCENARIOS } from '../../../simulator/scenarios/scenarios.ts';
import { loadTemplate } from '../../../simulator/template/template.ts';

const TEMPLATE = loadTemplate('cdk.out/ec2-responder.template.json');

async function outcome(name: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const region = await runScenario(scenario, { template: TEMPLATE, parameters, seed: '1' });
  return `${outcomeOf(region)}: ${countsOf(region)}`;
}

describe('the outcome of a scenario', () => {
  it.each([
    ['host-failure', 'back in 8m: 1 stop, 1 start, 2 mails'],
    ['no-capacity', 'STOPPED for 23m, told at once, back in 31m: 1 stop, 7 starts, 3 mails'],
    ['key-disabled', 'STOPPED for 24m, told at once, back in 32m: 1 stop, 7 starts, 3 mails'],
    ['stop-hangs', 'stop forced after 11m, back in 19m: 2 stops, 1 start, 2 mails'],
    ['brake', '4 held, 1 back in 27m, 3 ok again: 1 stop, 1 start, 6 mails'],
    ['outage-of-the-region', '3 held, 3 back: 3 stops, 3 starts, 9 mails'],
    ['obstacles', 'not stopped, 2 left to a human, 1 reported: 0 stops, 0 starts, 3 mails'],
    ['human-steps-in', 'a human asked, 2 left stopped: 1 stop, 1 start, 4 mails'],
    ['no-capacity-for-the-second', 'STOPPED for 28m, told at once, 2 back: 2 stops, 9 starts, 6 mails'],
  ])('%s is told by what happened in it', async (name, expected) => {
    expect(await outcome(name)).toBe(expected);
  });

  it('is another one with other settings', async () => {
    const observed = await outcome('no-capacity', { ResponderMode: 'observe' });
    expect(observed).toBe('not stopped, left to a human: 0 stops, 0 starts, 1 mail');
    expect(await outcome('brake', { BrakePercent: '60' })).toMatch(/^4 back in \d+m: 4 stops, 4 starts/);
  });
});
