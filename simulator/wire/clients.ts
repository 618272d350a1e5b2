import { devNull } from 'node:os';
import type { Clients } from '../../lambda/functions/responder/create-responder.ts';
import {
  WireRequestHandler,
  type Serve,
  type Timeouts,
  type WireRequestHandlerProps,
} from './request-handler.ts';

export interface WireClientsProps extends Omit<WireRequestHandlerProps, 'timeouts'> {
  /** As `clientsFor` of the handler makes them. */
  readonly clients: Clients;
}

/** An SDK client, as far as it is reached into. */
interface SdkClient {
  readonly config: {
    requestHandler: unknown;
    credentials: unknown;
    readonly useDualstackEndpoint: () => Promise<boolean>;
  };
  send(command: object, options: { readonly serve: Serve }): Promise<unknown>;
}

/** Temporary, as those of a Lambda function are. The key ids that AWS's documents use. */
const CREDENTIALS = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'simulated',
};

/**
 * Puts the wire under real clients, in place of their HTTP handler and with credentials that mean nothing; all else of
 * them stays: serializers, signing, retries, time-outs. Out: the same clients for each invocation, answered by what is
 * given for it. `readSharedConfig` must have been awaited once.
 */
export function wireClients({ clients, ...props }: WireClientsProps): (serve: Serve) => Clients {
  const wired = Object.entries(clients).map(([name, client]): [string, SdkClient] => {
    const sdkClient = sdkClientOf(client);
    const { config } = sdkClient;
    const handler = new WireRequestHandler({ ...props, timeouts: timeoutsOf(config.requestHandler) });
    config.requestHandler = handler;
    config.credentials = CREDENTIALS;
    return [name, sdkClient];
  });
  return (serve) => {
    const send = (client: SdkClient) => ({ send: (command: object) => client.send(command, { serve }) });
    return Object.fromEntries(wired.map(([name, client]) => [name, send(client)])) as unknown as Clients;
  };
}

/**
 * Lets the SDK look for its shared config files, once for each copy of it (the sources' and the bundle's): a client does
 * so at its first request, from then on they are in its memory. It is the only input or output between `send` and the
 * wire, and would let virtual time run ahead of the request. There are no such files on Lambda, nor are any read here.
 */
export async function readSharedConfig(clients: Clients): Promise<void> {
  process.env.AWS_CONFIG_FILE = devNull;
  process.env.AWS_SHARED_CREDENTIALS_FILE = devNull;
  await sdkClientOf(clients.ec2Reads).config.useDualstackEndpoint();
}

/** The handler that is replaced knows its time-outs only as a promise. */
function timeoutsOf(handler: unknown): Promise<Timeouts> {
  const { configProvider } = handler as { configProvider?: Promise<Timeouts> };
  if (configProvider === undefined) throw new Error('the HTTP handler of the SDK has no configProvider');
  return configProvider;
}

function sdkClientOf(client: unknown): SdkClient {
  return client as SdkClient;
}
