import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { bundle, bundlePlain, RESPONDER_ENTRY, withLiteralKeys } from '../../lib/bundle.ts';

const EXCHANGE = join(import.meta.dirname, 'sdk-exchange.ts');

/** In a process of its own: jest would transform what it imports. */
function run(directory: string): string {
  const file = pathToFileURL(join(directory, 'index.mjs')).href;
  const script = `import(${JSON.stringify(file)}).then(({ handler }) => handler()).then((text) => console.log(text))`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe('the bundle', () => {
  it('sends the same requests and reads the same answers as one with the untouched SDK, at less than half the size', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ec2-responder-bundle-'));
    const small = await bundle(EXCHANGE, join(directory, 'small'));
    const plain = await bundlePlain(EXCHANGE, join(directory, 'plain'));

    const exchanged = run(small);
    expect(exchanged).toContain('InstanceId.1=i-1');
    expect(exchanged).toContain('"ImpairedSince":"2026-11-21T02:00:00.000Z"');
    expect(exchanged).toBe(run(plain));
    const size = (bundled: string): number => statSync(join(bundled, 'index.mjs')).size;
    expect(size(small) * 2).toBeLessThan(size(plain));
  });

  it('brings no client for credentials that Lambda never uses, and takes those of the environment', async () => {
    const directory = await bundle(EXCHANGE, mkdtempSync(join(tmpdir(), 'ec2-responder-bundle-')));
    const code = readFileSync(join(directory, 'index.mjs'), 'utf8');
    expect(code).toContain('AWS_ACCESS_KEY_ID');
    for (const other of ['AWS_WEB_IDENTITY_TOKEN_FILE', 'credential_process', 'sso_start_url'])
      expect(code).not.toContain(other);
  });

  it('of the responder exports the handler that Lambda calls', async () => {
    const directory = await bundle(RESPONDER_ENTRY, mkdtempSync(join(tmpdir(), 'ec2-responder-bundle-')));
    expect(readFileSync(join(directory, 'index.mjs'), 'utf8')).toMatch(/export\{[^}]*\bas handler\b[^}]*\}/);
  });
});

describe('literal keys', () => {
  const constants = 'const _xN = "xmlName";\nconst _q = "a\\"b";\n';

  it('replace a computed key by the text of its constant', () => {
    expect(withLiteralKeys(`${constants}f({ [_xN]: _m, [_q]: 1 });`)).toBe(
      `${constants}f({ "xmlName": _m, "a\\"b": 1 });`,
    );
  });

  it('leave a name that is no constant of the file, and an array, as they are', () => {
    const source = `${constants}f({ [_other]: 1 }, [_xN], x ? [_xN]: 2);`;
    expect(withLiteralKeys(source)).toBe(source);
  });
});
