import { App, Validations, type AppProps } from 'aws-cdk-lib';
import { VALIDATE_AGAINST_DEFAULT_RULES } from 'aws-cdk-lib/cx-api';
import { regionsOf } from './deployment-regions.ts';
import { ResponderStack } from './responder-stack.ts';

export const STACK_NAME = 'ec2-responder';

export interface ResponderAppProps extends AppProps {
  /** Bundles the function and says where; called only when the context makes sense. */
  readonly bundle: () => Promise<string>;
  /**
   * Whether to check the template, which takes seconds and changes nothing in it.
   * @default true
   */
  readonly validate?: boolean;
}

/**
 * The app that `cdk` runs, ready to synthesize. Every synth is checked by cdk-nag and by the CloudFormation rules of
 * the CDK, unless the caller only looks at the template, also without the CLI: an app that is run in-process does not read the context of `cdk.json`.
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export async function createApp({ bundle, validate = true, ...props }: ResponderAppProps): Promise<App> {
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: validate, ...props });
  if (app.node.tryGetContext(VALIDATE_AGAINST_DEFAULT_RULES) === undefined) {
    app.node.setContext(VALIDATE_AGAINST_DEFAULT_RULES, true);
  }
  if (validate) {
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }

  const regions = regionsOf(app.node);
  const bundleDirectory = await bundle();
  if (regions === undefined) {
    new ResponderStack(app, STACK_NAME, { bundleDirectory });
    return app;
  }
  const account = process.env.CDK_DEFAULT_ACCOUNT;
  for (const region of regions) {
    new ResponderStack(app, `${STACK_NAME}-${region}`, {
      bundleDirectory,
      stackName: STACK_NAME,
      env: { region, ...(account === undefined ? {} : { account }) },
    });
  }
  return app;
}
