import { randomUUID } from 'node:crypto';

/** What a function sees of its invocation, as docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html names it. */
type LambdaContext = Readonly<{
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis: () => number;
  done: () => void;
  fail: () => void;
  succeed: () => void;
}>;

export type LambdaFunction = Readonly<{
  name: string;
  handler: (event: unknown, context: LambdaContext) => Promise<unknown>;
  timeoutMs: number;
}>;

/** Invokes a function in this process, and rejects when it takes longer than it may. */
export async function invoke({ name, handler, timeoutMs }: LambdaFunction, event: unknown): Promise<unknown> {
  const endsAt = Date.now() + timeoutMs;
  const timer: { id?: NodeJS.Timeout } = {};
  const timeout = new Promise<never>((_, reject) => {
    timer.id = setTimeout(() => reject(new Error(`Task timed out after ${timeoutMs / 1_000} seconds`)), timeoutMs);
  });
  try {
    return await Promise.race([
      handler(
        event,
        contextOf(name, () => Math.max(0, endsAt - Date.now())),
      ),
      timeout,
    ]);
  } finally {
    clearTimeout(timer.id);
  }
}

function contextOf(name: string, getRemainingTimeInMillis: () => number): LambdaContext {
  return {
    functionName: `noroshi-${name}`,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:ap-northeast-1:999988887777:function:noroshi-${name}`,
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/noroshi-${name}`,
    logStreamName: 'playground',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis,
    done: nothing,
    fail: nothing,
    succeed: nothing,
  };
}

/** The runtime's old callbacks, which nothing of ours calls. */
function nothing(): void {}
