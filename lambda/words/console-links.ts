/** The account and Region that alerts speak of, and the clock of their reader. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** The owner's, by its IANA name: times are told in it. */
  readonly timeZone: string;
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
  // What is about no one instance mostly asks to look at what AWS says first.
  if (instanceId === undefined)
    return [
      ['AWS Health', `https://${healthHost(place)}/health/home#/account/dashboard/open-issues`],
      ['Instances', `${ec2}#Instances:`],
    ];
  return [
    ['Instance', `${ec2}#InstanceDetails:instanceId=${instanceId}`],
    ['System log', `${ec2}#InstanceConsoleOutput:instanceId=${instanceId}`],
    ['Screenshot', `${ec2}#InstanceScreenshot:instanceId=${instanceId}`],
  ];
}

/** The event in the AWS Health Dashboard of the account that is logged in. */
export function healthEventLink(place: Place, eventArn: string): string {
  // An ARN may hold anything; half of a surrogate pair is nothing that could stand in a link.
  const arn = encodeURIComponent(eventArn.replace(/\p{Surrogate}/gu, ''));
  return `https://${healthHost(place)}/health/home#/account/event-log?eventID=${arn}&eventTab=details`;
}

function healthHost({ partition }: Place): string {
  const ofAws = 'health.aws.amazon.com';
  return partition === 'aws' ? ofAws : (CONSOLE_HOSTS[partition] ?? ofAws);
}
