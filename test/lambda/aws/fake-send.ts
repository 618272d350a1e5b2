/** A call as it left: the name of the command without its ending, and its input. */
export interface Call {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A client that is only its `send`: every call is noted, then answered by `answer` (what it throws is thrown). */
export class FakeSend {
  readonly calls: Call[] = [];

  constructor(private readonly answer: (call: Call, number: number) => unknown) {}

  async send(command: object): Promise<never> {
    const { input } = command as { input: Readonly<Record<string, unknown>> };
    const call = { name: command.constructor.name.replace(/Command$/, ''), input: structuredClone(input) };
    this.calls.push(call);
    await Promise.resolve();
    return this.answer(call, this.calls.length) as never;
  }

  named(name: string): readonly Call[] {
    return this.calls.filter((call) => call.name === name);
  }
}

/** An error as the SDK throws it for an answer of EC2. */
export function awsError(name: string, message = name, httpStatusCode = 400): Error {
  const $fault = httpStatusCode >= 500 ? 'server' : 'client';
  return Object.assign(new Error(message), { name, $fault, $metadata: { httpStatusCode } });
}
