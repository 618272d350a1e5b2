/** The partition of a Region: `aws-cn` and `aws-us-gov` have consoles and ARNs of their own. AWS: "Partitions". */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
