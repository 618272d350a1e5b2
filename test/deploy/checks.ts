/** Prints one line for each thing that was looked at, and counts. */
export class Checks {
  passed = 0;
  failed = 0;
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Passes when both are alike, whatever the order of keys. What differs is named with its path. */
  equal(what: string, got: unknown, expected: unknown): void {
    const found = differences(got, expected, '');
    if (found.length === 0) {
      this.passed += 1;
      this.#say(`✓ ${what}`);
      return;
    }
    this.failed += 1;
    const more = found.length > MAX_SHOWN ? `; and ${found.length - MAX_SHOWN} more` : '';
    this.#say(`✗ ${what}: ${found.slice(0, MAX_SHOWN).join('; ')}${more}`);
  }

  note(line: string): void {
    this.#say(`  ${line}`);
  }
}

const MAX_SHOWN = 4;
const MAX_TEXT = 300;

function differences(got: unknown, expected: unknown, path: string): string[] {
  if (Array.isArray(got) && Array.isArray(expected) && got.length === expected.length)
    return expected.flatMap((one, index) => differences(got[index], one, `${path}[${index}]`));
  if (isObject(got) && isObject(expected)) {
    const keys = [...new Set([...Object.keys(got), ...Object.keys(expected)])];
    return keys.flatMap((key) => differences(got[key], expected[key], path === '' ? key : `${path}.${key}`));
  }
  if (Object.is(got, expected)) return [];
  const where = path === '' ? '' : `${path} `;
  return [`${where}got ${shown(got)}, expected ${shown(expected)}`];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
