import type * as z from 'zod/mini';
import type { Actor, Fact, Sentence } from '../core/alert.ts';
import { toIsoTime } from '../core/instant.ts';
import type { Severity } from '../core/severity.ts';
import { anyCase, text } from '../core/text/lenient.ts';
import { oneLine, spaced } from '../core/text/phrase.ts';
import { type AlertDraft, defineAlert, type EventOf } from './define.ts';

const detailTypes = [
  'EC2 Automation Execution Status-change Notification',
  'EC2 Automation Step Status-change Notification',
];

/** The fields of a status change that are used ("Monitoring Automation status changes with Amazon EventBridge"). */
const Automation = anyCase({
  executionId: text,
  definition: text,
  status: text,
  stepName: text,
  action: text,
  executedBy: text,
  startTime: text,
  endTime: text,
});
type Automation = z.infer<typeof Automation>;

type Ending = Readonly<{ words: string; severity: Severity; state?: 'resolved' }>;

/** What a status means; those that are not listed are on their way (`InProgress`, `Waiting`, `Pending`, …). */
const endings = new Map<string, Ending>([
  ['Success', { words: 'succeeded', severity: 'info', state: 'resolved' }],
  ['CompletedWithSuccess', { words: 'succeeded', severity: 'info', state: 'resolved' }],
  ['Failed', { words: 'failed', severity: 'medium' }],
  ['CompletedWithFailure', { words: 'failed', severity: 'medium' }],
  ['Rejected', { words: 'was rejected', severity: 'medium' }],
  ['TimedOut', { words: 'timed out', severity: 'medium' }],
  ['Cancelled', { words: 'was cancelled', severity: 'medium' }],
  ['Cancelling', { words: 'is being cancelled', severity: 'low' }],
  ['InProgress', { words: 'is running', severity: 'info' }],
  ['PendingApproval', { words: 'waits for an approval', severity: 'low' }],
]);

/** Systems Manager ran an automation, or a step of one: how far it is. */
export const ssmAutomationStatus = defineAlert({
  id: 'ssm-automation-status',
  pattern: { source: ['aws.ssm'], 'detail-type': detailTypes },
  matches: ({ detailType }) => detailTypes.includes(detailType),
  schema: Automation,
  toAlert(event): AlertDraft | undefined {
    const { executionId, definition, status, stepName, startTime, endTime } = event.detail;
    if (!executionId || !status) return undefined;
    const ending = endings.get(status) ?? { words: `is ${spaced(oneLine(status, 40))}`, severity: 'info' };
    const actor = actorOf(event.detail.executedBy);
    const { account: accountId, region } = event;
    const document = definition && { type: 'AWS::SSM::Document', id: definition, accountId, region };
    // A step that succeeded says nothing of the whole.
    const state = stepName ? 'open' : (ending.state ?? 'open');
    return {
      sentence: sentenceOf(event.detail, ending.words),
      severity: ending.severity,
      state,
      ...(state === 'resolved' && { solvedBy: 'The automation succeeded' }),
      resources: document ? [document] : [],
      ...(actor ? { actor } : {}),
      fingerprint: [executionId],
      eventKey: [executionId, rankOf(event.detail), stepName ?? '', status].join('/'),
      ...timesOf(event, endTime ?? startTime),
      facts: factsOf(event.detail),
      page: {
        label: 'Automation',
        path: `systems-manager/automation/execution/${encodeURIComponent(executionId)}?region={region}`,
      },
    };
  },
});

function sentenceOf({ definition, stepName, executionId }: Automation, words: string): Sentence {
  const name: Sentence[number] = definition ? { resource: 0 } : (executionId ?? '');
  if (!stepName) return ['The automation ', name, ` ${words}`];
  return [`The step ${oneLine(stepName, 128)} of the automation `, name, ` ${words}`];
}

/** Times are whole seconds: of two from the same second a step counts as earlier than the whole, and its end as last. */
function rankOf({ stepName, endTime }: Automation): string {
  return stepName ? 'a' : endTime ? 'c' : 'b';
}

/** What the service's clock says when it tells is later than what it tells of. */
function timesOf(event: EventOf<Automation>, told: string | undefined): Pick<AlertDraft, 'occurredAt' | 'sourceTime'> {
  const occurredAt = told ?? event.time;
  return { ...(occurredAt ? { occurredAt } : {}), ...(event.time ? { sourceTime: event.time } : {}) };
}

function actorOf(executedBy: string | undefined): Actor | undefined {
  if (!executedBy) return undefined;
  const type = /:assumed-role\//.test(executedBy) ? 'AssumedRole' : /:user\//.test(executedBy) ? 'IAMUser' : 'IAM';
  return { type, name: executedBy.split('/').at(-1) || executedBy, arn: executedBy };
}

function factsOf({ executionId, status, action, startTime, endTime }: Automation): readonly Fact[] {
  const values: readonly [string, string | undefined][] = [
    ['Status', status && spaced(status)],
    ['Does', action],
    ['Started', toIsoTime(startTime)],
    ['Ended', toIsoTime(endTime)],
    ['Execution', executionId],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
