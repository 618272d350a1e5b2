import { writeSync } from 'node:fs';
import { runtimeNode } from '../../bin/lambda-node.ts';
import { Cdk, writeOutAlarmArns } from './cdk.ts';
import { checkRole, checkRules, checkStopStatements } from './check-access.ts';
import { checkAndUnpackCode } from './check-code.ts';
import { checkNothingLeft, inventory } from './check-left.ts';
import {
  checkEnvironment,
  checkFunction,
  checkOutputs,
  checkResources,
  checkSurroundings,
  checkTable,
} from './check-stack.ts';
import { Checks } from './checks.ts';
import { DeployedStack, stackStatus } from './deployed-stack.ts';
import { ASSET_BUCKET, LocalAccount } from './local-account.ts';
import { NotLocalError, refuseOtherEndpoints, type Variables } from './local-only.ts';
import { findMotoServer, startMoto, type Moto } from './moto.ts';
import { valuesFor } from './parameter-values.ts';
import { temporaryFolder } from './processes.ts';
import { RecoveryRun } from './recovery.ts';
import type { JsonObject } from '../../simulator/template/template-json.ts';

/** A real `cdk deploy`, update and destroy into moto on this machine, and one recovery by what was deployed. */

const say = (line: string): void => {
  // Written at once, so that nothing is lost where the process is ended.
  writeSync(1, `${line}\n`);
};

interface Setting {
  readonly moto: Moto;
  readonly account: LocalAccount;
  readonly cdk: Cdk;
  readonly template: JsonObject;
  readonly checks: Checks;
  readonly folder: string;
}

async function main(): Promise<void> {
  refuseOtherEndpoints(process.env);
  const program = findMotoServer(process.env.PATH ?? '');
  if (program === undefined) {
    say("skipped: moto_server is not on the PATH (pip install 'moto[server]'); nothing was deployed");
    return;
  }
  const started = performance.now();
  const folder = temporaryFolder();
  const moto = await startMoto(program, folder);
  const account = new LocalAccount(moto);
  await account.bootstrap();

  const cdk = new Cdk(moto.endpoint, folder);
  const template = await cdk.synth();
  const checks = new Checks(say);
  const setting = { moto, account, cdk, template, checks, folder };
  const writtenOut = writeOutAlarmArns(template, cdk.templateFile);
  checks.note(
    `for moto, which makes no alarms, the ${writtenOut} ARNs of alarms in the dashboard are written out`,
  );

  await deployRecoverUpdateDestroy(setting);
  await deployAnew(setting, 2, { ResponderMode: 'act', DefaultAction: 'recover' }, [
    'Allow StopInstances',
    'Deny DenyStopUnlessTagAgrees',
  ]);
  await deployAnew(setting, 3, { ResponderMode: 'observe', DefaultAction: 'recover' }, []);

  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  say(`${checks.passed + checks.failed} checks in ${seconds} s, ${checks.failed} failed`);
  if (checks.failed > 0) process.exitCode = 1;
}

/** The whole life of a deployment. */
async function deployRecoverUpdateDestroy(setting: Setting): Promise<void> {
  const { moto, account, cdk, checks, folder } = setting;
  const before = await inventory(moto);
  say('deploy');
  const stack = await deploy(setting, 1, {
    ResponderMode: 'act',
    DefaultAction: 'notify',
    // Far enough from the default that a slow machine does not blur what is within it and what is not.
    SystemFailureGraceMinutes: '15',
  });
  checks.equal('the stack is created', await stackStatus(moto), 'CREATE_COMPLETE');
  checkResources(stack, checks);
  await checkFunction(stack, checks);
  await checkEnvironment(stack, checks);
  const task = await checkAndUnpackCode(stack, { bucket: ASSET_BUCKET, cdk, folder }, checks);
  await checkRole(stack, checks);
  await checkStopStatements(stack, ['Allow StopTaggedInstances', 'Deny DenyStopUnlessTagAgrees'], checks);
  await checkRules(stack, checks);
  await checkTable(stack, checks);
  await checkSurroundings(stack, checks);
  checkOutputs(stack, checks);

  const { runtime = '' } = stack.expected.functions()[0] ?? {};
  const { version, path: node = process.execPath } = runtimeNode(undefined);
  say(`a recovery by the deployed code, over HTTP, on Node ${version} (deployed for ${runtime})`);
  checks.note(
    'events are handed over by this script, once a deployed rule matches; moto delivers none, and asks no IAM',
  );
  await withRecoveryRun({ stack, account, task, node, checks }, (recovery) => recovery.recoversOne());

  say('update');
  const updated = await deploy(setting, 2, { ResponderMode: 'observe', DefaultAction: 'recover' });
  checks.equal('the stack is updated', await stackStatus(moto), 'UPDATE_COMPLETE');
  await checkEnvironment(updated, checks);
  checkOutputs(updated, checks);
  checks.note(
    'not checked here, moto never takes away what a Condition no longer holds for: the policies on stopping; see the new deployment below',
  );
  await withRecoveryRun({ stack: updated, account, task, node, checks }, (recovery) => recovery.onlyTells());

  say('destroy');
  await cdk.destroy();
  await checkNothingLeft(before, updated, checks);
}

/** What depends on the parameters when a stack is made. */
async function deployAnew(
  setting: Setting,
  step: number,
  chosen: Variables,
  stopStatements: readonly string[],
): Promise<void> {
  const { moto, cdk, checks } = setting;
  const before = await inventory(moto);
  say('deploy anew');
  const stack = await deploy(setting, step, chosen);
  checks.equal('the stack is created', await stackStatus(moto), 'CREATE_COMPLETE');
  await checkEnvironment(stack, checks);
  await checkRole(stack, checks);
  await checkStopStatements(stack, stopStatements, checks);
  await cdk.destroy();
  await checkNothingLeft(before, stack, checks);
}

async function deploy(
  { moto, cdk, template }: Setting,
  step: number,
  chosen: Variables,
): Promise<DeployedStack> {
  const parameters = valuesFor(template, step, chosen);
  const outputs = await cdk.deploy(parameters);
  return DeployedStack.read(moto, template, parameters, outputs);
}

async function withRecoveryRun(
  props: Parameters<typeof RecoveryRun.start>[0],
  work: (recovery: RecoveryRun) => Promise<void>,
): Promise<void> {
  const recovery = await RecoveryRun.start(props);
  try {
    await work(recovery);
  } finally {
    recovery.stop();
  }
}

try {
  await main();
} catch (error) {
  const refused = error instanceof NotLocalError;
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(refused ? `refused: ${error.message}` : `✗ it ended early: ${why}`);
  process.exitCode = refused ? 2 : 1;
}
// What was started is ended with this process.
process.exit();
