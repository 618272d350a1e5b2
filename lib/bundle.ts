import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
/** The file whose export `handler` Lambda calls. */
export const RESPONDER_ENTRY = join(ROOT, 'lambda', 'functions', 'responder', 'handler.ts');
/** Inside the output of the CDK, which is not under version control and may be deleted at any time. */
export const RESPONDER_BUNDLE = join(ROOT, 'cdk.out', 'bundle', 'responder');

/** Packages such as `@aws-lambda-powertools/commons` still call `require`, which an ES module does not have. */
const REQUIRE = "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);";

/** The function as it is deployed: one ES module, `index.mjs`, in the directory that is returned. */
export async function bundleResponder(): Promise<string> {
  return bundle(RESPONDER_ENTRY, RESPONDER_BUNDLE);
}

/**
 * Bundles one handler with everything it imports, the AWS SDK too: the version that was tested is the one that runs,
 * not the one that the Lambda runtime happens to have.
 */
export async function bundle(entry: string, directory: string): Promise<string> {
  return run(entry, directory, [literalSchemaKeys, credentialsOfLambda]);
}

/** The same without our changes to the SDK, for the test that shows that both do the same. */
export async function bundlePlain(entry: string, directory: string): Promise<string> {
  return run(entry, directory, []);
}

async function run(entry: string, directory: string, plugins: Plugin[]): Promise<string> {
  // What an earlier build left there would be deployed, too.
  await rm(directory, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: join(directory, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    banner: { js: REQUIRE },
    // Our compiler options are for checking; that file must not change what is built.
    tsconfigRaw: {},
    plugins,
    logLevel: 'warning',
  });
  return directory;
}

/**
 * In the SDK's `schemas_*.js` keys are computed from constants (`{ [_xN]: … }`). A computed key may have side effects,
 * so esbuild keeps every schema of EC2's seven hundred operations. With the constant's value in its place, what is not
 * used can go: a fifteenth of client-ec2 is left, and a cold start is half as long.
 * @see https://github.com/aws/aws-sdk-js-v3/issues/7607
 */
const literalSchemaKeys: Plugin = {
  name: 'literal-schema-keys',
  setup(context) {
    context.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withLiteralKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/**
 * The SDK looks for credentials in profiles, SSO caches, processes and metadata services, and brings a client for each. Lambda
 * hands the credentials of the role over in the environment, which is where the SDK, too, looks first: a sixth of the
 * bundle is never used.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const credentialsOfLambda: Plugin = {
  name: 'credentials-of-lambda',
  setup(context) {
    context.onLoad({ filter: /credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, () => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      loader: 'js',
    }));
  },
};

/** Replaces `[_name]:` by the text that the constant `_name` stands for. A name it does not know stays as it is. */
export function withLiteralKeys(source: string): string {
  const literals = new Map(
    [...source.matchAll(/^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm)].map(([, name, literal]) => [
      name,
      literal,
    ]),
  );
  return source.replace(/(?<=[{,]\s*)\[(_\w+)\]:/g, (computed, name: string) => {
    const literal = literals.get(name);
    return literal === undefined ? computed : `${literal}:`;
  });
}
