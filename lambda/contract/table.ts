/** The names in the table that both the stack, which makes it, and the functions, which read it, must know. */

/** The key attribute of the table, and the key attribute of its index. */
export const KEY_ATTRIBUTE = 'id';
export const UNFINISHED_ATTRIBUTE = 'unfinished';
/** The index of the table that lists the incidents that need another look. */
export const UNFINISHED_INDEX = 'unfinished';
/** The attribute that DynamoDB deletes closed incidents by (epoch seconds). */
export const TTL_ATTRIBUTE = 'expiresAt';
/** The index of closed incidents by month and Region, in the order in which they were closed. */
export const HISTORY_INDEX = 'history';
export const HISTORY_MONTH_ATTRIBUTE = 'historyMonth';
export const HISTORY_TIME_ATTRIBUTE = 'closedAt';
