import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from '../../infra/stacks.ts';
import type { Settings } from '../../src/core/settings.ts';
import { isObject } from '../../src/core/text/lenient.ts';

export type Resource = Readonly<{ Type: string; Properties: Record<string, unknown>; Condition?: string }>;
export type Template = Readonly<{
  Resources: Record<string, Resource>;
  Outputs?: Record<string, unknown>;
  Mappings?: unknown;
}>;

/** The templates of an installation by the names of their stacks, made without bundles. */
export function synthesize(settings: Settings, relays: readonly string[] = []): ReadonlyMap<string, Template> {
  // CloudFormation's validator takes most of the time; `checks.test.ts` runs it.
  process.env['CDK_VALIDATION'] = 'false';
  const outdir = mkdtempSync(join(tmpdir(), 'noroshi-synthesis-'));
  try {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false, outdir });
    addStacks(app, settings, relays);
    return new Map(app.synth().stacks.map((stack) => [stack.stackName, stack.template]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Where a template is made, for what CloudFormation itself fills in. */
export type Place = Readonly<{ accountId: string; region: string }>;

/** A template as it would stand in an account and region: its intrinsic functions filled in as far as policies need it. */
export function resolved(template: Template, place: Place): Template['Resources'] {
  const resources = fill(template.Resources, { template, place });
  return resources as Template['Resources'];
}

type Around = Readonly<{ template: Template; place: Place }>;

function fill(value: unknown, around: Around): unknown {
  if (Array.isArray(value)) return value.map((one) => fill(one, around));
  if (!isObject(value)) return value;
  const [[key, inner] = []] = Object.entries(value);
  switch (Object.keys(value).length === 1 ? key : undefined) {
    case 'Ref':
      return refOf(String(inner), around);
    case 'Fn::Join': {
      const [separator, parts] = inner as [string, unknown[]];
      return parts.map((part) => String(fill(part, around))).join(separator);
    }
    case 'Fn::GetAtt':
      return attributeOf(inner as [string, string], around);
    case 'Fn::FindInMap': {
      const [map, first, second] = (inner as unknown[]).map((part) => String(fill(part, around)));
      const maps = around.template.Mappings as Record<string, Record<string, Record<string, string>>>;
      return maps[map ?? '']?.[first ?? '']?.[second ?? ''];
    }
    case 'Fn::If': {
      const [, , otherwise] = inner as unknown[];
      return fill(otherwise, around);
    }
    default:
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, around)]));
  }
}

function refOf(name: string, around: Around): string {
  const { accountId, region } = around.place;
  if (name === 'AWS::AccountId') return accountId;
  if (name === 'AWS::Region') return region;
  if (name === 'AWS::Partition') return 'aws';
  if (name === 'AWS::URLSuffix') return 'amazonaws.com';
  const resource = around.template.Resources[name];
  switch (resource?.Type) {
    case 'AWS::SQS::Queue':
      return `https://sqs.${region}.amazonaws.com/${accountId}/${resource.Properties['QueueName']}`;
    case 'AWS::SNS::Topic':
      return `arn:aws:sns:${region}:${accountId}:${resource.Properties['TopicName']}`;
    case 'AWS::S3::Bucket':
      return String(resource.Properties['BucketName']);
    case 'AWS::Events::EventBus':
      return String(resource.Properties['Name']);
    default:
      return name;
  }
}

function attributeOf([name]: readonly [string, string], { template, place: { accountId, region } }: Around): string {
  const { Type, Properties = {} } = template.Resources[name] ?? {};
  const at = `${region}:${accountId}`;
  switch (Type) {
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${at}:${Properties['QueueName']}`;
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${accountId}:role/${Properties['RoleName']}`;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${at}:function:${Properties['FunctionName']}`;
    case 'AWS::KMS::Key':
      return `arn:aws:kms:${at}:key/${name}`;
    default:
      return `${name}.attribute`;
  }
}
