import type { QueuedAlert } from '../../../../lambda/core/alerts/queued-alert.ts';
import type { Alert } from '../../../../lambda/core/model/alert.ts';
import { alert } from '../../words/sample-alert.ts';

/** An alert that waits for SNS, written by a pass of the name `pass-1`. */
export function queuedAlert(changes: Partial<QueuedAlert> = {}, says: Partial<Alert> = {}): QueuedAlert {
  const { of = 'i-0a', number = 1 } = changes;
  return {
    of,
    number,
    queuedBy: 'pass-1',
    alert: alert({ id: `${of}/alert-${number}`, ...says }),
    ...changes,
  };
}
