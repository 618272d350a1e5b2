import { WIRING } from '../../contract/wiring.ts';
import { readSettings, type ReadSettings } from './read-settings.ts';

/** Where the function runs and what it was given, and the owner's tuning. */
export interface Environment extends ReadSettings {
  readonly tableName: string;
  readonly topicArn: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** The stack has not said where the function's table or topic is: there is nothing that it could do or tell. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the environment once per cold start.
 *
 * @param env the process environment
 * @returns frozen
 * @throws SettingsError that names each variable that the stack should have set
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const missing = [...Object.values(WIRING), 'AWS_REGION'].filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0)
    throw new SettingsError(
      missing.map((name) => `${name} is missing; the stack sets it: deploy it again`).join('\n'),
    );
  return Object.freeze({
    ...readSettings(env),
    tableName: env[WIRING.tableName] ?? '',
    topicArn: env[WIRING.topicArn] ?? '',
    accountId: env[WIRING.accountId] ?? '',
    partition: env[WIRING.partition] ?? '',
    region: env.AWS_REGION ?? '',
  });
}
