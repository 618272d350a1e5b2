import { EXAMPLE_OWNER } from '../template/example-owner.ts';
import { healthEvent, type HealthProps } from '../events/event-shapes.ts';
import type { SimulatedInstance } from '../ec2/simulated-instance.ts';
import type { Entry, JournalEntry } from '../runtime/journal.ts';
import { SimulatedRegion } from '../runtime/simulated-region.ts';
import type { SeededRandom } from '../runtime/seeded-random.ts';
import { ServiceError } from '../runtime/service-error.ts';
import type { HandlerModule } from '../wire/load-bundle.ts';
import { resolveTemplate, type loadTemplate } from '../template/template.ts';
import type { Parameters } from './workload/draw-parameters.ts';
import { Faults, type FasterAct } from './faults/faults.ts';
import type { FaultName } from './faults/fault-names.ts';
import { asSent } from './workload/health-events/health-event-variants.ts';
import { instanceFaultsOf } from './workload/failures/instance-faults.ts';
import { Trace } from './trace.ts';
import { CALM_MS, drawPlan, type Plan } from './plan.ts';
import { writeOf, type Checker, type Violation } from './checking/checker.ts';
import { INVARIANTS } from './invariants/invariants.ts';
import { QuietTimes } from './quiet-times.ts';
import { RecordsKept } from './records-kept.ts';
import { Coverage, type Counts } from './coverage.ts';
import type { WorkloadContext } from './workload/workload.ts';
import { carryOut } from './workload/carry-out.ts';
import { GroundTruth } from './ground-truth/ground-truth.ts';

type Template = ReturnType<typeof loadTemplate>;

const HOME = { region: 'ap-northeast-1', account: '123456789012' };
/** Early in a month: AWS writes its days with one digit or with two. */
const START_AT = Date.parse('2026-12-05T18:00:00Z');

export interface RunOptions {
  /** The faults that the run has. @default drawn from the seed */
  readonly faults?: readonly FaultName[] | undefined;
  /** The handler's code, run with its own SDK clients down to bytes. @default the sources, answered at `send` */
  readonly wire?: HandlerModule | undefined;
}

/** The result of the run of one seed. */
export interface RunResult {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  readonly counts: Counts;
  /** A hash of everything that happened, in order: two runs of one seed have the same. */
  readonly digest: string;
  readonly region: SimulatedRegion;
}

/**
 * Runs one seed: the real handlers on the synthesized template, a fleet with its workload, faults on the way to AWS, and
 * every invariant checked at each step.
 */
export async function runSeed(
  template: Template,
  seed: number | string,
  options: RunOptions = {},
): Promise<RunResult> {
  const plan = drawPlan(seed, options.faults);
  return new SeedRun(template, plan, options.wire).run();
}

class SeedRun {
  readonly #template: Template;
  readonly #plan: Plan;
  readonly #region: SimulatedRegion;
  readonly #faults: Faults;
  readonly #groundTruth: GroundTruth;
  readonly #shapes: SeededRandom;
  readonly #records = new RecordsKept();
  readonly #coverage = new Coverage();
  readonly #violations: Violation[] = [];
  readonly #trace = new Trace();
  readonly #calmAt: number;
  readonly #quiet = new QuietTimes();

