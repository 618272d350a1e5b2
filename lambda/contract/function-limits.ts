/** An invocation is over after this time, whatever it was doing. Shorter than the two minutes that row 10 waits. */
export const FUNCTION_TIMEOUT_SECONDS = 100;
