/** What an owner gives at the least: without somebody to tell, the template is refused. */
export const EXAMPLE_OWNER = { AlertEmail: 'ops@example.com' } as const;
