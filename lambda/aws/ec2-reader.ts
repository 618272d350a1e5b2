import {
  DescribeInstanceTypesCommand,
  type DescribeInstanceTypesCommandInput,
  type EC2Client,
  type InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import {
  isImpaired,
  type FoundInstance,
  type InstanceFacts,
  type Observation,
  type TypeFacts,
} from '../core/model/observation.ts';
import type { GuardReadings } from '../core/gate/obstacles.ts';
import type { EpochMs } from '../core/model/time.ts';
import { idsNamedIn, INSTANCE_ID_MALFORMED, INSTANCE_NOT_FOUND, shapeOf } from './ec2-errors.ts';
import { readGuards, readStartPermission } from './ec2-guards.ts';
import { allPages, batched, instancePages, statusPages } from './ec2-pages.ts';
import { factsOf, observationOf, typeFactsOf } from './instance-shapes.ts';

/** DescribeInstanceStatus takes at most 100 ids. AWS: EC2 API Reference, DescribeInstanceStatus. */
const IDS_PER_CALL = 100;
/** Each repeat drops at least one id that EC2 does not know. */
const MAX_REPEATS = IDS_PER_CALL;
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

  /** Names and tags of many instances without their checks, as far as they can be read until then; the others are missing. */
  async factsOf(instanceIds: readonly string[], until: EpochMs): Promise<ReadonlyMap<string, InstanceFacts>> {
    const facts = new Map<string, InstanceFacts>();
    for (const batch of batched(instanceIds, IDS_PER_CALL)) {
      if (this.now() > until) break;
      try {
        const found = await this.withKnownIds(batch, (InstanceIds) =>
          instancePages(this.ec2, { InstanceIds }),
        );
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
        this.withKnownIds(ids, (InstanceIds) => instancePages(this.ec2, { InstanceIds })),
        this.withKnownIds(ids, (InstanceIds) =>
          statusPages(this.ec2, { InstanceIds, IncludeAllInstances: true }),
        ),
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

  private async typePages(input: DescribeInstanceTypesCommandInput): Promise<InstanceTypeInfo[]> {
    return allPages(async (NextToken) => {
      const answer = await this.ec2.send(new DescribeInstanceTypesCommand({ ...input, ...NextToken }));
      return { items: answer.InstanceTypes ?? [], next: answer.NextToken };
    });
  }
}
