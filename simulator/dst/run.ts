import { EXAMPLE_OWNER } from '../template/example-owner.ts';
import { createHash } from 'node:crypto';
import { healthEvent, type HealthProps } from '../events/event-shapes.ts';
import type { JournalEntry } from '../runtime/journal.ts';
import { SimulatedRegion } from '../runtime/simulated-region.ts';
import type { SeededRandom } from '../runtime/seeded-random.ts';
import { ServiceError } from '../runtime/service-error.ts';
import type { HandlerModule } from '../wire/bundle.ts';
import { resolveTemplate, type loadTemplate } from '../template/template.ts';
import type { Parameters } from './workload/draw-parameters.ts';
import { Faults } from './faults/faults.ts';
import type { FaultName } from './faults/fault-names.ts';
import { asSent } from './workload/health-event-variants.ts';
import { mischiefsOf } from './workload/instance-faults.ts';
import { CALM_MS, drawPlan, type Plan } from './plan.ts';
import type { Court, Violation } from './invariants/checker.ts';
import { PROMISES } from './invariants/invariants.ts';
import { QuietTimes } from './quiet-times.ts';
import { RecordsKept } from './records.ts';
import { Tally, type Counts } from './coverage.ts';
import type { Site } from './workload/workload.ts';
import { carryOut } from './workload/carry-out.ts';
import { Truth } from './ground-truth/ground-truth.ts';

type Template = ReturnType<typeof loadTemplate>;

const HOME = { region: 'ap-northeast-1', account: '123456789012' };
const TRACE_LENGTH = 64 * 1024;
/** Early in a month: AWS writes its days with one digit or with two. */
const START_AT = Date.parse('2026-12-05T18:00:00Z');

export interface NightOptions {
  /** The faults that the night has. @default drawn */
  readonly faults?: readonly FaultName[] | undefined;
  /** The handler's code, run with its own SDK clients down to bytes. @default the sources, answered at `send` */
  readonly wire?: HandlerModule | undefined;
}

/** What came of one seed. */
export interface Night {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  readonly counts: Counts;
  /** Of everything that happened, in order: two runs of one seed have the same. */
  readonly digest: string;
  readonly region: SimulatedRegion;
}

/**
 * Runs the night of one seed: the real handlers on the synthesized template, a fleet with troubles, faults on the way
 * to AWS, and every promise checked at each step.
 */
export async function runNight(
  template: Template,
  seed: number | string,
  options: NightOptions = {},
): Promise<Night> {
  const plan = drawPlan(seed, options.faults);
  return new NightRun(template, plan, options.wire).run();
}

