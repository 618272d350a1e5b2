/** The account and Region that alerts speak of. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

const CONSOLE_HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Links that open the right Region whatever tab the reader had open last; each with what it shows. */
export function consoleLinks(place: Place, instanceId: string | undefined): readonly [string, string][] {
  const host = CONSOLE_HOSTS[place.partition] ?? 'console.aws.amazon.com';
  const base = place.partition === 'aws' ? `https://${place.region}.${host}` : `https://${host}`;
  const ec2 = `${base}/ec2/home?region=${place.region}`;
  if (instanceId === undefined) return [['Instances', `${ec2}#Instances:`]];
  return [
    ['Instance', `${ec2}#InstanceDetails:instanceId=${instanceId}`],
    ['System log', `${ec2}#InstanceConsoleOutput:instanceId=${instanceId}`],
    ['Screenshot', `${ec2}#InstanceScreenshot:instanceId=${instanceId}`],
  ];
}
