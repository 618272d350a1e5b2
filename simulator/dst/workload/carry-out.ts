import { AWS_EVENTS } from './aws-events.ts';
import { HARDWARE_FAILURES } from './failures/hardware-failures.ts';
import { HUMAN_ACTIONS } from './human-actions.ts';
import { MOVES_BESIDE_OTHERS } from './announcements/moves-beside-others.ts';
import { NO_DATA_EVENTS } from './failures/no-data-events.ts';
import { NO_ROOM_EVENTS } from './failures/no-room-events.ts';
import type { WorkloadHandler, WorkloadContext, WorkloadEvent, WorkloadEventName } from './workload.ts';

/** Carries out one event of the workload. Out: true where it happened; a terminated instance cannot fail. */
export function carryOut(event: WorkloadEvent, context: WorkloadContext): boolean {
  const instance = context.fleet[event.instance];
  if (instance === undefined || instance.state === 'terminated') return false;
  return HANDLERS[event.name](instance, event, context);
}

const HANDLERS: Readonly<Record<WorkloadEventName, WorkloadHandler>> = {
  ...HARDWARE_FAILURES,
  ...AWS_EVENTS,
  ...NO_ROOM_EVENTS,
  ...NO_DATA_EVENTS,
  ...MOVES_BESIDE_OTHERS,
  ...HUMAN_ACTIONS,
};
