import { CfnCondition, Fn, Stack, type CfnParameter } from 'aws-cdk-lib';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmsMayPublish } from './permissions/alarms-may-publish.ts';

export interface AlertingProps {
  /** The parameter with the address that alerts go to; it may be empty. */
  readonly alertEmail: CfnParameter;
}

/**
 * The topic that every alert goes to, the function's and those of the alarms on ourselves.
 *
 * It is not encrypted at rest: alarms cannot publish to a topic under the key `alias/aws/sns`, and a key of our own
 * would cost a dollar a month and be one more thing that can silence the alarms. It holds no message longer than the
 * delivery takes, and TLS is enforced.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class Alerting extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlertingProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'EC2 responder', enforceSSL: true });
    // A topic policy replaces the default one, by which alarms of the account may publish: so they are named here.
    this.topic.addToResourcePolicy(alarmsMayPublish(this.topic.topicArn));

    const email = new CfnSubscription(this, 'Email', {
      topicArn: this.topic.topicArn,
      protocol: 'email',
      endpoint: props.alertEmail.valueAsString,
    });
    email.cfnOptions.condition = new CfnCondition(Stack.of(this), 'HasAlertEmail', {
      expression: Fn.conditionNot(Fn.conditionEquals(props.alertEmail.valueAsString, '')),
    });
  }
}
