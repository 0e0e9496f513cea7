// One function in a process of its own: `node front-door.mjs BUNDLE once|warm|crowd`, with the signing secret in SECRET.
import { createHmac } from 'node:crypto';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [, , bundle, mode] = process.argv;
const before = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const importMs = performance.now() - before;

/** A slash command as the function URL hands it over; each is another one. */
function command(number) {
  const body = new URLSearchParams({
    ...{
      token: 'deprecated',
      team_id: 'T0NOROSHI1',
      channel_id: 'C0SECURITY',
      user_id: `U0${String(number).replace(/\W/g, '').toUpperCase()}`,
      command: '/aws-resource',
    },
    ...{ text: `web-${number}`, api_app_id: 'A0NOROSHI', trigger_id: `${number}.1.x` },
    response_url: 'https://hooks.slack.com/commands/T0NOROSHI1/1/abc',
  }).toString();
  const time = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', process.env.SECRET).update(`v0:${time}:${body}`).digest('hex');
  return {
    version: '2.0',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${signature}`,
    },
    requestContext: { http: { method: 'POST', path: '/' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}

/** From the bytes to the answer, in ms. */
async function answered(number) {
  const event = command(number);
  const began = performance.now();
  const { statusCode } = await handler(event, { awsRequestId: String(number) });
  if (statusCode !== 200) throw new Error(`Answered with ${statusCode}`);
  return performance.now() - began;
}

const numbers = (count) => Array.from({ length: count }, (_, index) => index);

async function timesOf() {
  const first = await answered(-1);
  if (mode === 'once') return [first];
  for (const number of numbers(50)) await answered(`first-${number}`);
  if (mode === 'crowd') return Promise.all(numbers(200).map(answered));
  const times = [];
  for (const number of numbers(200)) times.push(await answered(number));
  return times;
}

const times = await timesOf();
process.stdout.write(`${JSON.stringify({ importMs, times })}\n`, () => process.exit(0));
