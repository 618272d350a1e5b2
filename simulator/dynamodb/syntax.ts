/** A step of a document path: a name or placeholder of one, or a position in a list. */
export type PathStep = { readonly name: string } | { readonly position: number };
export type Path = readonly PathStep[];

export type Operand =
  { readonly kind: 'path'; readonly path: Path } | { readonly kind: 'value'; readonly placeholder: string };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'exists'; readonly path: Path; readonly expected: boolean }
  | { readonly kind: 'beginsWith'; readonly operand: Operand; readonly prefix: Operand };

export type UpdateValue =
  | Operand
  | { readonly kind: 'ifNotExists'; readonly path: Path; readonly otherwise: UpdateValue }
  | { readonly kind: 'listAppend'; readonly first: UpdateValue; readonly second: UpdateValue }
  | { readonly kind: 'plus' | 'minus'; readonly left: UpdateValue; readonly right: UpdateValue };

export type UpdateAction =
  | { readonly kind: 'set'; readonly path: Path; readonly value: UpdateValue }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add'; readonly path: Path; readonly placeholder: string };

export interface Parsed<Result> {
  readonly result: Result;
  /** The placeholders that the expression uses: DynamoDB refuses one that is given and not used. */
  readonly placeholders: ReadonlySet<string>;
}
