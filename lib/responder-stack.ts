import {
  CfnOutput,
  DefaultStackSynthesizer,
  Stack,
  Validations,
  type IStackSynthesizer,
  type StackProps,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alerting } from './alerting.ts';
import { ResponderDashboard } from './dashboard.ts';
import { Detection } from './detection.ts';
import { declareParameters } from './stack-parameters.ts';
import { Response } from './response.ts';
import { SelfMonitoring } from './self-monitoring.ts';

export interface ResponderStackProps extends StackProps {
  /** The directory with the bundled function, `index.mjs`; see `bundle.ts`. */
  readonly bundleDirectory: string;
}

/**
 * The whole responder of one Region. No resource has a name of its own, so that several Regions and several copies
 * fit into one account, where IAM roles are global.
 */
export class ResponderStack extends Stack {
  constructor(scope: Construct, id: string, { bundleDirectory, ...props }: ResponderStackProps) {
    super(scope, id, {
      description:
        'EC2 responder: stops and starts EC2 instances whose host failed, and tells a human about the rest',
      analyticsReporting: false,
      // The CLI checks the bootstrap version itself; the rule would add a parameter that is not a setting.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
      ...props,
    });

    const parameters = declareParameters(this);
    const { topicArn } = new Alerting(this, 'Alerting', parameters);
    const { responder, table, deadLetters } = new Response(this, 'Response', {
      parameters,
      topicArn,
      bundleDirectory,
    });
    const { sweep } = new Detection(this, 'Detection', { responder, deadLetters });
    const { alarms } = new SelfMonitoring(this, 'SelfMonitoring', {
      responder,
      deadLetters,
      topicArn,
      sweep,
    });
    const dashboard = new ResponderDashboard(this, 'Dashboard', { alarms, responder, deadLetters });

    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W1001',
      reason:
        'The output TopicArn names our topic only where it is made: both stand on the same condition, which the rule does not follow into Fn::If of an output.',
    });
    this.output('DashboardUrl', dashboard.url, 'The dashboard in the console of this Region');
    this.output('TopicArn', topicArn, 'The topic of all alerts: subscribe chat or paging here');
    this.output('FunctionName', responder.functionName, 'The responder function');
    this.output(
      'LogGroupName',
      responder.logGroup.logGroupName,
      'The log of the function; it outlives the stack',
    );
    this.output('IncidentTableName', table.tableName, 'The incidents; the table outlives the stack');
    this.output(
      'DeadLetterQueueUrl',
      deadLetters.queueUrl,
      'Events that could not be handled; empty when all is well',
    );
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
