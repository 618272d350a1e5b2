import type { Permission } from './permission.ts';
import { RESPONDER_PERMISSIONS } from './responder-permissions.ts';

/**
 * What each function may do, function by function: each has a role of its own (`function-role.ts`) and a file of its own
 * beside this one. Only the responder may stop or start instances; a test holds that against the whole template.
 */
export const PERMISSIONS = {
  responder: RESPONDER_PERMISSIONS,
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type FunctionName = keyof typeof PERMISSIONS;
