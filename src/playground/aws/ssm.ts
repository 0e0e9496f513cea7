import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AwsError } from './aws-error.ts';
import { pageOf, toSeconds } from './config-items.ts';
import { type Caller, callerArn, mustBeAllowed } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';
import { describeRun, type Run, type RunStep, type Runs } from './remediation-runs.ts';
import { type AutomationDocument, contentOf, findAutomationDocument } from './ssm-documents.ts';

type Parts = Readonly<{ runs: Runs; now: () => number; durationMs: number }>;

const name = z.string().regex(/^[a-zA-Z0-9_\-.:/]{3,}$/);
const version = z.string().regex(/^([$]LATEST|[$]DEFAULT|[1-9][0-9]*)$/);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const start = z.strictObject({
  DocumentName: name,
  DocumentVersion: version.optional(),
  Parameters: z.record(z.string().min(1).max(50), z.array(z.string().max(512)).max(50)).optional(),
  ClientToken: z.string().regex(uuid).optional(),
  Mode: z.enum(['Auto', 'Interactive']).optional(),
  Tags: z
    .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
    .max(5)
    .optional(),
});
const filter = z.strictObject({
  Key: z.enum(['TagKey', 'DocumentNamePrefix', 'ExecutionId']),
  Values: z.array(z.string()).length(1),
});

/** Systems Manager, as far as automations go: documents, executions and their steps. */
export function makeSsm(parts: Parts): Model {
  const { runs } = parts;
  return defineModel(
    {
      DescribeDocument: defineAction(
        z.strictObject({ Name: name, DocumentVersion: version.optional() }),
        ({ Name, DocumentVersion }, caller) => {
          const document = mustRead(caller, { name: Name, version: DocumentVersion, action: 'DescribeDocument' });
          return { Document: toDescription(document, caller) };
        },
      ),
      GetDocument: defineAction(
        z.strictObject({
          Name: name,
          DocumentVersion: version.optional(),
          DocumentFormat: z.enum(['JSON']).optional(),
        }),
        ({ Name, DocumentVersion }, caller) => {
          const document = mustRead(caller, { name: Name, version: DocumentVersion, action: 'GetDocument' });
          return {
            ...{ Name, DocumentVersion: '1', Status: 'Active', DocumentType: 'Automation', DocumentFormat: 'JSON' },
            Content: contentOf(document),
          };
        },
      ),
      StartAutomationExecution: defineAction(start, (input, caller) => begin(input, caller, parts)),
      DescribeAutomationExecutions: defineAction(
        z.strictObject({
          Filters: z.array(filter).max(10).optional(),
          MaxResults: z.number().int().min(1).max(50).optional(),
          NextToken: z.string().optional(),
        }),
        ({ Filters = [], MaxResults, NextToken }, caller) => {
          mustBeAllowed(caller, 'ssm:DescribeAutomationExecutions', '*');
          runs.settle();
          const found = runs.listAt(caller).filter((run) => Filters.every((one) => passes(run, one)));
          const { page, ...next } = pageOf(found, { Limit: MaxResults, NextToken }, 10);
          return { AutomationExecutionMetadataList: page.map((run) => toMetadata(run, parts)), ...next };
        },
      ),
      GetAutomationExecution: defineAction(
        z.strictObject({ AutomationExecutionId: z.string().regex(uuid) }),
        ({ AutomationExecutionId: id }, caller) => {
          mustBeAllowed(caller, 'ssm:GetAutomationExecution', executionArn(caller, id));
          runs.settle();
          const run = runs.listAt(caller).find(({ execution }) => execution === id);
          if (run) return { AutomationExecution: toExecution(run, parts) };
          throw new AwsError('AutomationExecutionNotFoundException', `Automation execution ${id} was not found.`);
        },
      ),
    },
    { invalid: 'ValidationException', unknownAction: 'UnknownOperationException' },
  );
}

function begin(input: z.infer<typeof start>, caller: Caller, { runs }: Parts): object {
  const { DocumentName, DocumentVersion = '1', Parameters = {}, ClientToken, Tags = [] } = input;
  const document = findAutomationDocument(DocumentName);
  const owner = ownerOf(document, caller);
  const definition = `${owner}:automation-definition/${DocumentName}:${DocumentVersion}`;
  mustBeAllowed(caller, 'ssm:StartAutomationExecution', definition);
  if (Tags.length > 0) mustBeAllowed(caller, 'ssm:AddTagsToResource', executionArn(caller, '*'));
  if (!document) throw new AwsError('AutomationDefinitionNotFoundException', `Document ${DocumentName} not found.`);
  if (!['1', '$LATEST', '$DEFAULT'].includes(DocumentVersion)) {
    throw new AwsError('AutomationDefinitionVersionNotFoundException', `There is no version ${DocumentVersion}.`);
  }
  mustFit(document, Parameters);
  const role = Parameters['AutomationAssumeRole']?.[0];
  if (role) mustBeHandedOver(role, caller);
  const known = ClientToken && runs.listAt(caller).find(({ token }) => token === ClientToken.toLowerCase());
  if (known) return again(known, { document: DocumentName, parameters: Parameters });
  const run = runs.start({
    ...{ accountId: caller.accountId, region: caller.region, document: DocumentName, by: callerArn(caller) },
    steps: document.steps.map((step) => step.name),
    parameters: Parameters,
    type: document.resource.type,
    id: Parameters[document.resource.parameter]?.[0] ?? '',
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    ...(ClientToken && { token: ClientToken.toLowerCase() }),
  });
  return { AutomationExecutionId: run.execution };
}

