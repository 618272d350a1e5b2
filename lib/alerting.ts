import { CfnCondition, CfnRule, Fn, Stack, Token, type CfnParameter } from 'aws-cdk-lib';
import { CfnSubscription, Topic, type CfnTopic, type CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmsMayPublish } from './permissions/alarms-may-publish.ts';
import { MAX_ADDRESSES } from './stack-parameters.ts';

/** Shown, word for word, to whoever deploys a stack that would tell nobody. */
export const NOBODY_IS_TOLD =
  'A deployment needs AlertEmail (one to five addresses, separated by commas) or AlertTopicArn (a topic that exists), or says ResponderMode=observe.';

export interface AlertingProps {
  /** The parameter with the addresses that alerts go to; it may be empty. */
  readonly alertEmail: CfnParameter;
  /** The parameter with a topic of the owner; empty: the stack makes one. */
  readonly alertTopicArn: CfnParameter;
  readonly mode: CfnParameter;
}

/**
 * The topic that every alert goes to, the function's and those of the alarms on ourselves: the owner's, or one of ours.
 *
 * Ours is not encrypted at rest: alarms cannot publish to a topic under the key `alias/aws/sns`, and a key of our own
 * would cost a dollar a month and be one more thing that can silence the alarms. It holds no message longer than the
 * delivery takes, and TLS is enforced.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class Alerting extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: AlertingProps) {
    super(scope, id);
    this.refuseSilence(props);
    const given = props.alertTopicArn.valueAsString;
    const makesTopic = new CfnCondition(Stack.of(this), 'MakesTopic', {
      expression: Fn.conditionEquals(given, ''),
    });
    const own = this.ownTopic(makesTopic);
    this.topicArn = Token.asString(Fn.conditionIf(makesTopic.logicalId, own.topicArn, given));
    this.subscribe(props.alertEmail.valueAsString);
  }

  /** Before anything is made: no instance may be stopped by something that can tell nobody. */
  private refuseSilence({ alertEmail, alertTopicArn, mode }: AlertingProps): void {
    const isGiven = (parameter: CfnParameter) =>
      Fn.conditionNot(Fn.conditionEquals(parameter.valueAsString, ''));
    new CfnRule(Stack.of(this), 'SomebodyIsTold', {
      assertions: [
        {
          assert: Fn.conditionOr(
            isGiven(alertEmail),
            isGiven(alertTopicArn),
            Fn.conditionEquals(mode.valueAsString, 'observe'),
          ),
          assertDescription: NOBODY_IS_TOLD,
        },
      ],
    });
  }

  private ownTopic(condition: CfnCondition): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'EC2 responder', enforceSSL: true });
    // A topic policy replaces the default one, by which alarms of the account may publish: so they are named here.
    topic.addToResourcePolicy(alarmsMayPublish(topic.topicArn));
    (topic.node.defaultChild as CfnTopic).cfnOptions.condition = condition;
    (topic.node.findChild('Policy').node.defaultChild as CfnTopicPolicy).cfnOptions.condition = condition;
    return topic;
  }

  /** CloudFormation has no loops: as many subscriptions as there may be addresses, each if there is one for it. */
  private subscribe(alertEmail: string): void {
    // Fn::Select fails beyond the end of a list, so the list is filled up with empty texts.
    const addresses = Fn.split(',', Fn.join('', [alertEmail, ','.repeat(MAX_ADDRESSES - 1)]));
    for (let index = 0; index < MAX_ADDRESSES; index += 1) {
      const suffix = index === 0 ? '' : String(index + 1);
      const address = Fn.select(index, addresses);
      const subscription = new CfnSubscription(this, `Email${suffix}`, {
        topicArn: this.topicArn,
        protocol: 'email',
        endpoint: address,
      });
      subscription.cfnOptions.condition = new CfnCondition(Stack.of(this), `HasAlertEmail${suffix}`, {
        expression: Fn.conditionNot(Fn.conditionEquals(address, '')),
      });
    }
  }
}