  constructor(template: Template, plan: Plan, wire: HandlerModule | undefined) {
    this.#template = template;
    this.#plan = plan;
    this.#calmAt = START_AT + plan.lengthMs - CALM_MS;
    this.#region = new SimulatedRegion({
      template: this.#resolved(plan.parameters),
      ...HOME,
      seed: plan.seed,
      startAt: START_AT,
      wire,
      ec2ClockAheadMs: plan.ec2ClockAheadMs,
      fault: (call) => this.#faults.ofCall(call),
      delivery: (about) => this.#faults.ofDelivery({ ...about, at: this.#now() }),
      dynamodb: {
        indexLagMs: () => this.#faults.indexLag(this.#now()),
        leaveUnprocessed: () => this.#faults.leavesUnprocessed(this.#now()),
      },
    });
    this.#faults = new Faults({
      enabled: plan.faults,
      random: this.#region.random('faults'),
      startAt: START_AT,
      calmAt: this.#calmAt,
      workloadTimes: plan.workload.map(({ at }) => START_AT + at),
      lag: (id, picture, ms) => {
        this.#region.ec2.lag(id, picture, ms);
      },
      humanActs: (id, what, laterMs) => {
        if (laterMs === 0) this.#humanActs(id, what);
        else
          this.#region.clock.after(laterMs, () => {
            this.#humanActs(id, what);
          });
      },
      isGone: (id) => /^(shutting-down|terminated)$/.test(this.#region.ec2.get(id).state),
      fired: (fault) => {
        this.#coverage.add('fault', fault);
        this.#quiet.note(fault, this.#now());
      },
    });
    this.#groundTruth = new GroundTruth(this.#region.clock, plan.parameters);
    this.#shapes = this.#region.random('shapes of Health events');
    this.#region.ec2.wildcards = this.#region.random('stars in filters').chance(1 / 6) ? 'refused' : 'match';
  }

  async run(): Promise<RunResult> {
    const { region, plan } = { region: this.#region, plan: this.#plan };
    const fleet = plan.fleet.map((props) => region.add({ ...props, tags: { ...props.tags } }));
    for (const instance of fleet) {
      this.#groundTruth.note(instance);
      if (instance.hostFailedAt !== undefined) this.#groundTruth.affected.add(instance.id);
    }
    region.ec2.eventsChanged = (instance) => {
      this.#groundTruth.note(instance);
    };
    const ends = this.#watch();
    const context: WorkloadContext = {
      region,
      fleet,
      changed: (instance) => {
        this.#groundTruth.note(instance);
      },
      affected: (instance) => {
        this.#groundTruth.affected.add(instance.id);
      },
      acted: (instance) => {
        this.#faults.lagBehind([instance.id], this.#now());
      },
      later: (ms, what) => {
        const at = this.#now() + ms;
        if (at < this.#calmAt) region.clock.at(at, what);
      },
      parameters: () => this.#groundTruth.parameters,
      redeploy: (parameters) => {
        this.#groundTruth.deploy(parameters);
        region.update(this.#resolved(parameters));
      },
      health: (props) => {
        this.#health(props);
      },
      announced: (instance) => {
        this.#groundTruth.noteAnnounced(instance.id);
      },
      availabilityIssue: (instance) => {
        this.#groundTruth.noteAvailabilityIssue(instance.id);
      },
      recoveryFailed: (instance) => {
        this.#groundTruth.noteRecoveryFailed(instance.id);
      },
      issue: (eventArn, closed) => {
        this.#groundTruth.noteIssue(eventArn, closed);
      },
    };
    for (const event of plan.workload) {
      region.clock.at(START_AT + event.at, () => {
        if (carryOut(event, context)) this.#coverage.add('workload event', event.name);
      });
    }
    await region.run(plan.lengthMs);
    for (const end of ends) end();
    return {
      plan,
      violations: this.#violations,
      counts: this.#coverage.counts,
      digest: this.#trace.digest(),
      region,
    };
  }

  #health(props: HealthProps): void {
    const region = this.#region;
    region.world(`AWS Health: ${props.code} (${props.statusCode ?? 'open'})`);
    const { sent, variant } = asSent(healthEvent(region.origin(), props), this.#shapes);
    if (variant !== undefined) this.#coverage.add('Health event variant', variant);
    for (const { event, laterMs } of sent) {
      if (laterMs === 0) region.deliver(event);
      else
        region.clock.after(laterMs, () => {
          region.deliver(event);
        });
    }
  }

  /** Out: what each invariant asks at the end of the run. */
  #watch(): (() => void)[] {
    const region = this.#region;
    const observer = INVARIANTS.map(({ name, watch }) => watch(this.#checkerFor(name)));
    const seers = observer.flatMap(({ see, seeAll }) => see ?? seeAll ?? []);
    const seersOfReads = observer.flatMap(({ seeAll }) => seeAll ?? []);
    region.journal.listen((entry) => {
      if (entry.kind === 'state') {
        const instance = region.ec2.get(entry.instanceId);
        this.#groundTruth.note(instance);
        this.#noteRoom(instance);
        const { who, at } = instance.stoppedBy ?? { who: undefined, at: 0 };
        if (entry.state === 'stopping' && who === 'responder' && at === entry.at)
          this.#groundTruth.noteStopOfOurs(instance);
        for (const instanceFault of instanceFaultsOf(instance))
          this.#coverage.add('instance fault', instanceFault);
      }
      if (entry.kind === 'call') this.#noteRefusal(entry);
      if (entry.kind === 'sweep completed')
        for (const id of this.#groundTruth.movedAway.keys()) this.#groundTruth.noteBack(region.ec2.get(id));
      for (const see of isRead(entry) ? seersOfReads : seers) see(entry);
      if (entry.kind === 'call') this.#records.see(entry);
      this.#coverage.see(entry);
      this.#trace.add(entry);
    });
    return observer.map(({ end }) => end).filter((end) => end !== undefined);
  }

  /** An accepted start of ours has fallen back for lack of room, or the instance has come up. */
  #noteRoom(instance: SimulatedInstance): void {
    const { state, stoppedBy, startedBy, stateReason } = instance;
    const says = this.#region.ec2.noRoomFor(instance);
    if (state === 'running') this.#groundTruth.noteRunning(instance);
    if (state !== 'stopped' || stoppedBy?.who !== 'failed start' || startedBy?.who !== 'responder') return;
    if (says?.code === stateReason?.code && says !== undefined)
      this.#groundTruth.noteRefusedForRoom(instance.id, says);
  }

  #noteRefusal(call: Entry<'call'>): void {
    const start = writeOf(call, 'StartInstances');
    const instance = start === undefined ? undefined : this.#region.ec2.instances.get(start.instanceId);
    const says = instance === undefined ? undefined : this.#region.ec2.noRoomFor(instance);
    if (instance !== undefined && says !== undefined && call.error === says.code)
      this.#groundTruth.noteRefusedForRoom(instance.id, says);
  }

  #humanActs(id: string, what: FasterAct): void {
    const { ec2 } = this.#region;
    const instance = ec2.get(id);
    const who = what === 'AWS stops' ? '' : 'a human ';
    this.#region.world(`${who}${what} it at the same moment`, instance);
    this.#faults.lagBehind([id], this.#now());
    try {
      if (what === 'stops') ec2.stop(id, { force: false });
      else if (what === 'starts') ec2.start(id);
      else ec2.stop(id, { force: false, by: 'AWS', reason: 'Server.HostEvacuated' });
    } catch (thrown) {
      if (!(thrown instanceof ServiceError)) throw thrown;
    }
    this.#groundTruth.note(instance);
  }

  #checkerFor(invariant: string): Checker {
    return {
      region: this.#region,
      plan: this.#plan,
      groundTruth: this.#groundTruth,
      records: this.#records,
      startDeniedSince: () => this.#faults.lastsSince('start-denied', this.#now()),
      deniedByOthers: (action) =>
        this.#faults.lastsSince(action === 'StopInstances' ? 'stop-denied' : 'start-denied', this.#now()) !==
        undefined,
      lastFaultAt: () => this.#quiet.lastFaultAt,
      quietFrom: (at, forMs) => this.#quiet.from(at, forMs, this.#now()),
      judged: () => {
        this.#coverage.add('judged', invariant);
      },
      violated: (what, instanceId) => {
        this.#violations.push({ invariant, at: this.#now(), what, instanceId });
      },
    };
  }

  #resolved({ written, ...inForce }: Parameters) {
    const parameters = { ...EXAMPLE_OWNER, ...inForce, ...written };
    return resolveTemplate(this.#template, { ...HOME, parameters });
  }

  #now(): number {
    return this.#region.clock.now();
  }
}

const READS: ReadonlySet<string> = new Set(['Get', 'BatchGet', 'Query']);

/** True for an entry that changes nothing. */
function isRead(entry: JournalEntry): boolean {
  if (entry.kind === 'call') return READS.has(entry.action) || entry.action.startsWith('Describe');
  return entry.kind === 'log' || entry.kind === 'returned';
}
