import { join } from 'node:path';

export const REGION = 'ap-northeast-1';
/** The account that moto takes every caller for. */
export const ACCOUNT = '123456789012';
/** moto asks for some credentials, and these open nothing anywhere. */
export const CREDENTIALS = { accessKeyId: 'testing', secretAccessKey: 'testing' } as const;

export type Variables = Readonly<Record<string, string>>;

/** Something would have been sent to another place than this machine. */
export class NotLocalError extends Error {
  override readonly name = 'NotLocalError';
}

/** In: where requests are to go. Out: the same. Throws NotLocalError unless that is plain HTTP on localhost. */
export function localEndpoint(endpoint: string): string {
  const { protocol, hostname } = URL.canParse(endpoint) ? new URL(endpoint) : { protocol: '', hostname: '' };
  if (protocol !== 'http:' || hostname !== 'localhost')
    throw new NotLocalError(
      `the endpoint would be ${JSON.stringify(endpoint)}; allowed is http://localhost:PORT only`,
    );
  return endpoint;
}

/**
 * Whoever has pointed AWS clients to another place expects them to go there: nothing is begun. What is unset is forced to
 * localhost by `environmentFor`.
 */
export function refuseOtherEndpoints(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('AWS_ENDPOINT_URL') && value !== undefined) localEndpoint(value);
  }
}

/** Profiles, endpoints, proxies, loaders: whatever could lead a child elsewhere, or change what it runs. */
const LEFT_OUT = /^(AWS_|CDK_|MOTO_|RESPONDER_|NODE_OPTIONS$)|_proxy$/i;

/** In: our own environment and a folder for temporary files. Out: the same without what could lead to AWS. */
export function withoutAws(env: NodeJS.ProcessEnv, folder: string): Variables {
  const kept = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || LEFT_OUT.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), TMPDIR: folder };
}

/** Makes an AWS client ask localhost, in our Region, with credentials that open nothing. */
export function awsVariables(endpoint: string): Variables {
  return {
    AWS_ENDPOINT_URL: localEndpoint(endpoint),
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** For the CDK CLI: no profile, no user settings, no questions to the internet. */
export function cliVariables(env: NodeJS.ProcessEnv, endpoint: string, folder: string): Variables {
  return {
    ...withoutAws(env, folder),
    ...awsVariables(endpoint),
    HOME: folder,
    AWS_CONFIG_FILE: join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
  };
}
