import type { Node } from 'constructs';

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** A value on the command line that makes no sense; its message is all that the person who typed it needs. */
export class ContextError extends Error {
  override readonly name = 'ContextError';
}

/**
 * The Regions asked for by `-c regions=ap-northeast-1,us-east-1`, or nothing when it is not given: then there is one
 * stack for whatever Region the CLI is set to. A typing error is refused here, because CloudFormation would take it
 * for an unknown endpoint, and a Region that was left out by mistake would be one that nobody watches.
 */
export function regionsOf(node: Node): readonly string[] | undefined {
  const nearMiss = Object.keys(node.getAllContext() as object).find(
    (key) => key !== 'regions' && /^regions?$/i.test(key),
  );
  if (nearMiss !== undefined) {
    throw new ContextError(
      `context: got "${nearMiss}", allowed is "regions"; use -c regions=ap-northeast-1,us-east-1`,
    );
  }
  const given: unknown = node.tryGetContext('regions');
  if (given === undefined) return undefined;
  if (typeof given !== 'string') throw invalid(JSON.stringify(given), 'give one text');
  const regions = given.split(',').map((region) => region.trim());
  const wrong = regions.find((region) => !REGION.test(region));
  if (wrong !== undefined)
    throw invalid(`"${given}"`, wrong === '' ? 'remove the empty entry' : `correct "${wrong}"`);
  const twice = regions.find((region, index) => regions.indexOf(region) !== index);
  if (twice !== undefined) throw invalid(`"${given}"`, `name "${twice}" once`);
  return regions;
}

function invalid(got: string, fix: string): ContextError {
  return new ContextError(
    `context regions: got ${got}, allowed is a list of Region codes with commas, each once, such as ap-northeast-1,us-east-1; ${fix}`,
  );
}
