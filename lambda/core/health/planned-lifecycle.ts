/**
 * `AWS_{SERVICE}_PLANNED_LIFECYCLE_EVENT`, of any service: a version, a type or a feature comes to its end at a date. It is
 * about what the owner uses, never about a host, also where it names instances: a stop and a start change nothing.
 * @see https://docs.aws.amazon.com/health/latest/ug/aws-health-planned-lifecycle-events.html
 */
export function isPlannedLifecycle(code: string): boolean {
  return /^AWS_[A-Z0-9_]+_PLANNED_LIFECYCLE_EVENT$/.test(code);
}
