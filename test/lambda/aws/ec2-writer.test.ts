import { describe, expect, it } from '@jest/globals';
import { Ec2Writer, StaleObservationError, type WriteAnswer } from '../../../lambda/aws/ec2-writer.ts';
import type { FoundInstance } from '../../../lambda/core/model/observation.ts';
import { awsError, FakeSend } from './fake-send.ts';

const NOW = Date.parse('2026-11-20T03:02:00Z');
const ID = 'i-0a1b2c3d4e5f60718';

function found(observedAt = NOW): FoundInstance {
  return {
    kind: 'found',
    instanceId: ID,
    observedAt,
    state: 'running',
    launchTime: Date.parse('2026-11-01T00:00:00Z'),
    checks: { system: { status: 'impaired' }, instance: { status: 'ok' }, attachedEbs: { status: 'ok' } },
    scheduledEvents: [],
    facts: { tags: {}, instanceType: 'm7g.large', availabilityZone: 'ap-northeast-1a' },
  };
}

function writerWith(answer: () => unknown): { fake: FakeSend; writer: Ec2Writer } {
  const fake = new FakeSend(answer);
  return { fake, writer: new Ec2Writer(fake, () => NOW) };
}

const changed = (previous?: string): object[] => [
  { InstanceId: ID, PreviousState: previous === undefined ? undefined : { Name: previous } },
];

/** What is done, and how its answer looks with this previous state. */
const WRITES = [
  {
    what: 'stop',
    act: (writer: Ec2Writer, instance = found()) => writer.stop(instance, { force: false }),
    answer: (previous?: string) => ({ StoppingInstances: changed(previous) }),
    call: { name: 'StopInstances', input: { InstanceIds: [ID] } },
  },
  {
    what: 'forced stop',
    act: (writer: Ec2Writer, instance = found()) => writer.stop(instance, { force: true }),
    answer: (previous?: string) => ({ StoppingInstances: changed(previous) }),
    call: { name: 'StopInstances', input: { InstanceIds: [ID], Force: true } },
  },
  {
    what: 'start',
    act: (writer: Ec2Writer, instance = found()) => writer.start(instance),
    answer: (previous?: string) => ({ StartingInstances: changed(previous) }),
    call: { name: 'StartInstances', input: { InstanceIds: [ID] } },
  },
] as const;

