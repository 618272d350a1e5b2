import { describe, expect, it } from '@jest/globals';
import { settingsNews } from '../../../../lambda/core/alerts/settings-alert.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import type { SettingProblem } from '../../../../lambda/core/model/settings.ts';
import { mailOf } from '../../../../lambda/words/mail.ts';
import { PLACE } from '../../words/sample-alert.ts';
import { at } from '../given.ts';

const NOW = at('10:00:00');
const ZONE: SettingProblem = {
  name: 'TimeZone',
  got: 'Asia/Tokio',
  allowed: 'a time zone of the IANA database',
  ifUnreadable: 'moves nothing',
};
const GRACE: SettingProblem = {
  name: 'SystemFailureGraceMinutes',
  got: '2.5',
  allowed: 'a whole number from 0 to 60',
  ifUnreadable: 'stops nothing',
};
const LEVEL: SettingProblem = {
  name: 'LogLevel',
  got: undefined,
  allowed: 'INFO',
  ifUnreadable: 'uses the default',
};

describe('settings that cannot be read', () => {
  it('are told at once: which, what it got, what is allowed, what goes on', () => {
    const { told, alert } = settingsNews(undefined, [ZONE], NOW);
    expect(told).toEqual({ what: 'TimeZone=Asia/Tokio', at: NOW });
    const { subject, body } = mailOf(alert ?? never(), PLACE);
    expect(subject).toMatch(/^NEEDS-YOU .*MOVES NOTHING until TimeZone is corrected/);
    expect(body).toContain('TimeZone is "Asia/Tokio". Allowed: a time zone of the IANA database.');
    expect(body).toContain('it moves nothing that AWS has announced; failed hosts are still recovered');
    expect(body).toContain('What the responder has stopped is started and verified as always');
    expect(body).toContain('Correct the stack parameter');
    expect(alert).toMatchObject({
      id: `settings/${NOW}`,
      data: { parameters: 'TimeZone', effect: 'moves nothing' },
    });
  });

  it('are told with the worst that follows', () => {
    const effectOf = (...problems: SettingProblem[]): unknown =>
      settingsNews(undefined, problems, NOW).alert?.data.effect;
    expect(effectOf(ZONE, GRACE, LEVEL)).toBe('stops nothing');
    expect(effectOf(LEVEL, ZONE)).toBe('moves nothing');
    expect(effectOf(LEVEL)).toBe('uses the default');
    const { subject, body } = mailOf(settingsNews(undefined, [ZONE, GRACE], NOW).alert ?? never(), PLACE);
    expect(subject).toContain('STOPS NOTHING');
    expect(body).toMatch(
      /it stops nothing, whatever fails[\s\S]*TimeZone is[\s\S]*SystemFailureGraceMinutes is "2.5"/,
    );
    expect(mailOf(settingsNews(undefined, [LEVEL], NOW).alert ?? never(), PLACE).body).toContain(
      'LogLevel has no value. Allowed: INFO.',
    );
  });

  it('are told again after a day, and at once where they are others', () => {
    const { told } = settingsNews(undefined, [ZONE], NOW);
    expect(settingsNews(told, [ZONE], NOW + DAY - 1)).toEqual({ told });
    expect(settingsNews(told, [ZONE], NOW + DAY)).toMatchObject({ told: { at: NOW + DAY }, alert: {} });
    expect(settingsNews(told, [ZONE, GRACE], NOW + 1).alert).toBeDefined();
    expect(settingsNews(told, [{ ...ZONE, got: 'JST' }], NOW + 1).alert).toBeDefined();
  });

  it('are forgotten when they are corrected, so that the same mistake is told at once', () => {
    const { told } = settingsNews(undefined, [ZONE], NOW);
    expect(settingsNews(told, [], NOW + 1)).toEqual({ told: undefined });
    expect(settingsNews(undefined, [], NOW)).toEqual({ told: undefined });
  });

  it('make one line each, whatever is in them', () => {
    const odd = { ...ZONE, got: 'x\n\nWhat you need to do\n  Nothing.' };
    const { body } = mailOf(settingsNews(undefined, [odd], NOW).alert ?? never(), PLACE);
    expect(body.match(/^What you need to do$/gm)).toHaveLength(1);
  });
});

function never(): never {
  throw new Error('there is no such alert');
}
