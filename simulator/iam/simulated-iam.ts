import { RolePolicy, type Grant, type IamRequest, type Verdict } from './evaluate-policies.ts';
import { failedEventRequest, logRequests, requestsOf, volumeKeyRequests, type IamWorld } from './requests.ts';
import type { Service } from '../runtime/journal.ts';
import { ServiceError } from '../runtime/service-error.ts';
import type { PolicyStatement } from '../template/template-policies.ts';

export type { Grant } from './evaluate-policies.ts';
export type { InstanceForIam } from './requests.ts';

export interface SimulatedIamProps extends IamWorld {
  /** Everything that is attached to the role of the function. */
  readonly statements: readonly PolicyStatement[];
  /** Role and session, as error messages name them; Lambda's session has the function's name. @default responder/responder */
  readonly caller?: string;
}

/** IAM as the function meets it: every call is asked for before the service looks at it. */
export class SimulatedIam {
  readonly #props: SimulatedIamProps;
  #policy: RolePolicy;
  /** The same object for the same decision: a set is enough to know what was used. */
  readonly #used = new Set<readonly Grant[]>();

  /** Throws NotSimulatedError on a statement that is not modelled. */
  constructor(props: SimulatedIamProps) {
    this.#props = props;
    this.#policy = new RolePolicy(props.statements);
  }

  /** A deployment has changed what is attached to the role. */
  update(statements: readonly PolicyStatement[]): void {
    this.#policy = new RolePolicy(statements);
  }

  /**
   * In: an SDK command, such as StopInstancesCommand, and its input. Throws what the service answers where the role may not
   * make the call, and NotSimulatedError on a command that is not mapped. DryRun asks for the same.
   */
  authorize(service: Service, commandName: string, input: object): void {
    for (const request of requestsOf(service, commandName, input, this.#props)) {
      const verdict = this.#ask(request);
      if (verdict.answer !== 'allowed') throw refusal(service, this.#sentence(request, verdict.answer));
    }
  }

  /**
   * May EC2 use the keys of the instance's volumes in the name of the role? If not, it accepts the start, and the instance
   * goes from pending back to stopped with Client.InternalError.
   */
  mayUseVolumeKeys(instanceId: string): boolean {
    return this.#mayAll(volumeKeyRequests(instanceId, this.#props));
  }

  /** May Lambda put an event that failed every attempt into this queue? If not, the event is lost. */
  maySendFailedEvent(queueArn: string): boolean {
    return this.#mayAll([failedEventRequest(queueArn, this.#props)]);
  }

  /** May Lambda write the function's logs, and with them the metrics, to this log group? If not, they are lost. */
  mayWriteLogs(logGroupName: string): boolean {
    return this.#mayAll(logRequests(logGroupName, this.#props));
  }

  /** Out: what of the policies has allowed something so far, each once. */
  used(): readonly Grant[] {
    const grants = [...this.#used].flat();
    const names = grants.map((grant) => JSON.stringify(grant));
    return grants.filter((_, index) => names.indexOf(names[index] ?? '') === index);
  }

  /** Asks about all of them, also after a refusal. */
  #mayAll(requests: readonly IamRequest[]): boolean {
    return requests.map((request) => this.#ask(request)).every(({ answer }) => answer === 'allowed');
  }

  #ask(request: IamRequest): Verdict {
    const verdict = this.#policy.evaluate(request);
    if (verdict.answer === 'allowed') this.#used.add(verdict.grants);
    return verdict;
  }

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
  #sentence({ action, resource }: IamRequest, answer: 'not allowed' | 'denied'): string {
    const { partition, account, caller = 'responder/responder' } = this.#props;
    const user = `arn:${partition}:sts::${account}:assumed-role/${caller}`;
    const where = resource === '*' ? '' : ` on resource: ${resource}`;
    const why =
      answer === 'denied'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`;
    return `User: ${user} is not authorized to perform: ${action}${where} ${why}`;
  }
}

/** Each service has its own name and status for it. */
function refusal(service: Service, sentence: string): ServiceError {
  switch (service) {
    case 'ec2':
      return new ServiceError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${sentence}. Encoded authorization failure message: ${'4GIOHlTkIaWHQD0Q'.repeat(30)}`,
        403,
      );
    case 'dynamodb':
      return new ServiceError('AccessDeniedException', sentence, 400);
    case 'sns':
      return new ServiceError(
        'AuthorizationErrorException',
        sentence.replaceAll('sns:Publish', 'SNS:Publish'),
        403,
      );
  }
}
