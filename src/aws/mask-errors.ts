import { redactText } from '../core/text/redact.ts';

type Next<Input, Output> = (input: Input) => Promise<Output>;

/** The part of an SDK client that we hang on to; docs: AWS SDK for JavaScript v3, "Middleware stack". */
type Masked = Readonly<{
  middlewareStack: Readonly<{
    add(
      middleware: <Input, Output extends object>(next: Next<Input, Output>) => Next<Input, Output>,
      options: Readonly<{ step: 'initialize'; priority: 'high'; name: string }>,
    ): void;
  }>;
}>;

/**
 * Masks secrets in what a client throws, and hands the client back. Some errors of AWS repeat the request, session token
 * included (SignatureDoesNotMatch does), and what a function throws stands in its log as it is.
 */
export function maskErrors<Client extends Masked>(client: Client): Client {
  client.middlewareStack.add(
    (next) => async (input) => {
      try {
        return await next(input);
      } catch (error) {
        if (error instanceof Error) mask(error);
        throw error;
      }
    },
    { step: 'initialize', priority: 'high', name: 'noroshiMask' },
  );
  return client;
}

/** The same object, since callers look at its class and its name; the API's own fields (`Message`) as well as the error's. */
function mask(error: Error): void {
  for (const key of Object.getOwnPropertyNames(error)) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === 'string') Reflect.set(error, key, redactText(value));
  }
}
