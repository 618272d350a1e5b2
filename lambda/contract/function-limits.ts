/** After so long an invocation is over, whatever it was doing. Shorter than the two minutes that row 10 waits. */
export const FUNCTION_TIMEOUT_SECONDS = 100;