class NightRun {
  readonly #template: Template;
  readonly #plan: Plan;
  readonly #region: SimulatedRegion;
  readonly #faults: Faults;
  readonly #truth: Truth;
  readonly #shapes: SeededRandom;
  readonly #records = new RecordsKept();
  readonly #tally = new Tally();
  readonly #violations: Violation[] = [];
  readonly #digest = createHash('sha256');
  /** Not in the digest yet: a thousand small updates cost more than one. */
  #trace = '';
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
      troubleTimes: plan.troubles.map(({ at }) => START_AT + at),
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
        this.#tally.add('fault', fault);
        this.#quiet.note(fault, this.#now());
      },
    });
    this.#truth = new Truth(this.#region.clock, plan.parameters);
    this.#shapes = this.#region.random('shapes of Health events');
  }

  async run(): Promise<Night> {
    const { region, plan } = { region: this.#region, plan: this.#plan };
    const fleet = plan.fleet.map((props) => region.add({ ...props, tags: { ...props.tags } }));
    for (const instance of fleet) this.#truth.note(instance);
    region.ec2.eventsChanged = (instance) => {
      this.#truth.note(instance);
    };
    const ends = this.#watch();
    const site: Site = {
      region,
      fleet,
      changed: (instance) => {
        this.#truth.note(instance);
      },
      troubled: (instance) => {
        this.#truth.troubled.add(instance.id);
      },
      acted: (instance) => {
        this.#faults.lagBehind([instance.id], this.#now());
      },
      later: (ms, what) => {
        const at = this.#now() + ms;
        if (at < this.#calmAt) region.clock.at(at, what);
      },
      parameters: () => this.#truth.parameters,
      redeploy: (parameters) => {
        this.#truth.deploy(parameters);
        region.update(this.#resolved(parameters));
      },
      health: (props) => {
        this.#health(props);
      },
      announced: (instance) => {
        this.#truth.noteAnnounced(instance.id);
      },
      availabilityIssue: (instance) => {
        this.#truth.noteAvailabilityIssue(instance.id);
      },
      recoveryFailed: (instance) => {
        this.#truth.noteRecoveryFailed(instance.id);
      },
      issue: (eventArn, closed) => {
        this.#truth.noteIssue(eventArn, closed);
      },
    };
    for (const trouble of plan.troubles) {
      region.clock.at(START_AT + trouble.at, () => {
        if (carryOut(trouble, site)) this.#tally.add('trouble', trouble.name);
      });
    }
    await region.run(plan.lengthMs);
    for (const end of ends) end();
    this.#digestTrace();
    return {
      plan,
      violations: this.#violations,
      counts: this.#tally.counts,
      digest: this.#digest.digest('hex').slice(0, 16),
      region,
    };
  }

  #health(props: HealthProps): void {
    const region = this.#region;
    region.world(`AWS Health: ${props.code} (${props.statusCode ?? 'open'})`);
    const { sent, trap } = asSent(healthEvent(region.origin(), props), this.#shapes);
    if (trap !== undefined) this.#tally.add('trap', trap);
    for (const { event, laterMs } of sent) {
      if (laterMs === 0) region.deliver(event);
      else
        region.clock.after(laterMs, () => {
          region.deliver(event);
        });
    }
  }

  /** Out: what is to be asked at the end. */
  #watch(): (() => void)[] {
    const region = this.#region;
    const watched = PROMISES.map(({ name, watch }) => watch(this.#courtFor(name)));
    const seers = watched.flatMap(({ see, seeAll }) => see ?? seeAll ?? []);
    const seersOfReads = watched.flatMap(({ seeAll }) => seeAll ?? []);
    region.journal.listen((entry) => {
      if (entry.kind === 'state') {
        const instance = region.ec2.get(entry.instanceId);
        this.#truth.note(instance);
        for (const mischief of mischiefsOf(instance)) this.#tally.add('mischief', mischief);
      }
      for (const see of isRead(entry) ? seersOfReads : seers) see(entry);
      if (entry.kind === 'call') this.#records.see(entry);
      this.#tally.see(entry);
      this.#trace += traceOf(entry);
      if (this.#trace.length > TRACE_LENGTH) this.#digestTrace();
    });
    return watched.map(({ end }) => end).filter((end) => end !== undefined);
  }

  #digestTrace(): void {
    this.#digest.update(this.#trace);
    this.#trace = '';
  }

  #humanActs(id: string, what: 'stops' | 'starts'): void {
    const { ec2 } = this.#region;
    const instance = ec2.get(id);
    this.#region.world(`a human ${what} it at the same moment`, instance);
    this.#faults.lagBehind([id], this.#now());
    try {
      if (what === 'stops') ec2.stop(id, { force: false });
      else ec2.start(id);
    } catch (thrown) {
      if (!(thrown instanceof ServiceError)) throw thrown;
    }
    this.#truth.note(instance);
  }

  #courtFor(promise: string): Court {
    return {
      region: this.#region,
      plan: this.#plan,
      truth: this.#truth,
      records: this.#records,
      startDeniedSince: () => this.#faults.lastsSince('start-denied', this.#now()),
      deniedByOthers: (action) =>
        this.#faults.lastsSince(action === 'StopInstances' ? 'stop-denied' : 'start-denied', this.#now()) !==
        undefined,
      troubledUntil: () => this.#quiet.troubledUntil,
      quietFrom: (at, forMs) => this.#quiet.from(at, forMs, this.#now()),
      broken: (what, instanceId) => {
        this.#violations.push({ promise, at: this.#now(), what, instanceId });
      },
    };
  }

  #resolved(parameters: Parameters) {
    return resolveTemplate(this.#template, { ...HOME, parameters: { ...EXAMPLE_OWNER, ...parameters } });
  }

  #now(): number {
    return this.#region.clock.now();
  }
}

const READS: ReadonlySet<string> = new Set(['Get', 'BatchGet', 'Query']);

/** Nothing changes with it. */
function isRead(entry: JournalEntry): boolean {
  if (entry.kind === 'call') return READS.has(entry.action) || entry.action.startsWith('Describe');
  return entry.kind === 'log' || entry.kind === 'returned';
}

/** What makes two runs alike, in a line. */
function traceOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'call':
      return `${entry.at} ${entry.invocation} ${entry.action} ${entry.error ?? ''}\n`;
    case 'mail':
      return `${entry.at} ${entry.subject} ${entry.body}\n`;
    case 'log':
      return `${entry.at} ${entry.invocation} ${entry.message}\n`;
    case 'state':
      return `${entry.at} ${entry.instanceId} ${entry.state}\n`;
    case 'world':
      return `${entry.at} ${entry.text}\n`;
    case 'event':
      return `${entry.at} ${entry.what} ${entry.rules.join()}\n`;
    case 'invoke':
    case 'returned':
    case 'sweep completed':
    case 'failed':
    case 'dead letter':
    case 'metric':
      return `${entry.at} ${entry.kind}\n`;
  }
}
