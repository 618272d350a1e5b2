import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Cdk } from './cdk.ts';
import { deployedFunction } from './check-stack.ts';
import type { Checks } from './checks.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { textAt } from './moto.ts';
import { filesInZip } from './zip.ts';

/**
 * The code that moto holds for the function is byte for byte what was built, and nothing beside it.
 *
 * @returns the folder where it was unpacked, as Lambda does in /var/task
 */
export async function checkAndUnpackCode(
  stack: DeployedStack,
  { bucket, cdk, folder }: { readonly bucket: string; readonly cdk: Cdk; readonly folder: string },
  checks: Checks,
): Promise<string> {
  const { Configuration, Code } = await deployedFunction(stack);
  // moto gives a link into AWS, which must not be followed; the object's key is its last part.
  const key = textAt(Code, 'Location').split('/').at(-1) ?? '';
  const response = await stack.moto.send('s3', 'GET', `/${bucket}/${key}`);
  const zip = Buffer.from(await response.arrayBuffer());
  checks.equal(
    'the zip in the asset bucket is the code that the function has',
    createHash('sha256').update(zip).digest('base64'),
    textAt(Configuration, 'CodeSha256'),
  );

  const files = filesInZip(zip);
  const [fn] = stack.expected.functions();
  const built = readFileSync(join(cdk.assembly, fn?.codeAsset ?? '', 'index.mjs'));
  checks.equal(
    `it holds the built bundle, byte for byte (${built.length} bytes), and nothing else`,
    [...files].map(([path, content]) => [path, createHash('sha256').update(content).digest('hex')]),
    [['index.mjs', createHash('sha256').update(built).digest('hex')]],
  );

  const task = join(folder, 'task');
  for (const [path, content] of files) {
    mkdirSync(dirname(join(task, path)), { recursive: true });
    writeFileSync(join(task, path), content);
  }
  return task;
}
