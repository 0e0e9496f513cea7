import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Settings } from '../src/core/settings.ts';

const everything: readonly string[] = [
  ...['athena', 'auto-scaling', 'cloudtrail', 'config-service', 'dynamodb', 'ec2', 'guardduty', 'iam', 'rds'],
  ...['s3', 'secrets-manager', 'sns', 'sqs', 'ssm', 'sts'],
];

/**
 * The deployed functions, each a door in `src/lambda/`, with the AWS clients that its bundle can load: none to change
 * anything with but in `remediations`, though others know what a remediation offers.
 */
const clientsOf = {
  alerts: ['config-service', 'dynamodb', 's3', 'sns', 'sqs', 'sts'],
  posts: ['dynamodb', 's3', 'secrets-manager', 'sns', 'sqs', 'sts'],
  slack: [],
  queries: ['athena', 'cloudtrail', 'config-service', 'dynamodb', 's3', 'secrets-manager', 'sqs', 'sts'],
  remediations: everything.filter((name) => name !== 'sns' && name !== 'athena'),
  'config-rules': ['config-service', 'iam', 'sts'],
  sweep: ['config-service', 'dynamodb', 'guardduty', 's3', 'secrets-manager', 'sns', 'sqs', 'sts'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Door = keyof typeof clientsOf;
export const doors = [
  'alerts',
  'posts',
  'slack',
  'queries',
  'remediations',
  'config-rules',
  'sweep',
] as const satisfies readonly Door[];

/** What each function is told instead of the name of a settings file: they travel in its bundle. */
export const settingsInBundle = { NOROSHI_SETTINGS: 'bundle' } as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const nothing = fileURLToPath(new URL('./bundle/left-out.cjs', import.meta.url));
const webApi = fileURLToPath(new URL('./bundle/web-api.cjs', import.meta.url));

/** What no function reaches: Bolt's own servers, settings files, and credentials that do not come from Lambda's environment. */
const neverReached = [
  ...['express', 'raw-body', '@slack/socket-mode', '@slack/oauth', 'yaml', 'bowser'],
  ...['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map((name) => `@aws-sdk/credential-provider-${name}`),
  '@smithy/credential-provider-imds',
];

/**
 * How esbuild makes the bundle of a door, `index.mjs` with the export `handler`, and the chunks that it loads when they are
 * first needed: the AWS clients among them. The checked settings travel inside. The same sources give the same bytes.
 */
export function bundleOptions(door: Door, settings: Settings) {
  const clients: readonly string[] = clientsOf[door];
  const notAsked = everything.filter((name) => !clients.includes(name)).map((name) => `@aws-sdk/client-${name}`);
  return {
    ...bundling,
    entryPoints: { index: `src/lambda/${door}.ts` },
    alias: {
      ...Object.fromEntries([...neverReached, ...notAsked].map((name) => [name, nothing])),
      // Bolt makes a client and the front door calls none; the others have no Bolt.
      ...(door === 'slack' && { '@slack/web-api': webApi }),
    },
    define: { noroshiSettings: JSON.stringify(settings) },
  } as const satisfies BuildOptions;
}

/** What all bundles have in common; the baselines of `npm run bench -- cold` are made with it as well. */
export const bundling = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  // The packages' ES modules, of which only what is used gets in.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'error',
  // A long name: a short one is what minified code calls its own.
  banner: {
    js: "import{createRequire as createRequireOfTheBundle}from'node:module';const require=createRequireOfTheBundle(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** Writes the bundle of a door into a folder. Throws what esbuild cannot make sense of. */
export function writeBundle(door: Door, { settings, folder }: Readonly<{ settings: Settings; folder: string }>): void {
  buildSync({ ...bundleOptions(door, settings), outdir: folder });
}
