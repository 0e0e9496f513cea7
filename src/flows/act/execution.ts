import { statesOfDocument } from '../../core/automation/known-documents.ts';
import { executionNote, stateNote } from '../../core/own-actor.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import type { ActWorld } from './world.ts';

/**
 * Writes down which execution of Systems Manager a request has, so that what it changes is known as our own doing when AWS
 * tells of it (`flows/notify/own-execution.ts`). Answers with the request as it is then. May run twice.
 */
export async function withExecution(
  request: RemediationRequest,
  execution: string | undefined,
  { store }: Pick<ActWorld, 'store'>,
): Promise<RemediationRequest> {
  if (execution === undefined || request.execution === execution) return request;
  const { id, state, resource, requestedBy } = request;
  await store.noteOne(executionNote(resource.accountId, execution), requestedBy);
  return (await store.moveRequest(id, [state], { execution })) ?? request;
}

/** Writes down which states of an EC2 instance follow from what was begun just now, for the same. May run twice. */
export async function noteStates(request: RemediationRequest, { store }: Pick<ActWorld, 'store'>): Promise<void> {
  for (const state of statesAfter(request)) {
    await store.noteOne(stateNote(request.resource, state), request.requestedBy);
  }
}

function statesAfter({ resource, remediation, undoes, input }: RemediationRequest): readonly string[] {
  if (resource.type !== 'AWS::EC2::Instance') return [];
  if (remediation === 'stop-instance') return undoes === undefined ? ['stopping', 'stopped'] : ['pending', 'running'];
  const { document, runs } = input;
  // What else an automation is given may be another instance than the one that it was asked for.
  const isOnIt = Object.entries(input).some(([name, value]) => name.startsWith('parameter.') && value === resource.id);
  if (document !== undefined) return isOnIt ? statesOfDocument(document) : [];
  return runs === undefined ? [] : statesOfDocument(runs);
}
