import { describe, expect, it } from '@jest/globals';
import type { Clients } from '../../../lambda/functions/responder/create-responder.ts';
import * as sources from '../../../lambda/functions/responder/handler.ts';
import { ProcessMemory } from '../../../lambda/functions/responder/process-memory.ts';
import { readEnvironment } from '../../../lambda/functions/responder/read-environment.ts';
import { alarmStateChange, stateChange } from '../../../simulator/events/event-shapes.ts';
import type { Service } from '../../../simulator/runtime/journal.ts';
import { loadTemplate, resolveTemplate, type LambdaFunction } from '../../../simulator/template/template.ts';
import { loadBundle, type HandlerModule } from '../../../simulator/wire/load-bundle.ts';
import { MINUTE, REGION, World, type Attempt } from './wire-harness.ts';

const ASSEMBLY = 'cdk.out';
const ACCOUNT = '123456789012';
const TEMPLATE = resolveTemplate(loadTemplate(`${ASSEMBLY}/ec2-responder.template.json`), {
  region: REGION,
  account: ACCOUNT,
  parameters: { AlertEmail: 'ops@example.com' },
});
const FUNCTION = theFunction();
const NAME = `web-1 <b>&"'日本語`;

function theFunction(): LambdaFunction {
  const [fn] = TEMPLATE.functions();
  if (fn === undefined) throw new Error('the template has no function');
  return fn;
}

/** What one recovery leaves behind: calls, mails, log lines, and who stopped and started the instance. */
interface Outcome {
  readonly calls: readonly Attempt[];
  readonly mails: readonly object[];
  readonly subjects: readonly (string | undefined)[];
  readonly log: readonly string[];
  readonly stoppedBy: object | undefined;
  readonly state: string;
}

/** A host has failed; the alarm's event, and then that the instance is stopped, come to the handler. */
async function recovery(
  code: HandlerModule,
  { direct = false, losesReply = false }: { direct?: boolean; losesReply?: boolean } = {},
): Promise<Outcome> {
  const environment = readEnvironment({ ...FUNCTION.environment, AWS_REGION: REGION });
  let failing = losesReply;
  const world: World = await World.create({
    clientsFor: code.clientsFor,
    tables: TEMPLATE.tables(),
    topicArn: environment.topicArn,
    seed: 7,
    before: ({ commandName }) => {
      if (!failing || commandName !== 'GetCommand') return undefined;
      failing = false;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    },
  });
  const log: string[] = [];
  const line = (message: string): void => void log.push(message);
  let ids = 0;
  const respond = code.createResponder({
    environment,
    clients: direct ? directClients(world) : world.clients,
    log: { debug: line, info: line, warn: line, error: line },
    meter: { add: (name, value) => void log.push(`${name} ${value}`) },
    now: () => world.clock.now(),
    sleep: (ms) => world.clock.sleep(ms),
    newId: () => `id-${++ids}`,
    memory: new ProcessMemory(),
  });
  const web = world.ec2.add({ id: 'i-0aaaaaaaaaaaaaaa1', name: NAME, publicIp: '203.0.113.9' });
  web.hostFailedAt = world.clock.now() - 20 * MINUTE;
  const origin = () => ({ region: REGION, account: ACCOUNT, at: world.clock.now(), id: 'event' });
  const context = { getRemainingTimeInMillis: () => 100_000 };
  const failed = 'StatusCheckFailed_System';
  await world.settled(() => respond(alarmStateChange(origin(), web.id, failed, 'ALARM'), context), MINUTE);
  await world.settled(() => respond(stateChange(origin(), web.id, 'stopped'), context), 5 * MINUTE);
  // It is up again: the first look sees that, the second that its checks are well.
  for (let look = 0; look < 2; look += 1)
    await world.settled(() => respond(stateChange(origin(), web.id, 'running'), context), MINUTE);
  expect(world.violations).toEqual([]);
  return {
    calls: world.attempts,
    mails: world.topic.messages.map(({ subject, message, attributes }) => ({ subject, message, attributes })),
    subjects: world.topic.messages.map(({ subject }) => subject),
    log,
    stoppedBy: web.stoppedBy,
    state: web.state,
  };
}

/** As the simulated Region gives them to the handler without the wire. */
function directClients(world: World): Clients {
  const client = (service: Service) => ({
    send: async (command: object & { input: object }) =>
      world.serve(service, command.constructor.name, command.input),
  });
  return {
    ec2Reads: client('ec2'),
    ec2Writes: client('ec2'),
    table: client('dynamodb'),
    topic: client('sns'),
  };
}

describe('a recovery over the real wire', () => {
  it('makes the same calls with the same input and sends the same mails as without it', async () => {
    const plain = await recovery(sources, { direct: true });
    expect(plain.stoppedBy).toMatchObject({ who: 'responder' });
    expect(plain.state).toBe('running');
    expect(plain.subjects).toEqual([
      expect.stringMatching(/^ACTING i-0aaaaaaaaaaaaaaa1: /),
      expect.stringMatching(/^RECOVERED i-0aaaaaaaaaaaaaaa1: /),
    ]);
    expect(await recovery(sources)).toEqual(plain);
  });

  it('goes on when the reply to a read is lost: the SDK repeats it', async () => {
    const plain = await recovery(sources);
    const repeated = await recovery(sources, { losesReply: true });
    expect(repeated.calls).toHaveLength(plain.calls.length + 1);
    expect(repeated.subjects).toEqual(plain.subjects);
    const refusal = 'not stopping: the claims of this Region could not be read';
    expect(repeated.log).not.toContain(refusal);
    // Its twin without the SDK has nobody who repeats.
    expect((await recovery(sources, { direct: true, losesReply: true })).log).toContain(refusal);
  });

  it('is the same with the built bundle, loaded as Lambda loads it', async () => {
    const bundle = await loadBundle(ASSEMBLY, FUNCTION);
    expect(bundle.createResponder).not.toBe(sources.createResponder);
    for (const losesReply of [false, true])
      expect(await recovery(bundle, { losesReply })).toEqual(await recovery(sources, { losesReply }));
  });

  it('does not run a bundle whose file or export is not there', async () => {
    const loading = (handler: string) => loadBundle(ASSEMBLY, { ...FUNCTION, handler });
    await expect(loading('other.handler')).rejects.toThrow(
      /Runtime\.ImportModuleError: Handler is other\.handler/,
    );
    await expect(loading('index.other')).rejects.toThrow(/Runtime\.HandlerNotFound: .*no function other/);
    await expect(loadBundle(ASSEMBLY, { ...FUNCTION, codeAsset: undefined })).rejects.toThrow(/no code/);
  });
});
