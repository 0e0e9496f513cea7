import { awsReason } from '../core/aws-error.ts';
import type { CallMade, Now } from '../core/ports.ts';

/** Told of each call as it came out; `service` is as the Clients name it. */
export type OnCall = (call: CallMade) => void;

type Answer = Readonly<{ output: Readonly<{ $metadata?: Readonly<{ requestId?: string | undefined }> }> }>;
type Next<Input, Output> = (input: Input) => Promise<Output>;
type Context = Readonly<{ commandName?: string }>;

/** The part of an SDK client that we hang on to; docs: AWS SDK for JavaScript v3, "Middleware stack". */
type Watched = Readonly<{
  middlewareStack: Readonly<{
    add(
      middleware: <Input, Output extends Answer>(
        next: Next<Input, Output>,
        context: Context,
      ) => (input: Input) => Promise<Output>,
      options: Readonly<{ step: 'initialize'; priority: 'high'; name: string }>,
    ): void;
  }>;
}>;

/** Tells of every call that goes through a client, retries included as one, and hands the client back. What is told may not throw. */
export function watchCalls<Client extends Watched>(
  client: Client,
  { service, onCall, now }: Readonly<{ service: string; onCall: OnCall; now: Now }>,
): Client {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (input) => {
        const operation = commandName.replace(/Command$/, '');
        try {
          const answer = await next(input);
          onCall({ service, operation, ...idOf(answer.output), at: now() });
          return answer;
        } catch (error) {
          onCall({ service, operation, ...idOf(error), error: awsReason(error) ?? 'it broke', at: now() });
          throw error;
        }
      },
    { step: 'initialize', priority: 'high', name: 'noroshiCalls' },
  );
  return client;
}

/** The SDK puts `$metadata` on answers and on errors alike. */
function idOf(answered: unknown): { awsRequestId?: string } {
  if (typeof answered !== 'object' || answered === null || !('$metadata' in answered)) return {};
  const { $metadata: metadata } = answered;
  if (typeof metadata !== 'object' || metadata === null || !('requestId' in metadata)) return {};
  return typeof metadata.requestId === 'string' ? { awsRequestId: metadata.requestId } : {};
}
