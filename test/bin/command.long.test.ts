import { describe, expect, it } from '@jest/globals';
import { LONG_MS, shell } from './shell.ts';

describe('a command', () => {
  it(
    'shows the whole first screen, the long scenarios from a process of their own',
    () => {
      const { code, out, err } = shell('"$NODE" --import tsx bin/local.ts');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/retirement-in-window +announced, moved in 3m +1 stop, 1 start, 4 mails/);
      expect(out).not.toContain('\u001b[');
    },
    LONG_MS,
  );
});
