// What Lambda's runtime does for Node: `node runtime.mjs BUNDLE` imports the handler, then invokes it with each event that comes.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const timeoutMs = 60_000;

const before = performance.now();
const { handler } = await import(pathToFileURL(process.argv[2]).href);
process.send({ importMs: performance.now() - before });

process.on('message', async (event) => {
  const endsAt = Date.now() + timeoutMs;
  const context = {
    functionName: 'noroshi',
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, endsAt - Date.now()),
  };
  const began = performance.now();
  try {
    const result = await handler(event, context);
    process.send({ result: result ?? null, ms: performance.now() - began });
  } catch (error) {
    process.send({ error: `${error?.name}: ${error?.message}`, stack: String(error?.stack) });
  }
});
