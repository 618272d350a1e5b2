/**
 * What the responder leaves alone while it cannot read a setting as it was written, and goes by the default. What is stopped
 * already is started and verified whatever the settings say.
 */
export type IfUnreadable = 'stops nothing' | 'moves nothing' | 'uses the default';

/**
 * Every setting of the responder, once: the stack makes CloudFormation parameters of this table, the function reads
 * its environment by it, and docs/settings.md is printed from it.
 */
export interface NumberParameter {
  readonly kind: 'number';
  readonly name: string;
  readonly env: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly group: ParameterGroup;
  readonly label: string;
  readonly description: string;
  readonly ifUnreadable: IfUnreadable;
}

export interface ChoiceParameter {
  readonly kind: 'choice';
  readonly name: string;
  readonly env: string;
  readonly default: string;
  readonly allowed: readonly string[];
  readonly group: ParameterGroup;
  readonly label: string;
  readonly description: string;
  readonly ifUnreadable: IfUnreadable;
}

/** Text in a form of its own. CloudFormation checks the pattern, `read-environment.ts` the meaning. */
export interface TextParameter {
  readonly kind: 'text';
  readonly name: string;
  readonly env: string;
  readonly default: string;
  readonly pattern: string;
  /** What the text must be beyond its pattern. */
  readonly meaning: 'weekly windows' | 'time zone' | 'tag keys';
  /** The pattern in words: whoever got it wrong is shown it. */
  readonly patternMeaning: string;
  readonly group: ParameterGroup;
  readonly label: string;
  readonly description: string;
  readonly ifUnreadable: IfUnreadable;
}

export type Parameter = NumberParameter | ChoiceParameter | TextParameter;

/** In the order in which an owner decides, which is the order of the console. */
export const PARAMETER_GROUPS = [
  'Who is told',
  'What may be stopped and started',
  'When a failed instance is stopped',
  'What AWS announces',
  'How much at once',
  'Logs',
] as const;
export type ParameterGroup = (typeof PARAMETER_GROUPS)[number];

const DAY = '([Ss][Uu][Nn]|[Mm][Oo][Nn]|[Tt][Uu][Ee]|[Ww][Ee][Dd]|[Tt][Hh][Uu]|[Ff][Rr][Ii]|[Ss][Aa][Tt])';
const TIME = `${DAY} *: *([01][0-9]|2[0-3]) *: *[0-5][0-9]`;
const WINDOW = ` *${TIME} *- *${TIME} *`;
/** Their length is not checked: a pattern cannot count. */
const WINDOWS = `^${WINDOW}(,${WINDOW}){0,19}$`;

/** The areas of the IANA database. Whether there is such a place no pattern can say, and AWS's list of zones changes. */
const TIME_ZONE =
  '^([Uu][Tt][Cc]|(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)(/[A-Za-z0-9_+-]{1,40}){1,2})$';

