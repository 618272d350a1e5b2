import type { Alert } from '../model/alert.ts';

/** Where alerts come from: for machines that read them. */
export interface Origin {
  readonly accountId: string;
  readonly region: string;
}

/**
 * The facts of an alert for machines, as message attributes: filter policies can use the first ones, `alert` holds all as
 * JSON.
 */
export function attributesOf(alert: Alert, { accountId, region }: Origin): Readonly<Record<string, string>> {
  const { instance } = alert;
  const facts = {
    id: alert.id,
    incidentId: alert.incidentId,
    word: alert.word,
    at: new Date(alert.at).toISOString(),
    account: accountId,
    region,
    instanceId: instance?.id,
    name: instance?.facts.name,
    availabilityZone: instance?.facts.availabilityZone,
    instanceType: instance?.facts.instanceType,
    reasons: alert.story.map((sentence) => sentence.key),
    ...alert.data,
  };
  return {
    alertId: alert.id,
    word: alert.word,
    region,
    account: accountId,
    ...(instance === undefined ? {} : { instanceId: instance.id }),
    alert: JSON.stringify(facts),
  };
}

/** The same for a digest, which names its alerts. */
export function digestAttributes(
  alerts: readonly Alert[],
  { accountId, region }: Origin,
): Readonly<Record<string, string>> {
  const alertIds = alerts.slice(0, 100).map((alert) => alert.id);
  return {
    word: 'DIGEST',
    region,
    account: accountId,
    alert: JSON.stringify({ word: 'DIGEST', count: alerts.length, alertIds }),
  };
}
