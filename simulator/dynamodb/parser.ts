import { isReservedWord } from './reserved-words.ts';
import { NotSimulatedError, ServiceError } from '../runtime/service-error.ts';

import type {
  Comparator,
  Condition,
  Operand,
  Parsed,
  Path,
  PathStep,
  UpdateAction,
  UpdateValue,
} from './syntax.ts';

/** What DynamoDB knows and this does not. An answer to it would be made up, so the run ends instead. */
const NOT_SIMULATED: ReadonlySet<string> = new Set(['contains', 'size', 'attribute_type', 'IN', 'DELETE']);

const COMPARATORS: ReadonlySet<string> = new Set<Comparator>(['=', '<>', '<', '<=', '>', '>=']);

/** Names and placeholders, numbers, operators; anything else is a token of its own, which no rule accepts. */
const TOKENS = /[#:]\w+|[A-Za-z_]\w*|\d+|<>|<=|>=|\S/g;

/** A recursive descent over the tokens of one expression; it refuses what DynamoDB refuses, in its words. */
export class Parser {
  readonly #placeholders = new Set<string>();
  readonly #tokens: readonly string[];
  readonly #kind: string;
  #position = 0;

  constructor(text: string, kind: string) {
    this.#kind = kind;
    if (text.trim() === '') throw this.#error('The expression can not be empty');
    this.#tokens = text.match(TOKENS) ?? [];
  }

  whole<Result>(read: () => Result): Parsed<Result> {
    const result = read();
    if (this.#peek() !== undefined) throw this.#unexpected();
    return { result, placeholders: this.#placeholders };
  }

  list<Member>(read: () => Member): readonly Member[] {
    const members = [read()];
    while (this.#accept(',')) members.push(read());
    return members;
  }

  or(): Condition {
    const first = this.#and();
    const parts = [first];
    while (this.#acceptWord('OR')) parts.push(this.#and());
    return parts.length === 1 ? first : { kind: 'or', parts };
  }

  #and(): Condition {
    const first = this.#not();
    const parts = [first];
    while (this.#acceptWord('AND')) parts.push(this.#not());
    return parts.length === 1 ? first : { kind: 'and', parts };
  }

  #not(): Condition {
    return this.#acceptWord('NOT') ? { kind: 'not', part: this.#not() } : this.#primary();
  }

  #primary(): Condition {
    if (this.#accept('(')) {
      const inner = this.or();
      this.#expect(')');
      return inner;
    }
    if (this.#tokens[this.#position + 1] === '(') return this.#function();
    const left = this.#operand();
    if (this.#acceptWord('BETWEEN')) {
      const low = this.#operand();
      if (!this.#acceptWord('AND')) throw this.#unexpected();
      return { kind: 'between', operand: left, low, high: this.#operand() };
    }
    const comparator = this.#peek() ?? '';
    if (!COMPARATORS.has(comparator)) throw this.#unknown(comparator.toUpperCase());
    this.#position += 1;
    return { kind: 'compare', comparator: comparator as Comparator, left, right: this.#operand() };
  }

  #function(): Condition {
    const name = this.#next();
    this.#expect('(');
    let condition: Condition;
    if (name === 'attribute_exists' || name === 'attribute_not_exists') {
      condition = { kind: 'exists', path: this.path(), expected: name === 'attribute_exists' };
    } else if (name === 'begins_with') {
      const operand = this.#operand();
      this.#expect(',');
      condition = { kind: 'beginsWith', operand, prefix: this.#operand() };
    } else {
      throw this.#unknown(name);
    }
    this.#expect(')');
    return condition;
  }

  clauses(): readonly UpdateAction[] {
    const actions: UpdateAction[] = [];
    const seen = new Set<string>();
    while (this.#peek() !== undefined) {
      const clause = this.#next().toUpperCase();
      if (seen.has(clause))
        throw this.#error(`The "${clause}" section can only be used once in an update expression;`);
      seen.add(clause);
      if (clause === 'SET') actions.push(...this.list(() => this.#setAction()));
      else if (clause === 'REMOVE')
        actions.push(...this.list(() => ({ kind: 'remove', path: this.path() }) as const));
      else if (clause === 'ADD') actions.push(...this.list(() => this.#addAction()));
      else throw this.#unknown(clause);
    }
    return actions;
  }

  #setAction(): UpdateAction {
    const path = this.path();
    this.#expect('=');
    const left = this.#updateOperand();
    if (this.#accept('+'))
      return { kind: 'set', path, value: { kind: 'plus', left, right: this.#updateOperand() } };
    if (this.#accept('-'))
      return { kind: 'set', path, value: { kind: 'minus', left, right: this.#updateOperand() } };
    return { kind: 'set', path, value: left };
  }

  #addAction(): UpdateAction {
    const path = this.path();
    const operand = this.#operand();
    if (operand.kind !== 'value') throw this.#error('Syntax error; ADD takes a value such as :one');
    return { kind: 'add', path, placeholder: operand.placeholder };
  }

  #updateOperand(): UpdateValue {
    if (this.#tokens[this.#position + 1] !== '(') return this.#operand();
    const name = this.#next();
    this.#expect('(');
    let value: UpdateValue;
    if (name === 'if_not_exists') {
      const path = this.path();
      this.#expect(',');
      value = { kind: 'ifNotExists', path, otherwise: this.#updateOperand() };
    } else if (name === 'list_append') {
      const first = this.#updateOperand();
      this.#expect(',');
      value = { kind: 'listAppend', first, second: this.#updateOperand() };
    } else {
      throw this.#unknown(name);
    }
    this.#expect(')');
    return value;
  }

  #operand(): Operand {
    const token = this.#peek();
    if (token?.startsWith(':') !== true) return { kind: 'path', path: this.path() };
    this.#position += 1;
    this.#placeholders.add(token);
    return { kind: 'value', placeholder: token };
  }

  path(): Path {
    const steps: PathStep[] = [this.#name()];
    for (;;) {
      if (this.#accept('.')) steps.push(this.#name());
      else if (this.#accept('[')) {
        const position = this.#next();
        if (!/^\d+$/.test(position)) throw this.#error(`Syntax error; token: "${position}"`);
        this.#expect(']');
        steps.push({ position: Number(position) });
      } else return steps;
    }
  }

  #name(): PathStep {
    const token = this.#next();
    if (token.startsWith('#')) this.#placeholders.add(token);
    else if (!/^[A-Za-z_]/.test(token)) throw this.#error(`Syntax error; token: "${token}"`);
    else if (isReservedWord(token)) {
      throw this.#error(`Attribute name is a reserved keyword; reserved keyword: ${token}`);
    }
    return { name: token };
  }

  #peek(): string | undefined {
    return this.#tokens[this.#position];
  }

  #next(): string {
    const token = this.#peek();
    if (token === undefined) throw this.#unexpected();
    this.#position += 1;
    return token;
  }

  #accept(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#position += 1;
    return true;
  }

  #acceptWord(word: string): boolean {
    if (this.#peek()?.toUpperCase() !== word) return false;
    this.#position += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw this.#unexpected();
  }

  #unknown(name: string): Error {
    if (NOT_SIMULATED.has(name))
      return new NotSimulatedError(`${name} in a DynamoDB ${this.#kind} is not simulated`);
    return name === ''
      ? this.#unexpected()
      : this.#error(`Syntax error or unknown function; token: "${name}"`);
  }

  #unexpected(): ServiceError {
    return this.#error(`Syntax error; token: "${this.#peek() ?? '<EOF>'}"`);
  }

  #error(message: string): ServiceError {
    return new ServiceError('ValidationException', `Invalid ${this.#kind}: ${message}`);
  }
}