describe.each(WRITES)('a $what', ({ act, answer, call }) => {
  const failing = (error: unknown): Promise<WriteAnswer> =>
    act(
      writerWith(() => {
        throw error;
      }).writer,
    );

  it('names one instance in one call, and no DryRun', async () => {
    const { fake, writer } = writerWith(() => answer('running'));
    await act(writer);
    expect(fake.calls).toEqual([call]);
  });

  it.each(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'])(
    'is accepted, with the previous state %s',
    async (previousState) => {
      const { writer } = writerWith(() => answer(previousState));
      expect(await act(writer)).toEqual({ kind: 'accepted', previousState });
    },
  );

  it('is unknown when the answer names no previous state', async () => {
    for (const odd of [answer(), {}, { StoppingInstances: [], StartingInstances: [] }]) {
      expect(await act(writerWith(() => odd).writer)).toMatchObject({ kind: 'unknown' });
    }
  });

  it.each([0, 1, 29_999, 30_000])('is made with an observation that is %d ms old', async (age) => {
    const { fake, writer } = writerWith(() => answer('running'));
    expect(await act(writer, found(NOW - age))).toMatchObject({ kind: 'accepted' });
    expect(fake.calls).toHaveLength(1);
  });

  it.each([30_001, 60_000, 86_400_000, Number.NaN])(
    'is refused before any call with an observation that is %d ms old',
    async (age) => {
      const { fake, writer } = writerWith(() => answer('running'));
      await expect(act(writer, found(NOW - age))).rejects.toThrow(StaleObservationError);
      expect(fake.calls).toEqual([]);
    },
  );

  it.each<[string, number]>([
    ['IncorrectInstanceState', 400],
    ['OperationNotPermitted', 400],
    ['UnsupportedOperation', 400],
    ['InvalidInstanceID.NotFound', 400],
    ['VcpuLimitExceeded', 400],
    ['AuthFailure', 401],
    ['OptInRequired', 403],
  ])('is refused for good when EC2 says %s', async (code, httpStatusCode) => {
    expect(await failing(awsError(code, 'No.', httpStatusCode))).toEqual({
      kind: 'refused',
      code,
      message: 'No.',
      unauthorized: false,
      transient: false,
    });
  });

  it('is refused as unauthorized, without the encoded message behind it', async () => {
    const message = `You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/r/f
      is not authorized to perform: ec2:StopInstances on resource: ${ID} because no identity-based policy allows it.
      Encoded authorization failure message: ${'Ab1_-'.repeat(250)}`;
    const refused = await failing(awsError('UnauthorizedOperation', message, 403));
    expect(refused).toMatchObject({ kind: 'refused', unauthorized: true, transient: false });
    expect(refused).toHaveProperty(
      'message',
      `You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: ec2:StopInstances on resource: ${ID} because no identity-based policy allows it.`,
    );
  });

  it('is refused with at most 300 characters of what EC2 said, in one line', async () => {
    const refused = await failing(awsError('UnsupportedOperation', 'a long\nstory '.repeat(1_000)));
    const { message } = refused as { message: string };
    expect(message.length).toBeLessThanOrEqual(300);
    expect(message).not.toMatch(/\n/);
  });

  it.each<[string, number]>([
    ['RequestLimitExceeded', 503],
    ['Throttling', 400],
    ['ThrottlingException', 400],
    ['TooManyRequestsException', 429],
    ['EC2ThrottledException', 400],
  ])('is refused for the moment when EC2 says %s (%d): it had no effect', async (code, httpStatusCode) => {
    expect(await failing(awsError(code, 'Slow down.', httpStatusCode))).toEqual({
      kind: 'refused',
      code,
      message: 'Slow down.',
      unauthorized: false,
      transient: true,
    });
  });

  it('is refused for the moment with a message as short as that of any refusal', async () => {
    const refused = await failing(awsError('RequestLimitExceeded', 'slow\ndown '.repeat(1_000), 503));
    expect((refused as { message: string }).message.length).toBeLessThanOrEqual(300);
  });

  it.each<[string, unknown]>([
    ['an internal error', awsError('InternalError', 'oops', 500)],
    ['an internal failure', awsError('InternalFailure', 'oops', 500)],
    ['an unavailable service', awsError('ServiceUnavailable', 'oops', 503)],
    ['a request that took too long for EC2', awsError('RequestTimeout', 'oops', 408)],
    ['a server error with a name that nobody knows', awsError('Whatever', 'oops', 599)],
    [
      'a refusal by a server that says it is its own fault',
      Object.assign(awsError('Odd'), { $fault: 'server' }),
    ],
    ['a time-out', Object.assign(new Error('socket timed out'), { name: 'TimeoutError' })],
    ['a connection that was cut', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    ['an answer that cannot be parsed', Object.assign(new SyntaxError('unexpected <'), { $fault: 'client' })],
    ['a client error without a status', Object.assign(new Error('x'), { name: 'Odd', $fault: 'client' })],
    ['something that is no error', 'oops'],
    ['nothing', undefined],
  ])('is unknown after %s', async (_what, error) => {
    expect(await failing(error)).toEqual({ kind: 'unknown', error: expect.any(String) });
  });
});

describe('a start without capacity', () => {
  // EC2 answers it with 500. See hashicorp/terraform-provider-aws#37730: "status code: 500" for StartInstances.
  it.each(['InsufficientInstanceCapacity', 'InsufficientHostCapacity', 'InsufficientCapacity'])(
    'is refused with %s, although the status is 500: the owner must read "no capacity", and not that it is unclear',
    async (code) => {
      const message =
        'We currently do not have sufficient m7g.large capacity in the Availability Zone you requested.';
      const { writer } = writerWith(() => {
        throw awsError(code, message, 500);
      });
      expect(await writer.start(found())).toMatchObject({ kind: 'refused', code, message });
    },
  );
});

describe('isFresh', () => {
  it.each([
    [0, true],
    [30_000, true],
    [30_001, false],
  ])('of an observation that is %d ms old is %s', (age, fresh) => {
    expect(new Ec2Writer(new FakeSend(() => ({})), () => NOW).isFresh(found(NOW - age))).toBe(fresh);
  });
});
