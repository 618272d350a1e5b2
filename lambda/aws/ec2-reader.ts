import {
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypesCommand,
  type DescribeInstancesCommandInput,
  type DescribeInstanceStatusCommandInput,
  type DescribeInstanceTypesCommandInput,
  type EC2Client,
  type Instance,
  type InstanceStatus,
  type InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import {
  isImpaired,
  type FoundInstance,
  type InstanceFacts,
  type Observation,
  type TypeFacts,
} from '../core/model/observation.ts';
import type { Stopped } from '../core/incident/stopped-by-aws.ts';
import type { GuardReadings } from '../core/gate/obstacles.ts';
import type { Failure } from '../core/gate/began-together.ts';
import type { Silent } from '../core/model/region-record.ts';
import type { EpochMs } from '../core/model/time.ts';
import { GROUP_TAG } from '../contract/tags.ts';
import { idsNamedIn, INSTANCE_ID_MALFORMED, INSTANCE_NOT_FOUND, shapeOf } from './ec2-errors.ts';
import { readGuards, readStartPermission } from './ec2-guards.ts';
import { allPages, batched, eachPage } from './ec2-pages.ts';
import { checkOf, factsOf, observationOf, typeFactsOf } from './instance-shapes.ts';

/** DescribeInstanceStatus takes at most 100 ids. AWS: EC2 API Reference, DescribeInstanceStatus. */
const IDS_PER_CALL = 100;
/** Each repeat drops at least one id that EC2 does not know. */
const MAX_REPEATS = IDS_PER_CALL;
/** What DescribeInstances takes as MaxResults. AWS: EC2 API Reference, DescribeInstances. */
const SMALLEST_PAGE = 5;
const LARGEST_PAGE = 1_000;

/** In an outage EC2 may have no data of a host that has failed. */
const SYSTEM_FAILED = { Name: 'system-status.status', Values: ['impaired', 'insufficient-data'] };
const EVENT_CODES = [
  'instance-reboot',
  'system-reboot',
  'system-maintenance',
  'instance-retirement',
  'instance-stop',
];
/**
 * EC2's filters take wildcards, and a code that is documented tomorrow must be seen, too. Should EC2 take the star for a
 * letter, the documented codes beside it still match; should it refuse it, they are asked for alone.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
const EVERY_CODE = [...EVENT_CODES, '*'];

/** The lists that the sweep starts from. */
export interface Listed {
  readonly instanceIds: readonly string[];
  /** Running instances whose system check is insufficient-data; undefined where that list could not be read. */
  readonly silent: readonly Omit<Silent, 'since'>[] | undefined;
  /** The Availability Zone of each. */
  readonly zones: ReadonlyMap<string, string>;
  /** One message for each list that could not be read; the others are still good. */
  readonly failures: readonly string[];
}

/** How far a zone is counted. */
export interface Counting {
  readonly pageSize: number;
  readonly enough: (ids: ReadonlySet<string>) => boolean;
  readonly until: EpochMs;
}

export interface ImpairedInstance extends Failure {
  readonly availabilityZone: string;
  /** EC2 has no data of it: perhaps it has failed, since when nobody knows. */
  readonly silent?: true;
}

/** Reads EC2. The client retries reads by itself (standard mode); what still fails is a value, not a throw. */
export class Ec2Reader {
  /**
   * @param types what is known of instance types, by name; it may be kept for later readers
   * @param managerTagKeys tags of the owner's own that say who manages an instance
   */
  constructor(
    private readonly ec2: Pick<EC2Client, 'send'>,
    private readonly now: () => EpochMs,
    private readonly types = new Map<string, TypeFacts>(),
    private readonly managerTagKeys: readonly string[] = [],
  ) {}

  /**
   * What EC2 says about each instance now: found, not found, or unread. Batches of 100; no call for an empty list,
   * because an empty list of ids means the whole account.
   *
   * @param withTypes also the types of what is well: AWS Health announces something before EC2 lists it, and whoever is
   *   told of that must hear what a stop would erase
   */
  async observe(instanceIds: readonly string[], withTypes = false): Promise<Map<string, Observation>> {
    const batches = batched([...new Set(instanceIds)], IDS_PER_CALL);
    const answers = await Promise.all(batches.map((batch) => this.observeBatch(batch, withTypes)));
    return new Map(answers.flat().map((one) => [one.instanceId, one]));
  }

  /**
   * Every instance with an impaired check, and with an unfinished scheduled event where those are asked for, too: a filtered list for
   * each, whatever the fleet.
   */
  async listNeedingALook({ events = true } = {}): Promise<Listed> {
    const checks = [
      SYSTEM_FAILED,
      { Name: 'instance-status.status', Values: ['impaired'] },
      { Name: 'attached-ebs-status.status', Values: ['impaired'] },
    ];
    const lists = await Promise.allSettled([
      ...checks.map((filter) => this.statusPages({ Filters: [filter] })),
      events ? this.withEvents() : Promise.resolve([]),
    ]);
    const zones = new Map<string, string>();
    const failures: string[] = [];
    for (const [index, list] of lists.entries()) {
      if (list.status === 'rejected')
        failures.push(`${checks[index]?.Name ?? 'event.code'}: ${shapeOf(list.reason).name}`);
      else
        for (const one of list.value)
          if (one.InstanceId !== undefined && !isSilent(one))
            zones.set(one.InstanceId, one.AvailabilityZone ?? 'unknown');
    }
    const [failed] = lists;
    const silent = failed.status === 'fulfilled' ? failed.value.filter(isSilent).flatMap(placeOf) : undefined;
    return { instanceIds: [...zones.keys()], silent, zones, failures };
  }

  /**
   * What EC2 shows as stopped by AWS itself, for whatever reason, Spot left out. A word that does not begin with `Server.` is not in
   * this list; the event of the stop tells of it. Throws when unread. AWS: DescribeInstances, filter state-reason-code, wildcards.
   */
  async stoppedByAws(): Promise<readonly Stopped[]> {
    const Filters = [
      { Name: 'instance-state-name', Values: ['stopped'] },
      { Name: 'state-reason-code', Values: ['Server.*'] },
    ];
    const list = await this.instancePages({ Filters, MaxResults: 1000 });
    return list.flatMap(({ InstanceId: instanceId, LaunchTime, InstanceLifecycle }) => {
      const launchTime = LaunchTime?.getTime();
      if (instanceId === undefined || launchTime === undefined || InstanceLifecycle !== undefined) return [];
      return [{ instanceId, launchTime }];
    });
  }

  /** Instances with any scheduled event, whatever its code. */
  private async withEvents(): Promise<InstanceStatus[]> {
    const of = (Values: string[]): Promise<InstanceStatus[]> =>
      this.statusPages({ Filters: [{ Name: 'event.code', Values }] });
    try {
      return await of(EVERY_CODE);
    } catch (thrown) {
      if (!/^(Invalid|Unknown|Malformed|Filter)/.test(shapeOf(thrown).name)) throw thrown;
      return of(EVENT_CODES);
    }
  }

  /** The running instances of the Region whose system check is impaired or insufficient-data: what the brake counts. Throws when unread. */
  async systemImpaired(): Promise<readonly ImpairedInstance[]> {
    const list = await this.statusPages({ Filters: [SYSTEM_FAILED] });
    return list.flatMap((one) => {
      const { impairedSince: since } = checkOf(one.SystemStatus);
      const when = since === undefined ? {} : { since };
      return placeOf(one).map((place) => ({ ...place, ...when, ...(isSilent(one) ? { silent: true } : {}) }));
    });
  }

  /**
   * The ids of running instances of one Availability Zone, for the brake's denominator. Reading ends once `enough` says that
   * more would decide nothing: a zone may have tens of thousands.
   *
   * @param until when it must be read; later it throws
   * @throws when unread
   */
  async runningIn(
    availabilityZone: string,
    { pageSize, enough, until }: Counting,
  ): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    const Filters = [
      { Name: 'availability-zone', Values: [availabilityZone] },
      { Name: 'instance-state-name', Values: ['running'] },
    ];
    const MaxResults = Math.min(Math.max(pageSize, SMALLEST_PAGE), LARGEST_PAGE);
    await eachPage(async (NextToken) => {
      if (this.now() > until) throw new Error(`${ids.size} instances of the zone took too long to read`);
      const answer = await this.ec2.send(new DescribeInstancesCommand({ Filters, MaxResults, ...NextToken }));
      for (const reservation of answer.Reservations ?? [])
        for (const { InstanceId } of reservation.Instances ?? [])
          if (InstanceId !== undefined) ids.add(InstanceId);
      return enough(ids) ? undefined : answer.NextToken;
    });
    return ids;
  }

  /**
   * The ids of all instances of a group that are not terminated, whatever the capitals of the tag's key. Throws when unread. EC2's filters
   * know a key by its exact letters, but for wildcards: asked for is every key of its shape.
   */
  async inGroup(group: string): Promise<readonly string[]> {
    const tagged = await this.instancePages({
      Filters: [
        { Name: 'tag-key', Values: [GROUP_TAG.replace(/[a-z]/g, '?')] },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
      ],
      MaxResults: 1000,
    });
    const isMember = ({ Tags = [] }: Instance): boolean =>
      Tags.some(({ Key, Value }) => Key?.toLowerCase() === GROUP_TAG && Value === group);
    return tagged.filter(isMember).flatMap(({ InstanceId }) => InstanceId ?? []);
  }

  /** Names and tags of many instances without their checks, as far as they can be read until then; the others are missing. */
  async factsOf(instanceIds: readonly string[], until: EpochMs): Promise<ReadonlyMap<string, InstanceFacts>> {
    const facts = new Map<string, InstanceFacts>();
    for (const batch of batched(instanceIds, IDS_PER_CALL)) {
      if (this.now() > until) break;
      try {
        const found = await this.withKnownIds(batch, (InstanceIds) => this.instancePages({ InstanceIds }));
        for (const one of found) facts.set(one.InstanceId ?? '', factsOf(one, this.managerTagKeys));
      } catch {
        // They go by their ids.
      }
    }
    return facts;
  }

  /** The guards of one instance, read at once; each is `unread` on its own where its call fails. */
  async guards(instance: FoundInstance): Promise<GuardReadings> {
    return readGuards(this.ec2, instance);
  }

  /** May the role start it again? */
  async startPermitted(instanceId: string): Promise<boolean | 'unread'> {
    return readStartPermission(this.ec2, instanceId);
  }

  private async observeBatch(ids: readonly string[], withTypes: boolean): Promise<Observation[]> {
    const observedAt = this.now();
    try {
      const [instances, statuses] = await Promise.all([
        this.withKnownIds(ids, (InstanceIds) => this.instancePages({ InstanceIds })),
        this.withKnownIds(ids, (InstanceIds) => this.statusPages({ InstanceIds, IncludeAllInstances: true })),
      ]);
      const instanceById = new Map(instances.map((one) => [one.InstanceId, one]));
      const statusById = new Map(statuses.map((one) => [one.InstanceId, one]));
      const observed = ids.map((instanceId): Observation => {
        const instance = instanceById.get(instanceId);
        if (instance === undefined) return { kind: 'not-found', instanceId, observedAt };
        return observationOf(instance, statusById.get(instanceId), observedAt, this.managerTagKeys);
      });
      return await this.withTypeFacts(observed, withTypes);
    } catch (thrown) {
      const { name, message } = shapeOf(thrown);
      return ids.map((instanceId) => ({
        kind: 'unread',
        instanceId,
        observedAt,
        why: `${name}: ${message}`,
      }));
    }
  }

  /**
   * Types are read only where a check failed or something is scheduled: a healthy fleet needs none. What a type is never
   * changes, so it is read once; one that can't be read stays unknown, and is asked for again.
   */
  private async withTypeFacts(observed: readonly Observation[], ofAll: boolean): Promise<Observation[]> {
    const concerned = observed.filter(
      (one): one is FoundInstance =>
        one.kind === 'found' && (ofAll || isImpaired(one) || one.scheduledEvents.length > 0),
    );
    const types = [...new Set(concerned.map((one) => one.facts.instanceType))].filter(
      (type) => type !== 'unknown' && !this.types.has(type),
    );
    for (const batch of batched(types, IDS_PER_CALL)) {
      try {
        // A filter, not a list of types: a type that EC2 does not know any more must not fail the others.
        const Filters = [{ Name: 'instance-type', Values: batch }];
        for (const info of await this.typePages({ Filters })) {
          const known = typeFactsOf(info);
          if (known !== undefined && info.InstanceType !== undefined)
            this.types.set(info.InstanceType, known);
        }
      } catch {
        // Unknown facts lengthen the grace and refuse the stop: nothing else is needed here.
      }
    }
    return observed.map((one) => {
      const typeFacts = one.kind === 'found' ? this.types.get(one.facts.instanceType) : undefined;
      return one.kind === 'found' && typeFacts !== undefined ? { ...one, typeFacts } : one;
    });
  }

  /** One unknown id fails the whole call of 100: drop the ids that the error names, and ask for the rest. */
  private async withKnownIds<T>(ids: readonly string[], read: (ids: string[]) => Promise<T[]>): Promise<T[]> {
    let left = [...ids];
    for (let repeat = 0; left.length > 0 && repeat <= MAX_REPEATS; repeat += 1) {
      try {
        return await read(left);
      } catch (thrown) {
        const { name, message } = shapeOf(thrown);
        if (name !== INSTANCE_NOT_FOUND && name !== INSTANCE_ID_MALFORMED) throw thrown;
        const unknown = new Set(idsNamedIn(message));
        const rest = left.filter((id) => !unknown.has(id));
        if (rest.length === left.length) throw thrown;
        left = rest;
      }
    }
    return [];
  }

  private async instancePages(input: DescribeInstancesCommandInput): Promise<Instance[]> {
    return allPages(async (NextToken) => {
      const answer = await this.ec2.send(new DescribeInstancesCommand({ ...input, ...NextToken }));
      const items = (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
      return { items, next: answer.NextToken };
    });
  }

  private async statusPages(input: DescribeInstanceStatusCommandInput): Promise<InstanceStatus[]> {
    return allPages(async (NextToken) => {
      const answer = await this.ec2.send(new DescribeInstanceStatusCommand({ ...input, ...NextToken }));
      return { items: answer.InstanceStatuses ?? [], next: answer.NextToken };
    });
  }

  private async typePages(input: DescribeInstanceTypesCommandInput): Promise<InstanceTypeInfo[]> {
    return allPages(async (NextToken) => {
      const answer = await this.ec2.send(new DescribeInstanceTypesCommand({ ...input, ...NextToken }));
      return { items: answer.InstanceTypes ?? [], next: answer.NextToken };
    });
  }
}

function isSilent({ SystemStatus }: InstanceStatus): boolean {
  return SystemStatus?.Status === 'insufficient-data';
}

/** Which instance, and in which zone; none where it does not run. */
function placeOf({ InstanceId, AvailabilityZone, InstanceState }: InstanceStatus): Omit<Silent, 'since'>[] {
  if (InstanceId === undefined || (InstanceState?.Name ?? 'running') !== 'running') return [];
  return [{ instanceId: InstanceId, availabilityZone: AvailabilityZone ?? 'unknown' }];
}
