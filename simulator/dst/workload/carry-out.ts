import { AWS_TROUBLES } from './aws-events.ts';
import { HARDWARE_TROUBLES } from './hardware-failures.ts';
import { HUMAN_TROUBLES } from './human-actions.ts';
import type { Happening, Site, Trouble, TroubleName } from './workload.ts';

/** Carries one trouble out. Out: true where it happened; a dead instance cannot fail. */
export function carryOut(trouble: Trouble, site: Site): boolean {
  const instance = site.fleet[trouble.instance];
  if (instance === undefined || instance.state === 'terminated') return false;
  return HAPPENINGS[trouble.name](instance, trouble, site);
}

const HAPPENINGS: Readonly<Record<TroubleName, Happening>> = {
  ...HARDWARE_TROUBLES,
  ...AWS_TROUBLES,
  ...HUMAN_TROUBLES,
};
