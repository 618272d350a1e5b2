import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alarmStateChange } from '../../simulator/events/event-shapes.ts';

const ROOT = join(import.meta.dirname, '..', '..');

function run(...flags: string[]): { code: number | null; out: string; err: string } {
  const result = spawnSync(process.execPath, ['--import', 'tsx', 'bin/local.ts', ...flags], {
    cwd: ROOT,
    encoding: 'utf8',
    // What CI systems set must not colour a pipe.
    env: { ...process.env, CI: 'true' },
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
  writeFileSync(file, text);
  return file;
}

describe('npm start', () => {
  it.each([
    ['an unknown flag', ['--bogus'], '--bogus'],
    ['an unknown scenario', ['--scenario', 'nothing'], 'host-failure'],
    ['a file that is not there', ['--event', 'no-such-file.json'], 'no such file'],
    ['a file that is not JSON', ['--event', fileWith('hello')], 'not JSON'],
    ['a JSON list', ['--event', fileWith('[]')], 'not a JSON object'],
    [
      'a world that does not exist',
      ['--world', 'flat', '--event', fileWith('{}')],
      'as-claimed, healthy, empty',
    ],
    ['a parameter without a value', ['--set', 'BrakePercent'], 'Parameter=value'],
    ['an unknown parameter', ['--set', 'Brake=1'], 'BrakePercent'],
    ['a parameter that is out of range', ['--set', 'BrakePercent=500'], 'from 1 to 100'],
  ])('answers %s with one clear line and exit code 2', (_, flags, expected) => {
    const { code, out, err } = run(...flags);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain(expected);
  });

  it('says of a story with other settings that it may go otherwise', () => {
    const { out } = run('--scenario', 'brake', '--set', 'BrakePercent=60');
    expect(out).toContain('\n   Not so here, perhaps: BrakePercent=60.\n');
    expect(run('--scenario', 'brake').out).not.toContain('Not so here');
  });

  it('shows for an event the rule that matched and what the responder did with it', () => {
    const origin = {
      account: '123456789012',
      region: 'us-east-1',
      at: Date.parse('2026-01-15T10:02:10Z'),
      id: 'e',
    };
    const event = alarmStateChange(origin, 'i-0123456789abcdef0', 'StatusCheckFailed_System', 'ALARM');
    const { code, out } = run('--event', fileWith(JSON.stringify(event)));
    expect(code).toBe(0);
    expect(out).toContain('Matching rule: AlarmStateChange');
    expect(out).toMatch(/AWS call {2}StopInstances example-1/);
    expect(out).toContain('RECOVERED example-1');
    expect(out).not.toContain('\u001b[');
  });

  it('prints JSON lines that can be read', () => {
    const { code, out } = run('--json', '--scenario', 'os-failure');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string });
    expect(code).toBe(0);
    expect(lines[0]).toEqual({ kind: 'run', scenario: 'os-failure' });
    expect(lines.filter((line) => line.kind === 'mail')).toHaveLength(2);
  });

  it('lists its scenarios', () => {
    expect(run('--list').out).toContain('host-failure');
  });
});
