import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { LONG_MS, shell } from './shell.ts';

describe('a command', () => {
  it('ends with code 2 and one line on a wrong flag', () => {
    const { code, out, err } = shell('"$NODE" --import tsx bin/local.ts --world healthy');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('--world has no effect without --event: add it\n');
  });

  it(
    'ends with code 2 and one line on a wrong parameter, whatever it has begun',
    () => {
      const { code, out, err } = shell('"$NODE" --import tsx bin/local.ts --set TimeZone=Asia/Tokio');
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^Parameter TimeZone: .*"Asia\/Tokio".*; correct --set TimeZone=Asia\/Tokio\n$/);
    },
    LONG_MS,
  );

  it.each(['local.ts', 'simulate.ts'])(
    'ends quietly when nobody reads %s to its end',
    (file) => {
      // `true` reads nothing, and has ended before the first line is printed.
      const { code, err } = shell(`"$NODE" --import tsx bin/${file} --help | true`);
      expect({ code, err }).toEqual({ code: 0, err: '' });
    },
    LONG_MS,
  );
});

describe('the template that npm start shows', () => {
  it(
    'is the one that is deployed, although nothing checks it against the rules',
    () => {
      const script =
        "const { synthesize } = await import('./lib/synthesize.ts'); const { readFileSync } = await import('node:fs');" +
        "process.stdout.write(readFileSync((await synthesize({ validate: false })).template, 'utf8'));";
      const { out, err } = shell(`"$NODE" --import tsx --input-type=module -e "${script}"`);
      expect(err).toBe('');
      expect(out).toBe(readFileSync('cdk.out/ec2-responder.template.json', 'utf8'));
    },
    LONG_MS,
  );
});
