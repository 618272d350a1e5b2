/**
 * Managers of instances that are known by a tag, one line each. They replace an instance that stops, fight with who stops
 * it, or end its support; so a tag of theirs forbids a stop. In doubt a line is here: the worst that it does is a mail. Not here is AWS
 * Application Migration Service, whose tag stays on servers that were cut over years ago.
 *
 * `replaces` says that it is known to replace a failed instance by itself; of any other a human is told to look.
 */
const MANAGERS: readonly ManagerTag[] = [
  { tag: 'sigs.k8s.io/cluster-api-provider-aws/*', manager: 'Cluster API' },
  { tag: 'karpenter.sh/provisioner-name', manager: 'Karpenter', replaces: true },
  { tag: 'karpenter.sh/nodeclaim', manager: 'Karpenter', replaces: true },
  { tag: 'karpenter.k8s.aws/*', manager: 'Karpenter', replaces: true },
  { tag: 'eks:*', manager: 'Amazon EKS', replaces: true },
  { tag: 'aws:eks:*', manager: 'Amazon EKS', replaces: true },
  { tag: 'kops.k8s.io/*', manager: 'kOps', replaces: true },
  { tag: 'kubernetes.io/cluster/*=owned', manager: 'a Kubernetes cluster' },
  { tag: 'spotinst:*', manager: 'Spot Ocean or Elastigroup', replaces: true },
  { tag: 'AmazonECSManaged', manager: 'Amazon ECS', replaces: true },
  { tag: 'elasticbeanstalk:*', manager: 'Elastic Beanstalk', replaces: true },
  { tag: 'AWSBatchServiceTag', manager: 'AWS Batch', replaces: true },
  { tag: 'aws:ec2spot:fleet-request-id', manager: 'a Spot Fleet' },
  { tag: 'parallelcluster:*', manager: 'AWS ParallelCluster' },
  { tag: 'aws-parallelcluster-*', manager: 'AWS ParallelCluster' },
  { tag: 'AWSElasticDisasterRecovery*', manager: 'AWS Elastic Disaster Recovery' },
  { tag: 'AWSRDSCustom*', manager: 'Amazon RDS Custom' },
  { tag: 'Ec2ImageBuilderArn', manager: 'EC2 Image Builder' },
  { tag: 'Vendor=Databricks', manager: 'Databricks', replaces: true },
  { tag: 'jenkins_slave_type', manager: 'the Jenkins EC2 plugin', replaces: true },
  { tag: 'jenkins_server_url', manager: 'the Jenkins EC2 plugin', replaces: true },
  { tag: 'ghr:*', manager: 'a controller of GitHub runners', replaces: true },
];

interface ManagerTag {
  /** A key, the beginning of one with `*` at its end, or `key=value`. */
  readonly tag: string;
  readonly manager: string;
  readonly replaces?: true;
}

/** A tag that says that something manages the instance. */
export interface FoundManager {
  /** Undefined where only the owner's own list (ManagerTagKeys) knows the tag. */
  readonly manager?: string;
  readonly replaces: boolean;
  /** `key=value` as the instance has it. */
  readonly tag: string;
}

/**
 * Who manages the instance by its tags, each manager once. AWS tells capitals in tags apart; here they are the same, because in doubt it
 * is an obstacle.
 *
 * @param ownersTags the owner's own list, each as in `MANAGERS`
 */
export function managersOf(
  tags: Readonly<Record<string, string>>,
  ownersTags: readonly string[],
): FoundManager[] {
  const pairs = Object.entries(tags);
  const found = new Map<string, FoundManager>();
  for (const { tag: pattern, manager, replaces } of [...MANAGERS, ...ownersTags.map(asManagerTag)]) {
    const pair = pairs.find(([key, value]) => fits(pattern, key, value));
    if (pair === undefined || found.has(manager)) continue;
    const tag = pair[1] === '' ? pair[0] : pair.join('=');
    found.set(manager, {
      ...(manager === pattern ? {} : { manager }),
      replaces: replaces === true,
      tag,
    });
  }
  return [...found.values()];
}

/** The owner says which tag it is, not who sets it. */
function asManagerTag(tag: string): ManagerTag {
  return { tag, manager: tag };
}

/** Of all tags of an instance those that say who manages it; for each pattern the first, because an instance may have fifty. */
export function managerTags(
  tags: Readonly<Record<string, string>>,
  ownersTags: readonly string[],
): Readonly<Record<string, string>> {
  const pairs = Object.entries(tags);
  const found = [...MANAGERS.map(({ tag }) => tag), ...ownersTags].flatMap((pattern) =>
    pairs.filter(([key, value]) => fits(pattern, key, value)).slice(0, 1),
  );
  return Object.fromEntries(found);
}

/** `key`, `beginning*`, `key=value` or `beginning*=value`; capitals are the same. */
function fits(pattern: string, key: string, value: string): boolean {
  const [wanted = '', ofValue] = pattern.toLowerCase().split('=');
  if (ofValue !== undefined && ofValue !== value.toLowerCase()) return false;
  const own = key.toLowerCase();
  return wanted.endsWith('*') ? own.startsWith(wanted.slice(0, -1)) : own === wanted;
}