/** The settings that reach the function. Minutes are whole minutes; percentages are whole percents. */
export const PARAMETERS = {
  mode: {
    kind: 'choice',
    name: 'ResponderMode',
    env: 'RESPONDER_MODE',
    default: 'act',
    allowed: ['act', 'observe'],
    group: 'What may be stopped and started',
    label: 'Act, or only tell?',
    description:
      'act: stop/start failed instances. observe: stop nothing, and say by mail what would have been done, or why it would not. In observe mode the role has no permission to stop.',
    ifUnreadable: 'stops nothing',
  },
  defaultAction: {
    kind: 'choice',
    name: 'DefaultAction',
    env: 'RESPONDER_DEFAULT_ACTION',
    default: 'recover',
    allowed: ['recover', 'notify', 'ignore'],
    group: 'What may be stopped and started',
    label: 'Stop and start instances without a tag?',
    description:
      'For instances that have no tag ec2-responder. recover: stop/start after a host failure. notify: only tell. ignore: do not look at them. The tag ec2-responder takes the same three values and wins.',
    ifUnreadable: 'stops nothing',
  },
  systemFailureGraceMinutes: {
    kind: 'number',
    name: 'SystemFailureGraceMinutes',
    env: 'RESPONDER_SYSTEM_FAILURE_GRACE_MINUTES',
    default: 5,
    min: 0,
    max: 60,
    group: 'When a failed instance is stopped',
    label: 'How many minutes does AWS’s own recovery get first?',
    description:
      'How long a failed system status check is left to the automatic recovery of AWS, which keeps the public IPv4 address, before the instance is stopped and started.',
    ifUnreadable: 'stops nothing',
  },
  instanceFailureMinutes: {
    kind: 'number',
    name: 'InstanceFailureMinutes',
    env: 'RESPONDER_INSTANCE_FAILURE_MINUTES',
    default: 5,
    min: 0,
    max: 120,
    group: 'When a failed instance is stopped',
    label: 'After how many minutes are you told of a failed OS?',
    description:
      'How long an instance or attached EBS status check must have failed, with the host healthy, before a human is told.',
    ifUnreadable: 'moves nothing',
  },
  forceStopAfterMinutes: {
    kind: 'number',
    name: 'ForceStopAfterMinutes',
    env: 'RESPONDER_FORCE_STOP_AFTER_MINUTES',
    default: 10,
    min: 3,
    max: 120,
    group: 'When a failed instance is stopped',
    label: 'After how many minutes is a hanging stop forced?',
    description:
      'How long an instance whose host failed may hang in stopping before the stop is forced, once. File systems should be checked after a forced stop.',
    ifUnreadable: 'stops nothing',
  },
  verifyMinutes: {
    kind: 'number',
    name: 'VerifyMinutes',
    env: 'RESPONDER_VERIFY_MINUTES',
    default: 15,
    min: 3,
    max: 240,
    group: 'When a failed instance is stopped',
    label: 'How many minutes may an instance take to be well after its start?',
    description:
      'How long the status checks may take to pass after a start before a human is told. Give it more where the OS checks its disks at boot.',
    ifUnreadable: 'uses the default',
  },
  scheduledEventAction: {
    kind: 'choice',
    name: 'ScheduledEventAction',
    env: 'RESPONDER_SCHEDULED_EVENT_ACTION',
    default: 'move',
    allowed: ['move', 'notify'],
    group: 'What AWS announces',
    label: 'Move instances before AWS retires, stops or reboots them?',
    description:
      'move: stop and start an instance that AWS will stop, retire or reboot, in your maintenance window before the date. notify: only tell, even where the instance no longer answers. Mode, tags and all safety limits apply to moves, too.',
    ifUnreadable: 'moves nothing',
  },
  maintenanceWindow: {
    kind: 'text',
    name: 'MaintenanceWindow',
    env: 'RESPONDER_MAINTENANCE_WINDOW',
    default: 'sun:18:00-sun:22:00',
    meaning: 'weekly windows',
    pattern: WINDOWS,
    patternMeaning: 'ddd:hh:mm-ddd:hh:mm, several separated by commas, such as sun:18:00-sun:22:00',
    group: 'What AWS announces',
    label: 'When may they be moved?',
    description:
      'When announced moves may take place, by the clock of TimeZone: ddd:hh:mm-ddd:hh:mm, several separated by commas. The tag ec2-responder:window overrides it for one instance (there, separate several by spaces).',
    ifUnreadable: 'moves nothing',
  },
  timeZone: {
    kind: 'text',
    name: 'TimeZone',
    env: 'RESPONDER_TIME_ZONE',
    default: 'UTC',
    meaning: 'time zone',
    pattern: TIME_ZONE,
    patternMeaning: 'a time zone of the IANA database, such as UTC, Asia/Tokyo or Europe/Berlin',
    group: 'What AWS announces',
    label: 'In which time zone?',
    description:
      'IANA name, such as Asia/Tokyo. Daylight-saving time is followed. Mails show all times in this time zone first, with UTC beside them.',
    ifUnreadable: 'moves nothing',
  },
  minimumNoticeHours: {
    kind: 'number',
    name: 'MinimumNoticeHours',
    env: 'RESPONDER_MINIMUM_NOTICE_HOURS',
    default: 24,
    min: 0,
    max: 336,
    group: 'What AWS announces',
    label: 'How many hours before a move do you want to know?',
    description:
      'How long after the first mail about what AWS has announced a planned move may take place at the earliest. A change of yours (mode, tag, window) may bring it nearer.',
    ifUnreadable: 'moves nothing',
  },
  scheduledEventFallback: {
    kind: 'choice',
    name: 'ScheduledEventFallback',
    env: 'RESPONDER_SCHEDULED_EVENT_FALLBACK',
    default: 'before-deadline',
    allowed: ['before-deadline', 'notify'],
    group: 'What AWS announces',
    label: 'And if no window is left before AWS’s date?',
    description:
      'before-deadline: move the instance between two hours and one hour before the date of AWS. notify: only tell; AWS then acts at its date.',
    ifUnreadable: 'moves nothing',
  },
  maxAttemptsPerDay: {
    kind: 'number',
    name: 'MaxAttemptsPerDay',
    env: 'RESPONDER_MAX_ATTEMPTS_PER_DAY',
    default: 3,
    min: 1,
    max: 10,
    group: 'How much at once',
    label: 'How often may one instance be stopped in 24 hours?',
    description: 'How often one instance may be stopped and started in any 24 hours.',
    ifUnreadable: 'stops nothing',
  },
  maxConcurrentRecoveries: {
    kind: 'number',
    name: 'MaxConcurrentRecoveries',
    env: 'RESPONDER_MAX_CONCURRENT_RECOVERIES',
    default: 5,
    min: 1,
    max: 50,
    group: 'How much at once',
    label: 'How many may be in a stop/start at once?',
    description:
      'How many instances of this Region may be in a stop/start at the same time; the others wait, oldest first.',
    ifUnreadable: 'stops nothing',
  },
  brakeMinimum: {
    kind: 'number',
    name: 'BrakeMinimum',
    env: 'RESPONDER_BRAKE_MINIMUM',
    default: 3,
    min: 2,
    max: 1000,
    group: 'How much at once',
    label: 'From how many failed instances on may it be an outage of the zone?',
    description:
      'Fewer failed instances than this in an Availability Zone never trip the percentage brake, so that in a small fleet one failure is not taken for an outage.',
    ifUnreadable: 'stops nothing',
  },
  brakePercent: {
    kind: 'number',
    name: 'BrakePercent',
    env: 'RESPONDER_BRAKE_PERCENT',
    default: 20,
    min: 1,
    max: 100,
    group: 'How much at once',
    label: 'From which share of the zone on is it one (percent)?',
    description:
      'When more than this share of the instances of an Availability Zone has failed (and at least BrakeMinimum), it is an outage of AWS and not the failure of a host: nothing more is stopped there.',
    ifUnreadable: 'stops nothing',
  },
  brakeAlways: {
    kind: 'number',
    name: 'BrakeAlways',
    env: 'RESPONDER_BRAKE_ALWAYS',
    default: 10,
    min: 2,
    max: 1000,
    group: 'How much at once',
    label: 'From how many on is it always one?',
    description:
      'From this number of failed instances in an Availability Zone on, nothing more is stopped there, whatever the share.',
    ifUnreadable: 'stops nothing',
  },
  allowInstanceStoreLoss: {
    kind: 'choice',
    name: 'AllowInstanceStoreLoss',
    env: 'RESPONDER_ALLOW_INSTANCE_STORE_LOSS',
    default: 'false',
    allowed: ['true', 'false'],
    group: 'What may be stopped and started',
    label: 'May a stop erase instance store volumes?',
    description:
      'A stop erases instance store volumes. true: stop such instances all the same. For one instance, set the tag ec2-responder:allow-instance-store-loss=true instead.',
    ifUnreadable: 'stops nothing',
  },
  managerTagKeys: {
    kind: 'text',
    name: 'ManagerTagKeys',
    env: 'RESPONDER_MANAGER_TAG_KEYS',
    default: 'none',
    meaning: 'tag keys',
    pattern:
      '^[A-Za-z0-9 _.:/+@-]{1,128}[*]?(=[A-Za-z0-9 _.:/+@-]{1,128})?(,[A-Za-z0-9 _.:/+@-]{1,128}[*]?(=[A-Za-z0-9 _.:/+@-]{1,128})?){0,19}$',
    patternMeaning:
      'none, or up to 20 tag keys, separated by commas, each a key, the beginning of keys with * at its end, or key=value, such as team.example/*,managed-by=operator',
    group: 'What may be stopped and started',
    label: 'Which tags of yours say that something else manages an instance?',
    description:
      'An instance with such a tag is not stopped, whatever else it has: key, beginning* or key=value, up to 20, separated by commas. Auto Scaling, Karpenter, EKS, EMR, ParallelCluster, RDS Custom and the like are known already.',
    ifUnreadable: 'stops nothing',
  },
  healthNotices: {
    kind: 'choice',
    name: 'HealthNotices',
    env: 'RESPONDER_HEALTH_NOTICES',
    default: 'all',
    allowed: ['ec2', 'all', 'none'],
    group: 'Who is told',
    label: 'Which other AWS Health events are mailed?',
    description:
      'Which AWS Health events are mailed beyond those that an incident already tells of. all: every service, including reports of abuse and exposed credentials. ec2: EC2 and EBS. none: no such mails; announced events and failures of instances are still told.',
    ifUnreadable: 'uses the default',
  },
  logLevel: {
    kind: 'choice',
    name: 'LogLevel',
    env: 'RESPONDER_LOG_LEVEL',
    default: 'INFO',
    allowed: ['DEBUG', 'INFO', 'WARN', 'ERROR'],
    group: 'Logs',
    label: 'How much is logged?',
    description: 'The least severe level that the function writes.',
    ifUnreadable: 'uses the default',
  },
} as const satisfies Record<string, Parameter>;
