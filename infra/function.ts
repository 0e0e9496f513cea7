import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, type CfnFunctionProps, Code } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Settings } from '../src/core/settings.ts';
import { type Door, settingsInBundle, writeBundle } from './bundle.ts';
import { logGroupOf, prefixed } from './definitions/names.ts';
import { after, idOf, tags } from './role.ts';

const sources = fileURLToPath(new URL('../src', import.meta.url));

/** How a function runs: `seconds` it may take, `memory` in MB, how many may run at once. */
export type Running = Readonly<{
  seconds: number;
  memory: number;
  atOnce?: number;
  loops?: true;
  network?: CfnFunctionProps['vpcConfig'];
}>;

/** Logs are kept so long, in days. */
const logsKept = 90;

/**
 * A function with its log group, on Lambda's Node 24 and ARM. Its bundle holds the checked settings, since variables of the
 * environment end at 4 KB. AWS Lambda Developer Guide, "Lambda runtimes" and "Configuring recursive loop detection".
 */
export function addFunction(
  scope: Construct,
  {
    door,
    role,
    settings,
    running,
    variables,
  }: Readonly<{
    door: Door;
    role: CfnRole | string;
    settings: Settings;
    running: Running;
    variables: Readonly<Record<string, string>>;
  }>,
): CfnFunction {
  const name = prefixed(door);
  const log = new CfnLogGroup(scope, `${idOf(name)}Log`, {
    logGroupName: logGroupOf(door),
    retentionInDays: logsKept,
    tags,
  });
  const code = codeOf(door, settings).bind(new Construct(scope, `${idOf(name)}Bundle`));
  const made = new CfnFunction(scope, `${idOf(name)}Function`, {
    functionName: name,
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    code: { s3Bucket: code.s3Location?.bucketName ?? '', s3Key: code.s3Location?.objectKey ?? '' },
    role: typeof role === 'string' ? role : role.attrArn,
    timeout: running.seconds,
    memorySize: running.memory,
    ...(running.atOnce !== undefined && { reservedConcurrentExecutions: running.atOnce }),
    ...(running.loops && { recursiveLoop: 'Allow' }),
    ...(running.network && { vpcConfig: running.network }),
    environment: { variables: { ...settingsInBundle, ...variables } },
    tags,
  });
  after(made, typeof role === 'string' ? [log] : [log, role]);
  return made;
}

/** The bundle of a door; where the app asks for no bundles (`aws:cdk:bundling-stacks`), only its name. */
function codeOf(door: Door, settings: Settings): Code {
  return Code.fromAsset(sources, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked: esbuild works on this machine.
      image: DockerImage.fromRegistry('none'),
      // What tells the bundles of one app apart.
      command: [door],
      local: {
        tryBundle(folder) {
          writeBundle(door, { settings, folder });
          return true;
        },
      },
    },
  });
}
