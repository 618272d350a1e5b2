import type { Entry } from '../../runtime/journal.ts';

/** The ids of the alerts in a mail. */
export function alertIdsIn({ attributes }: Entry<'mail'>): string[] {
  const { alertId, alert } = attributes;
  if (alertId !== undefined) return [alertId];
  const { alertIds = [] } = JSON.parse(alert ?? '{}') as { alertIds?: string[] };
  return alertIds;
}
