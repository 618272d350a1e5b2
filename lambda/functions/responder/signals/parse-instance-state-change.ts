import * as z from 'zod/mini';
import { INSTANCE_STATES } from '../../../core/model/observation.ts';
import { instanceIdIn, UnreadableEventError, type Signal } from './signal.ts';

const detailSchema = z.object({ 'instance-id': z.string(), state: z.enum(INSTANCE_STATES) });

/** `EC2 Instance State-change Notification`. AWS: "Monitor instance state changes", EC2 User Guide. */
export function parseInstanceStateChange(detail: unknown, time?: string): Signal {
  const parsed = detailSchema.safeParse(detail);
  const id = parsed.success ? instanceIdIn(parsed.data['instance-id']) : undefined;
  if (!parsed.success || id === undefined) {
    const why =
      parsed.error === undefined ? 'instance-id is not an instance id' : z.prettifyError(parsed.error);
    throw new UnreadableEventError(`EC2 state-change event: ${why}`);
  }
  const at = Date.parse(time ?? '');
  return {
    kind: 'instance-state-change',
    instanceIds: [id],
    state: parsed.data.state,
    ...(Number.isNaN(at) ? {} : { at }),
  };
}
