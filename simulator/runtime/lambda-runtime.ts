import { createResponder, type Clients } from '../../lambda/functions/responder/create-responder.ts';
import type { Log } from '../../lambda/functions/responder/invocation.ts';
import { ProcessMemory } from '../../lambda/functions/responder/process-memory.ts';
import { readEnvironment, type Environment } from '../../lambda/functions/responder/read-environment.ts';
import type { LogLevel } from './journal.ts';
import { Life, SimulatedCalls, type SimulatedCallsProps } from './simulated-calls.ts';
import type { InvokeConfig, LambdaFunction } from '../template/template.ts';
import type { HandlerModule } from '../wire/load-bundle.ts';
import { wireClients } from '../wire/clients.ts';
import type { Serve } from '../wire/request-handler.ts';

/** Lambda waits this long before it gives an event to a function that has failed with it. AWS: "Asynchronous invocation". */
const RETRY_WAITS_MS = [60_000, 120_000] as const;

export interface LambdaRuntimeProps extends SimulatedCallsProps {
  readonly fn: LambdaFunction;
  readonly invokeConfig: InvokeConfig | undefined;
  readonly region: string;
  /** The handler's code, run with its own SDK clients down to bytes. @default the sources, answered at `send` */
  readonly wire?: HandlerModule | undefined;
}

/**
 * Runs the real handler as Lambda does: asynchronously, cut off at its time-out, again when it failed, and then to its
 * on-failure destination.
 */
export class LambdaRuntime {
  readonly #props: LambdaRuntimeProps;
  #fn: LambdaFunction;
  /** Or why the function ends before its handler is there. */
  #environment: Environment | { readonly failed: string };
  /** As a warm container, the function keeps its clients from one invocation to the next. */
  readonly #wired: ((serve: Serve) => Clients) | undefined;
  #invocations = 0;
  #ids = 0;
  readonly #calls: SimulatedCalls;
  /** What the idle environments of the function keep in memory, the one that was used last at the end. */
  #idle: ProcessMemory[] = [];

  constructor(props: LambdaRuntimeProps) {
    this.#props = props;
    this.#calls = new SimulatedCalls(props);
    this.#fn = props.fn;
    this.#environment = this.#environmentOf(props.fn);
    const { wire, region, clock } = props;
    this.#wired =
      wire === undefined
        ? undefined
        : wireClients({
            clients: wire.clientsFor({ region }),
            region,
            onViolation: (error) => {
              clock.after(0, () => {
                throw error;
              });
            },
          });
  }

  /** A deployment has changed the function; invocations under way go on with what they began with. */
  update(fn: LambdaFunction): void {
    this.#fn = fn;
    this.#environment = this.#environmentOf(fn);
    // Another configuration is another execution environment.
    this.#idle = [];
  }

  #environmentOf(fn: LambdaFunction): Environment | { readonly failed: string } {
    try {
      return readEnvironment({ ...fn.environment, AWS_REGION: this.#props.region });
    } catch (thrown) {
      return { failed: String(thrown) };
    }
  }

  /** Gives an event to the function; what comes of it happens in virtual time. */
  invoke(event: object, what: string, retry = 0): void {
    const { clock, journal, invokeConfig } = this.#props;
    const { timeoutSeconds, memoryMegabytes } = this.#fn;
    const invocation = ++this.#invocations;
    const { id: eventId = '' } = event as { id?: string };
    journal.add({ kind: 'invoke', at: clock.now(), invocation, what, eventId, retry });
    const deadline = clock.now() + timeoutSeconds * 1000;
    const life = new Life(() => {
      end('Runtime exited');
    }, memoryMegabytes);
    const idle = this.#idle;
    const memory = idle.pop() ?? new ProcessMemory();
    const run = this.#responderFor(invocation, what === 'sweep', life, memory);

    const end = (error?: string): void => {
      if (life.isOver()) return;
      life.end();
      cancelTimeout();
      journal.add({ kind: 'returned', at: clock.now(), invocation });
      if (error === undefined) {
        idle.push(memory);
        if (what === 'sweep' && life.calls > 0)
          journal.add({ kind: 'sweep completed', at: clock.now(), invocation });
        return;
      }
      journal.add({ kind: 'failed', at: clock.now(), invocation, error });
      const wait = RETRY_WAITS_MS[retry] ?? RETRY_WAITS_MS[1];
      if (retry < (invokeConfig?.maximumRetryAttempts ?? 2)) {
        clock.after(wait, () => {
          this.invoke(event, what, retry + 1);
        });
        return;
      }
      const body = JSON.stringify({
        requestContext: { condition: 'RetriesExhausted' },
        requestPayload: event,
      });
      journal.add({ kind: 'dead letter', at: clock.now(), why: error, body });
    };
    const cancelTimeout = clock.at(deadline, () => {
      end(`Task timed out after ${timeoutSeconds} seconds`);
    });

    run(event, { getRemainingTimeInMillis: () => deadline - clock.now() }).then(
      () => {
        end();
      },
      (thrown: unknown) => {
        // An error leaves the environment as it is; a time-out or a crash takes it down.
        if (!life.isOver()) idle.push(memory);
        end(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
      },
    );
  }

  #responderFor(
    invocation: number,
    sweep: boolean,
    life: Life,
    memory: ProcessMemory,
  ): ReturnType<typeof createResponder> {
    const { clock, journal } = this.#props;
    const caller = { invocation, sweep, life };
    const environment = this.#environment;
    if ('failed' in environment) return () => Promise.reject(new Error(environment.failed));
    return (this.#props.wire?.createResponder ?? createResponder)({
      environment,
      clients: this.#wired?.(this.#calls.served(caller)) ?? this.#calls.direct(caller),
      log: this.#log(invocation),
      meter: {
        add: (name, value, dimensions) => {
          journal.add({ kind: 'metric', at: clock.now(), name, value, dimensions: dimensions ?? {} });
        },
      },
      // As Date.now has it: whole milliseconds.
      now: () => Math.floor(clock.now()),
      sleep: (ms) => clock.sleep(ms),
      newId: () => `id-${++this.#ids}`,
      memory,
    });
  }

  #log(invocation: number): Log {
    const { clock, journal } = this.#props;
    const line = (level: LogLevel) => (message: string, facts?: Readonly<Record<string, unknown>>) => {
      journal.add({ kind: 'log', at: clock.now(), invocation, level, message, facts: facts ?? {} });
    };
    return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  }
}
