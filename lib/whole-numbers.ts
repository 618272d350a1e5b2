/**
 * A pattern, as CloudFormation takes it, for the whole numbers of a range in decimal digits without a sign or leading zeros.
 *
 * @param min from here on, 0 or more
 * @param max to here, itself included
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html AllowedPattern
 */
export function wholeNumbers(min: number, max: number): string {
  const parts: string[] = [];
  // Numbers of one length at a time: 2–9, 10–99, 100–336.
  for (let from = min; from <= max;) {
    const to = Math.min(max, 10 ** String(from).length - 1);
    parts.push(...sameLength(String(from), String(to)));
    from = to + 1;
  }
  return `^(${parts.join('|')})$`;
}

/** Patterns for the numbers between two that have as many digits. */
function sameLength(from: string, to: string): string[] {
  const [a = '', b = ''] = [from[0], to[0]];
  const [fromRest, toRest] = [from.slice(1), to.slice(1)];
  const digits = fromRest.length;
  if (digits === 0) return [range(a, b)];
  if (a === b) return sameLength(fromRest, toRest).map((rest) => `${a}${rest}`);
  const lowest = '0'.repeat(digits);
  const highest = '9'.repeat(digits);
  const fullFrom = fromRest === lowest ? Number(a) : Number(a) + 1;
  const fullTo = toRest === highest ? Number(b) : Number(b) - 1;
  return [
    ...(fromRest === lowest ? [] : sameLength(fromRest, highest).map((rest) => `${a}${rest}`)),
    ...(fullFrom > fullTo
      ? []
      : [`${range(String(fullFrom), String(fullTo))}${digits === 1 ? '[0-9]' : `[0-9]{${digits}}`}`]),
    ...(toRest === highest ? [] : sameLength(lowest, toRest).map((rest) => `${b}${rest}`)),
  ];
}

function range(from: string, to: string): string {
  return from === to ? from : `[${from}-${to}]`;
}
