import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  type InstanceStatus,
} from '@aws-sdk/client-ec2';
import type { Stopped } from '../core/incident/stopped-by-aws.ts';
import type { Failure } from '../core/gate/began-together.ts';
import type { Silent } from '../core/model/region-record.ts';
import type { EpochMs } from '../core/model/time.ts';
import { GROUP_TAG } from '../contract/tags.ts';
import { shapeOf } from './ec2-errors.ts';
import { eachPage, instancePages, statusPages } from './ec2-pages.ts';
import { checkOf } from './instance-shapes.ts';

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

/**
 * The lists of EC2 that are asked for by what an instance is like, and not by its id: who needs a look, who has failed, who runs, who
 * belongs together. The client retries reads by itself (standard mode).
 */
export class Ec2Lists {
  constructor(
    private readonly ec2: Pick<EC2Client, 'send'>,
    private readonly now: () => EpochMs,
  ) {}

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
      ...checks.map((filter) => statusPages(this.ec2, { Filters: [filter] })),
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
   * What EC2 shows as stopped, or being stopped, by AWS itself, for whatever reason, Spot left out. A word that does not begin with `Server.` is not in
   * this list; the event of the stop tells of it. Throws when unread. AWS: DescribeInstances, filter state-reason-code, wildcards.
   */
  async stoppedByAws(): Promise<readonly Stopped[]> {
    const Filters = [
      { Name: 'instance-state-name', Values: ['stopping', 'stopped'] },
      { Name: 'state-reason-code', Values: ['Server.*'] },
    ];
    const list = await instancePages(this.ec2, { Filters, MaxResults: 1000 });
    return list.flatMap(({ InstanceId: instanceId, LaunchTime, InstanceLifecycle }) => {
      const launchTime = LaunchTime?.getTime();
      if (instanceId === undefined || launchTime === undefined || InstanceLifecycle !== undefined) return [];
      return [{ instanceId, launchTime }];
    });
  }

  /** Instances with any scheduled event, whatever its code. */
  private async withEvents(): Promise<InstanceStatus[]> {
    const of = (Values: string[]): Promise<InstanceStatus[]> =>
      statusPages(this.ec2, { Filters: [{ Name: 'event.code', Values }] });
    try {
      return await of(EVERY_CODE);
    } catch (thrown) {
      if (!/^(Invalid|Unknown|Malformed|Filter)/.test(shapeOf(thrown).name)) throw thrown;
      return of(EVENT_CODES);
    }
  }

  /** The running instances of the Region whose system check is impaired or insufficient-data: what the brake counts. Throws when unread. */
  async systemImpaired(): Promise<readonly ImpairedInstance[]> {
    const list = await statusPages(this.ec2, { Filters: [SYSTEM_FAILED] });
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
    const tagged = await instancePages(this.ec2, {
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
}

function isSilent({ SystemStatus }: InstanceStatus): boolean {
  return SystemStatus?.Status === 'insufficient-data';
}

/** Which instance, and in which zone; none where it does not run. */
function placeOf({ InstanceId, AvailabilityZone, InstanceState }: InstanceStatus): Omit<Silent, 'since'>[] {
  if (InstanceId === undefined || (InstanceState?.Name ?? 'running') !== 'running') return [];
  return [{ instanceId: InstanceId, availabilityZone: AvailabilityZone ?? 'unknown' }];
}
