import { itemsOf } from '../dst/table-writes.ts';
import type { Entry } from '../runtime/journal.ts';
import { EXAMPLE_OWNER } from '../template/example-owner.ts';
import { SimulatedRegion } from '../runtime/simulated-region.ts';
import { resolveTemplate, type loadTemplate } from '../template/template.ts';

/**
 * What a month costs: what the responder does is counted in the simulated Region, the prices are AWS's to change.
 * Dollars, us-east-1, list prices of 2025, without free tiers and tax. AWS: the pricing page of each service.
 */
const PRICES = {
  lambdaRequest: 0.2e-6,
  lambdaGbSecondArm: 0.0000133334,
  dynamoDbRead: 0.125e-6,
  dynamoDbWrite: 0.625e-6,
  logsGb: 0.5,
  customMetric: 0.3,
  alarm: 0.1,
  snsEmail: 2e-5,
} as const;

const HOUR = 3_600_000;
const HOURS_A_MONTH = 730;
const MEMORY_GB = 0.5;
/** START, END and REPORT of each invocation. */
const LOG_BYTES_PER_INVOCATION = 800;
/** A metric is billed for the hours in which it is written; CloudWatch's month has 720. */
const HOURS_OF_A_METRIC = 720;
/** One instance in fifty loses its host in a month: far more than a fleet sees. */
export const FAILURES_PER_INSTANCE = 0.02;

type Template = ReturnType<typeof loadTemplate>;

interface Usage {
  readonly invocations: number;
  readonly gbSeconds: number;
  readonly reads: number;
  readonly writes: number;
  readonly mails: number;
  /** Names and dimensions that were written in that hour. */
  readonly metrics: number;
}

/** In: the synthesized template and the number of instances. Out: dollars a month, by what they are paid for. */
export async function monthlyCost(template: Template, size: number): Promise<readonly [string, number][]> {
  const quiet = await usageOf(template, size, () => undefined);
  const busy = await usageOf(template, size, (region) => {
    const [first] = region.ec2.instances.values();
    if (first !== undefined) region.failHost(first);
  });
  const failures = size * FAILURES_PER_INSTANCE;
  const month = (key: keyof Usage): number =>
    quiet[key] * HOURS_A_MONTH + Math.max(0, busy[key] - quiet[key]) * failures;
  const alarms = Object.values(template.Resources as object).filter(
    (resource: { Type?: string }) => resource.Type === 'AWS::CloudWatch::Alarm',
  ).length;
  return [
    ['Lambda', month('invocations') * PRICES.lambdaRequest + month('gbSeconds') * PRICES.lambdaGbSecondArm],
    ['DynamoDB', month('reads') * PRICES.dynamoDbRead + month('writes') * PRICES.dynamoDbWrite],
    ['CloudWatch Logs', ((month('invocations') * LOG_BYTES_PER_INVOCATION) / 1e9) * PRICES.logsGb],
    ['custom metrics', (month('metrics') / HOURS_OF_A_METRIC) * PRICES.customMetric],
    ['alarms on ourselves', alarms * PRICES.alarm],
    ['SNS e-mail', month('mails') * PRICES.snsEmail],
  ];
}

/** One virtual hour. */
async function usageOf(
  template: Template,
  size: number,
  happen: (region: SimulatedRegion) => void,
): Promise<Usage> {
  const at = { region: 'us-east-1', account: '123456789012' };
  const startAt = Date.parse('2026-11-21T18:00:00Z');
  const resolved = resolveTemplate(template, { ...at, parameters: EXAMPLE_OWNER });
  const region = new SimulatedRegion({ template: resolved, ...at, seed: 1, startAt });
  for (let index = 0; index < size; index += 1) region.add();
  happen(region);
  await region.run(HOUR);
  const { journal } = region;
  const began = new Map(journal.of('invoke').map((one) => [one.invocation, one.at]));
  const ms = journal
    .of('returned')
    .reduce((sum, one) => sum + one.at - (began.get(one.invocation) ?? one.at), 0);
  const calls = journal.of('call').filter((call) => call.service === 'dynamodb');
  const writes = calls.map(writesIn).filter((count) => count > 0);
  return {
    invocations: began.size,
    gbSeconds: (ms / 1000) * MEMORY_GB,
    reads: calls.length - writes.length,
    // An item of a few KB costs as many units, and its index as many again.
    writes: writes.reduce((sum, count) => sum + count, 0) * 8,
    mails: journal.of('mail').length,
    metrics: new Set(journal.of('metric').map(({ name, dimensions }) => JSON.stringify([name, dimensions])))
      .size,
  };
}

/** The writes of a call, as they are paid for. AWS: what is written in a transaction costs twice. */
function writesIn(call: Entry<'call'>): number {
  if (call.action === 'Update') return 1;
  return itemsOf(call).length * (call.action === 'TransactWrite' ? 2 : 1);
}
