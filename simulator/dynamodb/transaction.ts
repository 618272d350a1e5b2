import { NotSimulatedError, ServiceError } from '../runtime/service-error.ts';
import { holds } from './evaluate.ts';
import { readRequest, type Input, type Request } from './request.ts';
import type { SimulatedTable } from './simulated-table.ts';

const MAX_ACTIONS = 100;
/** A repeat under the same token within this time is the same transaction. */
const TOKEN_LASTS_MS = 10 * 60_000;

interface Action {
  readonly table: SimulatedTable;
  readonly id: string;
  readonly request: Request;
}

/**
 * TransactWriteItems: all of it or nothing. Of the four kinds of actions only Put is simulated.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export class Transactions {
  readonly #tokens = new Map<string, { readonly at: number; readonly text: string }>();
  readonly #tableOf: (name: string) => SimulatedTable;
  readonly #removeUndefinedValues: boolean;

  constructor(tableOf: (name: string) => SimulatedTable, removeUndefinedValues: boolean) {
    this.#tableOf = tableOf;
    this.#removeUndefinedValues = removeUndefinedValues;
  }

  write(input: Input, now: number): object {
    const { TransactItems = [], ClientRequestToken: token, ...more } = input;
    const unknown = Object.keys(more).find((field) => more[field] !== undefined);
    if (unknown !== undefined)
      throw new NotSimulatedError(`DynamoDB TransactWriteCommand with ${unknown} is not simulated`);
    const items = TransactItems as readonly Input[];
    if (items.length === 0 || items.length > MAX_ACTIONS)
      throw validation(`a transaction has 1 to ${MAX_ACTIONS} actions, not ${items.length}`);
    if (typeof token === 'string' && this.#isRepeat(token, JSON.stringify(items), now)) return {};
    const actions = items.map((item) => this.#actionOf(item));
    if (new Set(actions.map(({ table, id }) => `${table.definition.name} ${id}`)).size < actions.length)
      throw validation('Transaction request cannot include multiple operations on one item');
    cancelUnlessAllHold(actions);
    for (const { table, id, request } of actions) table.store(id, request.item, now);
    if (typeof token === 'string') this.#tokens.set(token, { at: now, text: JSON.stringify(items) });
    return {};
  }

  #isRepeat(token: string, text: string, now: number): boolean {
    const known = this.#tokens.get(token);
    if (known === undefined || now - known.at > TOKEN_LASTS_MS) return false;
    if (known.text === text) return true;
    throw new ServiceError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }

  #actionOf(item: Input): Action {
    const [kind, ...others] = Object.keys(item).filter((name) => item[name] !== undefined);
    if (kind !== 'Put' || others.length > 0)
      throw new NotSimulatedError(`DynamoDB TransactWriteCommand with ${[kind, ...others].join()}`);
    const request = readRequest('PutCommand', item.Put as Input, this.#removeUndefinedValues);
    const table = this.#tableOf(request.tableName);
    const id = table.check(request.item, 'Item size has exceeded the maximum allowed size');
    return { table, id, request };
  }
}

function cancelUnlessAllHold(actions: readonly Action[]): void {
  const reasons = actions.map(({ table, id, request: { condition, placeholders } }) =>
    condition === undefined || holds(condition, placeholders, table.read(id))
      ? { Code: 'None' }
      : { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
  );
  if (reasons.every(({ Code }) => Code === 'None')) return;
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const error = new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
  );
  throw Object.assign(error, { CancellationReasons: reasons });
}

function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