/** The same token is the same execution, if the rest is the same too. */
function again(run: Run, asked: Pick<Run, 'document' | 'parameters'>): object {
  const isSame = run.document === asked.document && isDeepStrictEqual(run.parameters, asked.parameters);
  if (isSame) return { AutomationExecutionId: run.execution };
  throw new AwsError('IdempotentParameterMismatch', 'The client token was used with other parameters.');
}

function mustFit({ resource, parameters, name }: AutomationDocument, given: Readonly<Record<string, unknown>>): void {
  const required = [resource.parameter, ...Object.keys(parameters).filter((key) => parameters[key] === undefined)];
  const known = [resource.parameter, ...Object.keys(parameters), 'AutomationAssumeRole'];
  const missing = required.find((key) => !(key in given));
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (missing === undefined && unknown === undefined) return;
  const why = unknown === undefined ? `Missing parameter ${missing}` : `Unknown parameter ${unknown}`;
  throw new AwsError('InvalidAutomationExecutionParametersException', `${why} of the document ${name}.`);
}

function mustBeHandedOver(role: string, caller: Caller): void {
  mustBeAllowed({ ...caller, keys: { 'iam:PassedToService': 'ssm.amazonaws.com' } }, 'iam:PassRole', role);
  if (role === `arn:aws:iam::${caller.accountId}:role/noroshi-automation`) return;
  const why = `The defined assume role is unable to be assumed: ${role}.`;
  throw new AwsError('InvalidAutomationExecutionParametersException', why);
}

function mustRead(
  caller: Caller,
  of: { name: string; version: string | undefined; action: string },
): AutomationDocument {
  const document = findAutomationDocument(of.name);
  mustBeAllowed(caller, `ssm:${of.action}`, `${ownerOf(document, caller)}:document/${of.name}`);
  if (!document) throw new AwsError('InvalidDocument', `Document with name ${of.name} does not exist.`);
  if (of.version === undefined || ['1', '$LATEST', '$DEFAULT'].includes(of.version)) return document;
  throw new AwsError('InvalidDocumentVersion', `The document version ${of.version} is not valid.`);
}

/** Amazon's own documents have no account in their ARN. */
function ownerOf(document: AutomationDocument | undefined, { region, accountId }: Caller): string {
  return `arn:aws:ssm:${region}:${document?.owner === 'Amazon' ? '' : accountId}`;
}

function executionArn({ region, accountId }: Caller, id: string): string {
  return `arn:aws:ssm:${region}:${accountId}:automation-execution/${id}`;
}

function passes(run: Run, { Key, Values: [value = ''] }: z.infer<typeof filter>): boolean {
  if (Key === 'TagKey') return Object.hasOwn(run.tags ?? {}, value);
  return Key === 'ExecutionId' ? run.execution === value : run.document.startsWith(value);
}

function toDescription(
  { name: Name, owner, description: Description, steps }: AutomationDocument,
  caller: Caller,
): object {
  return {
    ...{ Name, Description, DocumentVersion: '1', DefaultVersion: '1', LatestVersion: '1', SchemaVersion: '0.3' },
    ...{ DocumentType: 'Automation', DocumentFormat: 'JSON', Status: 'Active', HashType: 'Sha256' },
    Owner: owner === 'Amazon' ? 'Amazon' : caller.accountId,
    Hash: `${Name}-${steps.length}`,
  };
}

function toMetadata(run: Run, { now, durationMs }: Parts): object {
  const { state, updatedAt } = describeRun(run, { at: now(), durationMs });
  return {
    AutomationExecutionId: run.execution,
    ...{ DocumentName: run.document, DocumentVersion: '1', Mode: 'Auto', AutomationType: 'Local' },
    AutomationExecutionStatus: statuses[state],
    ExecutionStartTime: toSeconds(run.invokedAt),
    ...(state === 'SUCCEEDED' || state === 'FAILED' ? { ExecutionEndTime: toSeconds(updatedAt) } : {}),
    ExecutedBy: run.by ?? 'AWSServiceRoleForConfigRemediation',
    ...(state === 'FAILED' ? { FailureMessage: run.failure?.message } : {}),
  };
}

function toExecution(run: Run, parts: Parts): object {
  const { steps } = describeRun(run, { at: parts.now(), durationMs: parts.durationMs });
  const actions = new Map(findAutomationDocument(run.document)?.steps.map((step) => [step.name, step.action]));
  return {
    ...toMetadata(run, parts),
    Parameters: run.parameters,
    StepExecutions: steps.map((step) => toStep(step, actions.get(step.name))),
    StepExecutionsTruncated: false,
  };
}

function toStep({ name: StepName, state, error, startedAt, stoppedAt }: RunStep, Action: string | undefined): object {
  return {
    StepName,
    ...(Action === undefined ? {} : { Action }),
    StepStatus: statuses[state],
    ...(startedAt === undefined ? {} : { ExecutionStartTime: toSeconds(startedAt) }),
    ...(stoppedAt === undefined ? {} : { ExecutionEndTime: toSeconds(stoppedAt) }),
    ...(error === undefined ? {} : { FailureMessage: error }),
  };
}

const statuses = {
  QUEUED: 'Pending',
  PENDING: 'Pending',
  IN_PROGRESS: 'InProgress',
  SUCCEEDED: 'Success',
  FAILED: 'Failed',
  EXITED: 'Exited',
} as const;
