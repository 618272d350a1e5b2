import { describe, expect, it } from '@jest/globals';
import { PARAMETERS, type Parameter } from '../../../../lambda/contract/parameters.ts';
import { readSettings } from '../../../../lambda/functions/responder/read-settings.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const DEFAULTS: Variables = Object.fromEntries(
  Object.values<Parameter>(PARAMETERS).map((parameter) => [parameter.env, String(parameter.default)]),
);

/** What the stack sets with every parameter left alone. */
const DEPLOYED: Variables = {
  ...DEFAULTS,
  RESPONDER_TABLE_NAME: 'incidents',
  RESPONDER_TOPIC_ARN: 'arn:aws:sns:ap-northeast-1:111122223333:alerts',
  RESPONDER_ACCOUNT_ID: '111122223333',
  RESPONDER_PARTITION: 'aws',
  AWS_REGION: 'ap-northeast-1',
};

/** A line for each problem. */
function problemsWith(changes: Variables): string[] {
  return readSettings({ ...DEPLOYED, ...changes }).problems.map(
    ({ name, got, allowed }) =>
      `${name} is ${got === undefined ? 'missing' : JSON.stringify(got)}; allowed: ${allowed}`,
  );
}

const ALL = Object.values<Parameter>(PARAMETERS);
const NUMBERS = ALL.filter((parameter) => parameter.kind === 'number');
const CHOICES = ALL.filter((parameter) => parameter.kind === 'choice');

describe('readSettings', () => {
  it('gives the settings of a deployment that changed nothing', () => {
    expect(readSettings(DEPLOYED)).toEqual({
      settings: {
        mode: 'act',
        defaultAction: 'recover',
        systemFailureGraceMinutes: 5,
        instanceFailureMinutes: 5,
        forceStopAfterMinutes: 10,
        verifyMinutes: 15,
        scheduledEventAction: 'move',
        maintenanceWindow: [{ startMinute: 18 * 60, minutes: 240 }],
        timeZone: 'UTC',
        minimumNoticeHours: 24,
        scheduledEventFallback: 'before-deadline',
        maxAttemptsPerDay: 3,
        maxConcurrentRecoveries: 5,
        brakeMinimum: 3,
        brakePercent: 20,
        brakeAlways: 10,
        allowInstanceStoreLoss: false,
        healthNotices: 'all',
        managerTagKeys: [],
      },
      logLevel: 'INFO',
      problems: [],
    });
  });

  it('reads every setting', () => {
    const { settings, logLevel } = readSettings({
      ...DEPLOYED,
      RESPONDER_MODE: 'observe',
      RESPONDER_DEFAULT_ACTION: 'notify',
      RESPONDER_SYSTEM_FAILURE_GRACE_MINUTES: '0',
      RESPONDER_INSTANCE_FAILURE_MINUTES: '120',
      RESPONDER_FORCE_STOP_AFTER_MINUTES: '3',
      RESPONDER_VERIFY_MINUTES: '240',
      RESPONDER_SCHEDULED_EVENT_ACTION: 'notify',
      RESPONDER_MAINTENANCE_WINDOW: 'Sat:23:00-Sun:01:00, wed:02:00-wed:02:30',
      RESPONDER_TIME_ZONE: 'Asia/Tokyo',
      RESPONDER_MINIMUM_NOTICE_HOURS: '336',
      RESPONDER_SCHEDULED_EVENT_FALLBACK: 'notify',
      RESPONDER_MAX_ATTEMPTS_PER_DAY: '1',
      RESPONDER_MAX_CONCURRENT_RECOVERIES: '50',
      RESPONDER_BRAKE_MINIMUM: '2',
      RESPONDER_BRAKE_PERCENT: '100',
      RESPONDER_BRAKE_ALWAYS: '1000',
      RESPONDER_ALLOW_INSTANCE_STORE_LOSS: 'true',
      RESPONDER_HEALTH_NOTICES: 'ec2',
      RESPONDER_MANAGER_TAG_KEYS: 'team.example/*, managed-by=operator',
      RESPONDER_LOG_LEVEL: 'DEBUG',
    });
    expect(settings).toEqual({
      mode: 'observe',
      defaultAction: 'notify',
      systemFailureGraceMinutes: 0,
      instanceFailureMinutes: 120,
      forceStopAfterMinutes: 3,
      verifyMinutes: 240,
      scheduledEventAction: 'notify',
      maintenanceWindow: [
        { startMinute: 6 * 1440 + 23 * 60, minutes: 120 },
        { startMinute: 3 * 1440 + 2 * 60, minutes: 30 },
      ],
      timeZone: 'Asia/Tokyo',
      minimumNoticeHours: 336,
      scheduledEventFallback: 'notify',
      maxAttemptsPerDay: 1,
      maxConcurrentRecoveries: 50,
      brakeMinimum: 2,
      brakePercent: 100,
      brakeAlways: 1000,
      allowInstanceStoreLoss: true,
      healthNotices: 'ec2',
      managerTagKeys: ['team.example/*', 'managed-by=operator'],
    });
    expect(logLevel).toBe('DEBUG');
  });

  it('is frozen, so that no pass changes what the next one goes by', () => {
    const { settings, problems } = readSettings(DEPLOYED);
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(problems)).toBe(true);
  });

  it('does not mind variables that are not ours', () => {
    expect(
      problemsWith({
        PATH: '/bin',
        AWS_LAMBDA_LOG_LEVEL: 'DEBUG',
        XRESPONDER_MODE: 'x',
        responder_mode: 'x',
      }),
    ).toEqual([]);
  });
});

