import type { HealthNews } from '../model/health.ts';
import { failureWasTold, type Incident } from '../model/incident.ts';

/**
 * True where the mails of the incident tell of the event, so that a notice would only say it again: an announced date is
 * told, and so is how a failure ends. What AWS says of an instance in which nobody sees a failure is not, nor is a problem
 * of its host that may pass before anybody is told of the failure, nor what steers no recovery.
 */
export function isToldByIncident(incident: Incident | undefined, news: HealthNews): boolean {
  if (incident?.health.some((one) => one.eventArn === news.eventArn) !== true) return false;
  switch (news.meaning) {
    case 'scheduled change':
      return true;
    case 'recovery succeeded':
    case 'recovery failed':
      return incident.impairedSince !== undefined;
    case 'availability issue':
    case 'recovery not needed':
      return failureWasTold(incident);
    case 'operational issue':
    case 'other':
      return false;
  }
}
