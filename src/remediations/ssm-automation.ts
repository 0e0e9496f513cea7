import type { AutomationExecution, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { type AutomationContent, parametersFor, parseContent } from '../core/automation/document.ts';
import { deedOfDocument } from '../core/automation/known-documents.ts';
import { progressOf } from '../core/automation/progress.ts';
import { isNamed } from '../core/aws-error.ts';
import { automationRole } from '../core/iam/actions.ts';
import {
  type Applied,
  type Checked,
  defineRemediation,
  type Followed,
  type Planned,
  type RemediationContext,
  type Task,
} from './define.ts';

/** A document's name; one of another account would go by its ARN. */
const ownName = /^[a-zA-Z0-9_.-]{3,128}$/;

/** The document with the very version and content that was shown, and what it is given: an approval is bound to it. */
const Before = z.object({
  document: z.string(),
  version: z.string(),
  /** SHA-256 of the content, in hex. */
  hash: z.string(),
  /** Amazon's own documents have no account in their ARN. */
  isAmazons: z.boolean(),
  role: z.string(),
  parameters: z.record(z.string(), z.array(z.string())),
});
type Before = z.infer<typeof Before>;

/**
 * Runs an Automation document that a policy of the settings names, as the role that the document is given. Docs: Systems
 * Manager API Reference, StartAutomationExecution and GetAutomationExecution.
 */
export const ssmAutomation = defineRemediation({
  id: 'ssm-automation',
  title: 'Run an automation',
  effect:
    'Runs a document of Systems Manager on this resource; the plan shows its steps. What it does stands in that document. It cannot be taken back from here.',
  resourceTypes: 'all',
  approval: 'clicker',
  permissions: {
    read: ['ssm:DescribeDocument', 'ssm:GetDocument', 'ssm:DescribeAutomationExecutions', 'ssm:GetAutomationExecution'],
    act: ['ssm:StartAutomationExecution', 'ssm:AddTagsToResource', 'iam:PassRole'],
  },
  inputs: {
    document: {
      help: 'the automation document; a policy of the settings must name it, and gives its parameters',
      example: 'AWS-StopEC2Instance',
      pattern: ownName,
    },
  },
  before: Before,

  async plan(task, ctx): Promise<Planned & { before?: Before }> {
    const found = await findDocument(task, ctx);
    if (typeof found === 'string') return { outcome: 'failed', reason: found };
    const { before, content } = found;
    const { AutomationAssumeRole: _, ...given } = before.parameters;
    const words = Object.entries(given).map(([name, values]) => `${name} = ${values.join(', ')}`);
    const on = task.resource.id;
    const what = `run ${before.document}${words.length > 0 ? ` with ${words.join(', ')}` : ''}`;
    const further = content.mainSteps.filter(({ action }) => action === 'aws:executeAutomation');
    const steps = content.mainSteps.map(({ name, action }) => ({ what: `step ${name} (${action})`, on }));
    return {
      steps: [{ what, on }, ...steps],
      back: [],
      caveats: [
        deedOfDocument(before.document),
        `It runs in version ${before.version} as ${before.role}, so AWS records its changes in that role's name.`,
        // Neither its version nor its content is bound: the document in between says which one it runs.
        ...further.map(({ name }) => `The step ${name} runs another document, whose steps are not shown here.`),
      ],
      before,
    };
  },

  async apply(task, before, ctx): Promise<Applied> {
    const known = await findExecution(before, ctx);
    if (known) return { state: 'running', ...idOf(known) };
    const { StartAutomationExecutionCommand } = await import('@aws-sdk/client-ssm');
    const session = await ctx.act(
      ['ssm:StartAutomationExecution', 'ssm:AddTagsToResource', 'iam:PassRole'],
      arnsOf(task, before),
    );
    const command = new StartAutomationExecutionCommand({
      DocumentName: before.document,
      DocumentVersion: before.version,
      Parameters: before.parameters,
      ClientToken: ctx.token,
      Tags: [{ Key: tagOf(ctx), Value: 'noroshi' }],
    });
    try {
      return { state: 'running', ...idOf(await (await session.ssm()).send(command)) };
    } catch (error) {
      // The token was taken before, so an execution of this request is there: it is looked for, never started again.
      if (!isNamed(error, 'IdempotentParameterMismatch')) throw error;
    }
    return { state: 'running' };
  },

  async follow(_, before, ctx): Promise<Followed> {
    const execution = await findExecution(before, ctx);
    return execution ? { ...progressOf(execution), ...idOf(execution) } : { state: 'unseen' };
  },

  /** How it ended is all that is known here: what it was to change is for whoever reads the resource. */
  async verify(_, before, ctx): Promise<Checked> {
    const execution = await findExecution(before, ctx);
    const what = `Systems Manager says of ${before.document}: ${execution?.AutomationExecutionStatus ?? 'nothing yet'}`;
    const state = execution ? progressOf(execution).state : 'running';
    return { state: state === 'applied' ? 'reached' : state === 'failed' ? 'not-reached' : 'not-yet', what };
  },
});

/** The document that is asked for, with what it would be given; a sentence when it may not or cannot run. */
async function findDocument(
  task: Task,
  ctx: RemediationContext,
): Promise<Readonly<{ before: Before; content: AutomationContent }> | string> {
  const name = task.input['document'];
  if (name === undefined) return 'no document was named';
  if (!ownName.test(name)) return 'a document is named by its name: those of other accounts are not run';
  const client = await (await ctx.read()).ssm();
  const read = await readDocument(name, client);
  if (typeof read === 'string') return read;
  const { content, ...rest } = read;
  // The settings need not say the role: there is one alone that may be handed over.
  const role = `arn:aws:iam::${task.resource.accountId}:role/${automationRole}`;
  const parameters = parametersFor(content, { 'parameter.AutomationAssumeRole': role, ...task.input });
  if (typeof parameters === 'string') return `${name}: ${parameters}`;
  const asked = parameters['AutomationAssumeRole']?.[0];
  if (asked !== role) return `${name} would run as ${asked}; it may only run as ${role}`;
  return { before: { document: name, ...rest, role, parameters }, content };
}

type Read = Pick<Before, 'version' | 'hash' | 'isAmazons'> & Readonly<{ content: AutomationContent }>;

async function readDocument(name: string, client: SSMClient): Promise<Read | string> {
  const { DescribeDocumentCommand, GetDocumentCommand } = await import('@aws-sdk/client-ssm');
  const { createHash } = await import('node:crypto');
  try {
    const { Document } = await client.send(new DescribeDocumentCommand({ Name: name }));
    const { DocumentType, Status = 'Active', Owner, DefaultVersion } = Document ?? {};
    const version = [Document?.DocumentVersion, DefaultVersion].find((one) => /^\d+$/.test(one ?? ''));
    if (DocumentType !== 'Automation') return `${name} is no automation document`;
    if (Status !== 'Active' || version === undefined) return `${name} is not ready to run (${Status})`;
    const command = new GetDocumentCommand({ Name: name, DocumentVersion: version, DocumentFormat: 'JSON' });
    const { Content: text = '' } = await client.send(command);
    const content = parseContent(text);
    if (!content) return `the content of ${name} cannot be read`;
    const hash = createHash('sha256').update(text).digest('hex');
    return { version, hash, isAmazons: Owner === 'Amazon', content };
  } catch (error) {
    if (isNamed(error, 'InvalidDocument')) return `there is no document ${name} in this account and region`;
    throw error;
  }
}

/** AWS asks for the definition with its version or for document and execution: to start, to tag, to hand the role over. */
function arnsOf({ resource }: Task, { document, version, isAmazons, role }: Before): readonly string[] {
  const { region, accountId } = resource;
  const owner = `arn:aws:ssm:${region}:${isAmazons ? '' : accountId}`;
  return [
    `${owner}:automation-definition/${document}:${version}`,
    `${owner}:document/${document}`,
    `arn:aws:ssm:${region}:${accountId}:automation-execution/*`,
    role,
  ];
}

/** What its changes are known by when AWS tells of them. */
function idOf({ AutomationExecutionId: id }: Pick<AutomationExecution, 'AutomationExecutionId'>) {
  return id === undefined ? {} : { execution: id };
}

/** A key that no other execution has: executions can be listed by the key of a tag. */
function tagOf({ token }: RemediationContext): string {
  return `noroshi-request-${token}`;
}

/** Our execution, by its tag; the document and version must be ours as well. */
async function findExecution(
  { document, version }: Before,
  ctx: RemediationContext,
): Promise<AutomationExecution | undefined> {
  const { DescribeAutomationExecutionsCommand, GetAutomationExecutionCommand } = await import('@aws-sdk/client-ssm');
  const client = await (await ctx.read()).ssm();
  const Filters = [{ Key: 'TagKey' as const, Values: [tagOf(ctx)] }];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeAutomationExecutionsCommand({ Filters, ...(NextToken && { NextToken }) }),
    );
    const ours = page.AutomationExecutionMetadataList?.find(
      ({ DocumentName, DocumentVersion }) => DocumentName === document && DocumentVersion === version,
    );
    if (ours?.AutomationExecutionId) {
      const command = new GetAutomationExecutionCommand({ AutomationExecutionId: ours.AutomationExecutionId });
      return (await client.send(command)).AutomationExecution;
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return undefined;
}
