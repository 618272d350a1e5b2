import { Parser } from './parser.ts';
import type { Parsed } from './syntax.ts';

export type * from './syntax.ts';

/**
 * In: the text of a condition, key condition or filter. Out: its tree.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export const parseCondition = remembered((text) => {
  const parser = new Parser(text, 'ConditionExpression');
  return parser.whole(() => parser.or());
});

/**
 * In: the text of an update expression. Out: its actions in the order in which they stand.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export const parseUpdate = remembered((text) => {
  const parser = new Parser(text, 'UpdateExpression');
  return parser.whole(() => parser.clauses());
});

/** In: the text of a projection expression. Out: its paths. */
export const parseProjection = remembered((text) => {
  const parser = new Parser(text, 'ProjectionExpression');
  return parser.whole(() => parser.list(() => parser.path()));
});

/** A program has a few dozen expressions and evaluates them millions of times: each is parsed once. */
function remembered<Result>(parse: (text: string) => Parsed<Result>): (text: string) => Parsed<Result> {
  const known = new Map<string, Parsed<Result>>();
  return (text) => {
    let parsed = known.get(text);
    if (parsed === undefined) {
      parsed = parse(text);
      // Expressions that are built of data would fill the memory of a long simulation.
      if (known.size >= 1000) known.clear();
      known.set(text, parsed);
    }
    return parsed;
  };
}