describe.each(ALL)('$name', (parameter) => {
  const allowed =
    parameter.kind === 'choice'
      ? parameter.allowed.join(', ')
      : parameter.kind === 'text'
        ? parameter.patternMeaning
        : `a whole number from ${parameter.min} to ${parameter.max}`;

  it('is told when it is missing, with its name and what is allowed', () => {
    const [problem, ...more] = problemsWith({ [parameter.env]: undefined });
    expect(problem).toContain(`${parameter.name} is missing`);
    expect(problem).toContain(`allowed: ${allowed}`);
    expect(more).toEqual([]);
  });

  const odd = [
    '',
    ' ',
    'maybe',
    '5 ',
    ' 5',
    '-1',
    '1.5',
    '1e1',
    '0x10',
    '\u0665',
    'NaN',
    'Infinity',
    '__proto__',
    'true\n',
    '5\n',
  ];
  // Any word may be the key of a tag.
  const wrong = odd.filter(
    (got) => parameter !== PARAMETERS.managerTagKeys || !new RegExp(parameter.pattern).test(got),
  );
  it.each(wrong)('is told when it is %j, with its name, what it got and what is allowed', (got) => {
    const [problem, ...more] = problemsWith({ [parameter.env]: got });
    expect(problem).toContain(parameter.name);
    expect(problem).toContain(`is ${JSON.stringify(got)}`);
    expect(problem).toContain(`allowed: ${allowed}`);
    expect(more).toEqual([]);
  });

  it('is told in a few words when it is a megabyte', () => {
    const [problem = ''] = problemsWith({ [parameter.env]: '9'.repeat(1_000_000) });
    expect(problem).toContain(parameter.name);
    expect(problem.length).toBeLessThan(400);
  });
});

describe.each(NUMBERS)('$name', ({ name, env, min, max }) => {
  // The two brakes limit each other; they are tried within the limits of both.
  const others = { RESPONDER_BRAKE_MINIMUM: '2', RESPONDER_BRAKE_ALWAYS: '1000' };

  it(`may be ${min} and ${max}`, () => {
    for (const value of [min, max]) expect(problemsWith({ ...others, [env]: String(value) })).toEqual([]);
  });

  it.each([String(min - 1), String(max + 1), '999999', '9999999'])('may not be %s', (got) => {
    const problem = problemsWith({ ...others, [env]: got }).join();
    expect(problem).toContain(`${name} is "${got}"`);
    expect(problem).toContain(`a whole number from ${min} to ${max}`);
  });
});

describe.each(CHOICES)('$name', ({ env, allowed }) => {
  it(`may be ${allowed.join(' or ')}`, () => {
    for (const value of allowed) expect(problemsWith({ [env]: value })).toEqual([]);
  });

  it('may not be in other letters', () => {
    for (const value of allowed) {
      const other = value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
      expect(problemsWith({ [env]: other })).toHaveLength(1);
    }
  });
});

/** Texts that CloudFormation's pattern lets pass or not, and that are no windows or no zone. */
const WRONG_TEXTS: readonly (readonly [name: string, env: string, got: string, why: RegExp])[] = [
  ['MaintenanceWindow', 'RESPONDER_MAINTENANCE_WINDOW', 'sun:18:00', /day:HH:MM-day:HH:MM/],
  ['MaintenanceWindow', 'RESPONDER_MAINTENANCE_WINDOW', 'sun:18:00-sun:25:00', /00:00 to 23:59/],
  ['MaintenanceWindow', 'RESPONDER_MAINTENANCE_WINDOW', 'son:18:00-son:22:00', /sun, mon, tue/],
  [
    'MaintenanceWindow',
    'RESPONDER_MAINTENANCE_WINDOW',
    'sun:18:00-sun:18:00',
    /ends at the time at which it begins/,
  ],
  ['MaintenanceWindow', 'RESPONDER_MAINTENANCE_WINDOW', 'sun:18:00-sun:18:29', /29 minutes long/],
  ['MaintenanceWindow', 'RESPONDER_MAINTENANCE_WINDOW', 'sun:18:00-sun:22:00,', /is ""/],
  ['TimeZone', 'RESPONDER_TIME_ZONE', 'Tokyo', /no such time zone/],
  ['TimeZone', 'RESPONDER_TIME_ZONE', 'Asia/Tokio', /no such time zone/],
  ['TimeZone', 'RESPONDER_TIME_ZONE', '+09:00', /no such time zone/],
  ['TimeZone', 'RESPONDER_TIME_ZONE', 'Asia/Tokyo ', /no such time zone/],
];

