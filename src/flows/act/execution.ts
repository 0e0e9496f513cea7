import { executionNote } from '../../core/own-actor.ts';
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
