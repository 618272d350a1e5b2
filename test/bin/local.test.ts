import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { local } from '../../bin/local/run-local.ts';
import { UsageError } from '../../bin/usage.ts';
import { alarmStateChange } from '../../simulator/events/event-shapes.ts';
import { SCENARIOS } from '../../simulator/scenarios/scenarios.ts';

interface Ran {
  readonly out: string;
  /** The line of a UsageError. */
  readonly refused: string | undefined;
}

/** The command in this process, with the template that `npm run build:template` has synthesized for all tests. */
async function run(...flags: string[]): Promise<Ran> {
  const lines: string[] = [];
  const outcome = { name: 'retirement-in-window', outcome: 'announced, moved in 3m', counts: '1 stop' };
  try {
    await local(flags, {
      colours: false,
      print: (line) => lines.push(line),
      template: () => Promise.resolve('cdk.out/ec2-responder.template.json'),
      outcomesElsewhere: () => () => Promise.resolve([outcome]),
    });
    return { out: lines.join('\n'), refused: undefined };
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return { out: lines.join('\n'), refused: thrown.message };
  }
}

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
  writeFileSync(file, text);
  return file;
}

const EVENT = fileWith('{}');

describe('npm start refuses with one clear line', () => {
  it.each([
    ['an unknown flag', ['--bogus'], '--bogus'],
    ['a flag that is given twice', ['--seed', '1', '--seed', '2'], '--seed: given twice'],
    ['an unknown scenario', ['--scenario', 'nothing'], 'host-failure'],
    ['a seed that is no number', ['--seed', 'x'], 'whole number'],
    ['a file that is not there', ['--event', 'no-such-file.json'], 'no such file'],
    ['a file that is not JSON', ['--event', fileWith('hello')], 'not JSON'],
    ['a JSON list', ['--event', fileWith('[]')], 'not a JSON object'],
    ['a world that does not exist', ['--world', 'flat', '--event', EVENT], 'as-claimed, healthy, empty'],
    ['a parameter without a value', ['--set', 'BrakePercent'], 'Parameter=value'],
    ['a parameter that is set twice', ['--set', 'BrakePercent=1', '--set', 'BrakePercent=2'], 'given twice'],
  ])('%s', async (_, flags, expected) => {
    const { out, refused } = await run(...flags);
    expect(out).toBe('');
    expect(refused?.split('\n')).toHaveLength(1);
    expect(refused).toContain(expected);
  });

  it.each([
    [['--world', 'healthy'], '--world has no effect without --event'],
    [['--world', 'healthy', '--scenario', 'brake'], '--world has no effect with --scenario'],
    [['--seed', '2', '--list'], '--seed has no effect with --list'],
    [['--json', '--list'], '--json has no effect with --list'],
    [['--set', 'BrakePercent=60', '--list'], '--set has no effect with --list'],
    [['--set', 'BrakePercent=60', '--help'], '--set has no effect with --help'],
    [['--list', '--help'], '--list has no effect with --help'],
    [['--all', '--scenario', 'brake'], '--all has no effect with --scenario'],
    [['--scenario', 'brake', '--event', EVENT], '--scenario has no effect with --event'],
    [['--all', '--event', EVENT], '--all has no effect with --event'],
    [['--json'], '--json has no effect without --scenario, --all or --event'],
  ])('%j, of which one has no effect', async (flags, expected) => {
    const { out, refused } = await run(...flags);
    expect(out).toBe('');
    expect(refused).toContain(expected);
  });

  it.each([
    ['that is not known', ['Brake=1'], [/Parameter Brake: got "1"/, /BrakePercent/]],
    ['out of range', ['BrakePercent=500'], [/got "500"/, /from 1 to 100/, /correct --set BrakePercent=500$/]],
    ['beside a pattern', ['MaintenanceWindow=sun;18'], [/got "sun;18"/, /correct --set MaintenanceWindow/]],
    [
      'that is no window',
      ['MaintenanceWindow=whenever'],
      [/got "whenever"/, /ddd:hh:mm-ddd:hh:mm/, /correct --set/],
    ],
    [
      'that is no time zone',
      ['TimeZone=Asia/Tokio'],
      [/got "Asia\/Tokio"/, /Asia\/Tokyo/, /correct --set TimeZone/],
    ],
    [
      'that contradicts another',
      ['BrakeAlways=2', 'BrakeMinimum=5'],
      [/BrakeAlways: got "2"/, /BrakeMinimum, which is 5, or more/],
    ],
  ])('a parameter %s, whatever is shown', async (_, set, expected) => {
    const assignments = set.flatMap((one) => ['--set', one]);
    for (const flags of [[], ['--scenario', 'brake'], ['--event', EVENT]]) {
      const { out, refused } = await run(...flags, ...assignments);
      expect(out).toBe('');
      expect(refused?.split('\n')).toHaveLength(1);
      for (const part of expected) expect(refused).toMatch(part);
    }
  });
});

describe('npm start', () => {
  it('shows one scenario with its last mail, a line for each other one, and what to try next', async () => {
    const { out } = await run();
    const lines = out.split('\n');
    const others = lines.findIndex((line) => line.startsWith('━━ The other scenarios'));
    expect(others).toBeGreaterThan(30);
    expect(others).toBeLessThanOrEqual(72);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(out).toMatch(/AWS call {2}StopInstances web-1\n\S+ {2}EC2 {7}web-1 is stopping/);
    expect(out.match(/│ What you need to do/g)).toHaveLength(1);
    expect(out).toMatch(/no-capacity +STOPPED for 23m, told at once, back in 31m +1 stop, 7 starts, 3 mails/);
    expect(out).toMatch(/os-failure +not stopped, a human asked, ok again +0 stops, 0 starts, 2 mails/);
    expect(out).toMatch(/retirement-in-window +announced, moved in 3m +1 stop/);
    expect(out).toContain('docs/verification.md');
    expect(out).toContain('npm start -- --all');
  });

  it('says of a scenario with other settings that it may go otherwise', async () => {
    const { out } = await run('--scenario', 'brake', '--set', 'BrakePercent=60');
    expect(out).toContain('\n   Perhaps not so here: BrakePercent=60.\n');
    expect((await run('--scenario', 'brake')).out).not.toContain('Perhaps not so here');
  });

  it('shows for an event the rule that matched and what the responder did with it', async () => {
    const at = Date.parse('2026-01-15T10:02:10Z');
    const origin = { account: '123456789012', region: 'us-east-1', at, id: 'e' };
    const event = alarmStateChange(origin, 'i-0123456789abcdef0', 'StatusCheckFailed_System', 'ALARM');
    const { out } = await run('--event', fileWith(JSON.stringify(event)));
    expect(out).toContain('Matching rule: AlarmStateChange');
    expect(out).toMatch(/AWS call {2}StopInstances example-1/);
    expect(out).toMatch(/mail {6}.*RECOVERED/);
    expect(out).not.toContain('\u001b[');
  });

  it('prints JSON lines that can be read', async () => {
    const { out } = await run('--json', '--scenario', 'os-failure');
    const lines = out.split('\n').map((line) => JSON.parse(line) as { kind: string });
    expect(lines[0]).toEqual({ kind: 'run', scenario: 'os-failure' });
    expect(lines.filter((line) => line.kind === 'mail')).toHaveLength(2);
  });

  it('lists its scenarios, a line each', async () => {
    const { out } = await run('--list');
    const lines = out.split('\n');
    expect(lines).toHaveLength(SCENARIOS.length);
    for (const [index, { name, title }] of SCENARIOS.entries())
      expect(lines[index]?.split(/ {2,}/)).toEqual([name, title]);
  });
});