describe.each(WRONG_TEXTS)('%s', (name, env, got, why) => {
  it(`is told when it is ${JSON.stringify(got)}: name, what it got, what is allowed, why`, () => {
    const [problem = '', ...more] = problemsWith({ [env]: got });
    expect(problem.startsWith(`${name} is ${JSON.stringify(got)}; allowed: `)).toBe(true);
    expect(problem).toMatch(why);
    expect(more).toEqual([]);
  });
});

describe.each(ALL.filter((parameter) => parameter.kind === 'text'))(
  '$name',
  ({ env, pattern, default: own }) => {
    it('says nothing of why it is wrong when it is missing: there is nothing to say it of', () => {
      expect(problemsWith({ [env]: undefined }).join()).not.toContain('(Invalid');
    });

    it('has a pattern that lets pass whatever the function takes', () => {
      const TAKEN = { UTC: ['Asia/Tokyo', 'America/Argentina/ComodRivadavia', 'Etc/GMT+9', 'utc'] };
      const windows = [own, 'Sat:23:00 - Sun:01:00, wed:02:00-wed:02:30'];
      for (const text of own === 'UTC' ? TAKEN.UTC : windows) {
        expect(problemsWith({ [env]: text })).toEqual([]);
        expect(text).toMatch(new RegExp(pattern));
      }
    });
  },
);

describe('a variable that begins as ours and is none', () => {
  it.each(['RESPONDER_MODUS', 'RESPONDER_', 'RESPONDER_mode', 'RESPONDER_BRAKE_MINIMUM_'])(
    'is told, and nothing is stopped: %s',
    (name) => {
      expect(problemsWith({ [name]: 'act' })).toEqual([
        `${name} is "act"; allowed: only what the stack of this version sets; deploy it again`,
      ]);
      expect(readSettings({ ...DEPLOYED, [name]: 'act' }).settings.unreadable).toBe('stops');
    },
  );
});

describe('BrakeAlways', () => {
  it('may not be less than BrakeMinimum', () => {
    expect(problemsWith({ RESPONDER_BRAKE_MINIMUM: '11', RESPONDER_BRAKE_ALWAYS: '10' })).toEqual([
      'BrakeAlways is "10"; allowed: BrakeMinimum, which is 11, or more',
    ]);
  });

  it('may be BrakeMinimum', () => {
    expect(problemsWith({ RESPONDER_BRAKE_MINIMUM: '10', RESPONDER_BRAKE_ALWAYS: '10' })).toEqual([]);
  });

  it('is compared with the default where BrakeMinimum is wrong itself', () => {
    const both = { RESPONDER_BRAKE_MINIMUM: 'many', RESPONDER_BRAKE_ALWAYS: '2' };
    expect(problemsWith(both)).toEqual([
      expect.stringContaining('BrakeMinimum is "many"'),
      'BrakeAlways is "2"; allowed: BrakeMinimum, which is 3, or more',
    ]);
  });
});

describe('several mistakes', () => {
  it('are all told at once', () => {
    const problems = problemsWith({
      RESPONDER_MODE: 'on',
      RESPONDER_VERIFY_MINUTES: '0',
      RESPONDER_MODUS: 'act',
    });
    expect(problems).toHaveLength(3);
  });

  it('leave the defaults: an empty environment names them all', () => {
    const { settings, problems, logLevel } = readSettings({});
    expect(problems).toHaveLength(ALL.length);
    expect({ ...settings, logLevel }).toEqual({
      ...readSettings(DEPLOYED).settings,
      logLevel: 'INFO',
      unreadable: 'stops',
    });
  });
});

describe('while a setting cannot be read', () => {
  const unreadable = (changes: Variables): unknown =>
    readSettings({ ...DEPLOYED, ...changes }).settings.unreadable;

  it.each([
    ['RESPONDER_MODE', 'Act'],
    ['RESPONDER_DEFAULT_ACTION', 'nothing'],
    ['RESPONDER_SYSTEM_FAILURE_GRACE_MINUTES', '2.5'],
    ['RESPONDER_BRAKE_MINIMUM', '20'],
  ])('nothing is stopped: %s=%s', (name, got) => {
    expect(unreadable({ [name]: got })).toBe('stops');
    expect(unreadable({ [name]: got, RESPONDER_TIME_ZONE: 'JST' })).toBe('stops');
  });

  it.each([
    ['RESPONDER_TIME_ZONE', 'Asia/Tokio'],
    ['RESPONDER_TIME_ZONE', 'JST'],
    ['RESPONDER_MAINTENANCE_WINDOW', 'sun:18:00-sun:18:10'],
    ['RESPONDER_MAINTENANCE_WINDOW', 'Sunday night'],
  ])('nothing is moved where it says when: %s=%s', (name, got) => {
    expect(unreadable({ [name]: got })).toBe('moves');
  });

  it('all goes on by the default where nothing hangs on it', () => {
    expect(unreadable({ RESPONDER_LOG_LEVEL: 'loud', RESPONDER_VERIFY_MINUTES: '1.5' })).toBeUndefined();
  });
});
