import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';

/** What goes wrong with the stop or the start of an instance by its own traits; many seeds must have met each. */
export const INSTANCE_FAULTS = [
  'stop hangs until forced',
  'stop hangs for hours',
  'stop hangs for ever',
  'start falls back (Server)',
  'start falls back (Client)',
  'start refused for a while',
  'start falls back (a key)',
  'start falls back (a word of no list)',
  'start hangs in pending',
  'new host is bad',
  'new host is bad (full minute)',
  'new host is bad (an older date)',
  'start of encrypted volumes',
  'start in a placement group',
] as const;
export type InstanceFault = (typeof INSTANCE_FAULTS)[number];

/** In: an instance that has just changed its state. Out: the faults that it shows by that. */
export function instanceFaultsOf(instance: SimulatedInstance): InstanceFault[] {
  const { state, stopHangs, stoppedBy, stateReason, hostFailedAt, volumeKeyArns, placementGroup } = instance;
  const found: InstanceFault[] = [];
  if (state === 'stopping' && stopHangs !== 'no') found.push(`stop hangs ${stopHangs}`);
  if (state === 'stopped' && stoppedBy?.who === 'failed start')
    found.push(`start falls back (${kindOf(stateReason?.code)})`);
  if (state === 'stopped' && instance.refusesStart !== undefined) found.push('start refused for a while');
  if (state === 'running' && hostFailedAt !== undefined) {
    const { impairedFromLaunch: date } = instance;
    found.push(date === 'launch time' ? 'new host is bad' : `new host is bad (${date})`);
  }
  if (state === 'running' && instance.ranAt - instance.launchTime > 15 * 60_000)
    found.push('start hangs in pending');
  if (state === 'pending' && volumeKeyArns.length > 0) found.push('start of encrypted volumes');
  if (state === 'pending' && placementGroup !== undefined) found.push('start in a placement group');
  return found;
}

function kindOf(word = ''): 'Client' | 'Server' | 'a key' | 'a word of no list' {
  if (word.includes('Key')) return 'a key';
  if (word === 'Client.InternalError') return 'Client';
  return word === 'Server.InternalError' ? 'Server' : 'a word of no list';
}
