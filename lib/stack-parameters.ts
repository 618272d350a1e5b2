import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import {
  PARAMETER_GROUPS,
  PARAMETERS,
  type ChoiceParameter,
  type NumberParameter,
  type TextParameter,
} from '../lambda/contract/parameters.ts';
import { wholeNumbers } from './whole-numbers.ts';

export type StackParameter =
  Omit<TextParameter, 'env' | 'meaning' | 'ifUnreadable'> | Omit<ChoiceParameter, 'env' | 'ifUnreadable'>;
type AnyParameter = StackParameter | NumberParameter | ChoiceParameter | TextParameter;

/** How many addresses AlertEmail takes. */
export const MAX_ADDRESSES = 5;
const ADDRESS = '[A-Za-z0-9.!#$%&*+/=?^_{|}~-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+';

/** The settings that only the stack reads; the function never sees them. */
export const STACK_PARAMETERS = {
  alertEmail: {
    kind: 'text',
    name: 'AlertEmail',
    default: '',
    pattern: `^(${ADDRESS}(,${ADDRESS}){0,${MAX_ADDRESSES - 1}})?$`,
    patternMeaning: `one to ${MAX_ADDRESSES} e-mail addresses, separated by commas without spaces, or empty`,
    group: 'Who is told',
    label: 'Who gets the alerts?',
    description:
      'Up to five e-mail addresses, separated by commas without spaces. Each has to confirm the mail that SNS sends: before that no alert reaches it. Needed, unless AlertTopicArn is given or ResponderMode is observe.',
  },
  alertTopicArn: {
    kind: 'text',
    name: 'AlertTopicArn',
    default: '',
    pattern: '^(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256})?$',
    patternMeaning: 'the ARN of a standard SNS topic of this Region, or empty',
    group: 'Who is told',
    label: 'Or does a topic of yours get them?',
    description:
      'The ARN of a standard SNS topic of this Region that exists; then the stack makes none. Its policy must let CloudWatch alarms publish, see docs/alert-topic.md. Addresses of AlertEmail are subscribed to it.',
  },
  logRetentionDays: {
    kind: 'choice',
    name: 'LogRetentionDays',
    default: '90',
    // The values that CloudWatch Logs takes (PutRetentionPolicy); any other fails the deployment half-way.
    allowed: [
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ].map(String),
    group: 'Logs',
    label: 'How many days are the logs kept?',
    description: 'How long CloudWatch Logs keeps what the function wrote, one of the periods that it offers.',
  },
} as const satisfies Record<string, StackParameter>;

/** What the rest of the stack needs of the parameters. */
export interface DeclaredParameters {
  /** The function's environment: each setting under the name that it reads it by. */
  readonly environment: Readonly<Record<string, string>>;
  readonly alertEmail: CfnParameter;
  readonly alertTopicArn: CfnParameter;
  readonly logRetentionDays: CfnParameter;
  readonly mode: CfnParameter;
  readonly defaultAction: CfnParameter;
  readonly logLevel: CfnParameter;
}

/**
 * Makes a CloudFormation parameter of every setting, so that a value that makes no sense is refused before anything
 * is changed, and groups and labels them for the console.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-interface.html
 */
export function declareParameters(stack: Stack): DeclaredParameters {
  const table: readonly AnyParameter[] = [...Object.values(STACK_PARAMETERS), ...Object.values(PARAMETERS)];
  const declared = new Map(table.map((parameter) => [parameter.name, declare(stack, parameter)]));
  const of = (parameter: AnyParameter): CfnParameter => {
    const found = declared.get(parameter.name);
    if (found === undefined) throw new Error(`parameter ${parameter.name} is not in the table`);
    return found;
  };
  stack.templateOptions.metadata = { 'AWS::CloudFormation::Interface': consoleForm(table) };
  return {
    environment: Object.fromEntries(Object.values(PARAMETERS).map(({ env, name }) => [env, Fn.ref(name)])),
    alertEmail: of(STACK_PARAMETERS.alertEmail),
    alertTopicArn: of(STACK_PARAMETERS.alertTopicArn),
    logRetentionDays: of(STACK_PARAMETERS.logRetentionDays),
    mode: of(PARAMETERS.mode),
    defaultAction: of(PARAMETERS.defaultAction),
    logLevel: of(PARAMETERS.logLevel),
  };
}

function declare(stack: Stack, parameter: AnyParameter): CfnParameter {
  const { name, description } = parameter;
  switch (parameter.kind) {
    case 'number':
      return new CfnParameter(stack, name, {
        // CloudFormation's Number takes 2.5, and a rule cannot tell it from 2.
        type: 'String',
        description,
        default: String(parameter.default),
        allowedPattern: wholeNumbers(parameter.min, parameter.max),
        constraintDescription: `a whole number from ${parameter.min} to ${parameter.max}`,
      });
    case 'choice':
      return new CfnParameter(stack, name, {
        // Numbers to choose from are a Number, because some properties (RetentionInDays) take nothing else.
        type: parameter.allowed.every((value) => /^\d+$/.test(value)) ? 'Number' : 'String',
        default: parameter.default,
        description,
        allowedValues: [...parameter.allowed],
        constraintDescription: `one of ${parameter.allowed.join(', ')}`,
      });
    case 'text':
      return new CfnParameter(stack, name, {
        type: 'String',
        description,
        default: parameter.default,
        allowedPattern: parameter.pattern,
        constraintDescription: parameter.patternMeaning,
      });
  }
}

function consoleForm(table: readonly AnyParameter[]): object {
  return {
    ParameterGroups: PARAMETER_GROUPS.map((group) => ({
      Label: { default: group },
      Parameters: table.filter((parameter) => parameter.group === group).map(({ name }) => name),
    })),
    ParameterLabels: Object.fromEntries(table.map(({ name, label }) => [name, { default: label }])),
  };
}
