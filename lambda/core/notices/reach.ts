/** How far an issue reaches, as far as AWS's own words tell. */
export interface Reach {
  /** `degraded`, as AWS names it; '' where it names none. */
  readonly severity: string;
  /** Zones by name or id, in order. */
  readonly zones: readonly string[];
  /** 0 not said, 1 one zone, 2 several, 3 all of the Region. */
  readonly breadth: number;
}

const MAX_ZONES = 20;

/** Out: what the words say. AWS writes on and on into one text, so what it said earlier counts as well. */
export function reachOf(text: string): Reach {
  const [, severity = ''] = /\bseverity level: *([a-z ]{1,40})/i.exec(text) ?? [];
  const zones = text.match(ZONES) ?? [];
  return {
    severity: severity.trim().toLowerCase(),
    zones: [...new Set(zones)].sort().slice(0, MAX_ZONES),
    breadth: Math.max(0, ...BREADTHS.filter(([words]) => words.test(text)).map(([, breadth]) => breadth)),
  };
}

/** True where it reaches further, or is of another severity, than was told. */
export function reachesFurther(told: Reach, now: Reach): boolean {
  if (now.severity !== told.severity && now.severity !== '') return true;
  return now.breadth > told.breadth || now.zones.some((zone) => !told.zones.includes(zone));
}

/** `use1-az4`, `us-east-1a`. */
const ZONES = /\b[a-z]{3,5}\d-az\d\b|\b[a-z]{2}(?:-[a-z]+){1,2}-\d[a-z]\b/g;

const BREADTHS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:a single|one|a) (?:availability zone|AZ)\b/i, 1],
  [/\b(?:multiple|several|two|three|some|additional) (?:availability zones|AZs)\b/i, 2],
  [
    /\b(?:all|every|each of the) (?:of the )?(?!other)(?:\w+ )?(?:availability zones?|AZs)\b|\b(?:entire|whole) region\b|\bregion-?wide\b/i,
    3,
  ],
];
