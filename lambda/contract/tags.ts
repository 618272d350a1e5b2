/** The tags by which an owner says what may be done with one instance; IAM compares the first one, too. */

/** `recover`, `notify` or `ignore`; wins over the parameter DefaultAction. */
export const POLICY_TAG = 'ec2-responder';
/** Two instances with the same value of this tag are never in a stop/start at the same time. */
export const GROUP_TAG = 'ec2-responder:group';
/** `true` permits a stop that erases the instance's instance store volumes. */
export const ALLOW_LOSS_TAG = 'ec2-responder:allow-instance-store-loss';
/** `true` on an instance that is not back from its planned move: the other planned moves need not wait for it. */
export const MOVES_GO_ON_TAG = 'ec2-responder:moves-go-on';
/** Weekly windows of this one instance; wins over the parameter MaintenanceWindow. */
export const WINDOW_TAG = 'ec2-responder:window';
/** Whoever stops the instance, the responder included, it stays stopped; any value but `false`. */
export const KEEP_STOPPED_TAG = 'ec2-responder:keep-stopped';
