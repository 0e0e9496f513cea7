import { readAlert } from '../../src/alerts/index.ts';
import { openRecord } from '../../src/core/events/envelope.ts';
import { parseJob } from '../../src/core/parse-job.ts';
import { makeRandom, type Random } from '../../src/playground/random.ts';
import { oneOfEach } from '../../src/playground/scenes/one-of-each.ts';
import { createFrontDoor } from '../../src/slack/front-door.ts';
import { clickForm, commandForm, requestTime, secret, signedEvent, team } from '../slack/signed.ts';
import type { Figure } from './figure.ts';
import { mutated } from './mutate.ts';
import { stormSettings } from './run.ts';

type Sizes = Readonly<{ seed: number; inputs: number }>;
type Door = (random: Random) => () => unknown;

/** An input takes no longer, in ms; the better of two tries, because the machine pauses now and then. */
const longest = 50;

/** R7: mutated inputs at each door that strangers reach: each has an outcome, soon. */
export async function fuzz({ seed, inputs }: Sizes): Promise<readonly Figure[]> {
  const doors: Readonly<Record<string, Door>> = {
    alerts: alertsDoor(),
    'front door': frontDoor(),
    queries: queriesDoor(),
  };
  const figures: Figure[] = [];
  for (const [name, door] of Object.entries(doors)) {
    const random = makeRandom(seed, name);
    let [failed, slowest] = [0, 0];
    for (let n = 0; n < inputs; n += 1) {
      const work = door(random);
      const first = await timed(work);
      const took = first.took > longest ? Math.min(first.took, (await timed(work)).took) : first.took;
      if (!first.isFine) failed += 1;
      slowest = Math.max(slowest, took);
    }
    figures.push(
      { row: 'R7', what: `inputs at ${name} without a defined outcome`, most: 0, measured: failed, seed },
      { row: 'R7', what: `slowest input at ${name}, ms`, most: longest, measured: slowest, seed },
    );
  }
  return figures;
}

async function timed(work: () => unknown): Promise<{ isFine: boolean; took: number }> {
  const from = performance.now();
  try {
    const isFine = (await work()) === true;
    return { isFine, took: performance.now() - from };
  } catch {
    return { isFine: false, took: performance.now() - from };
  }
}

/** Either events, each of which becomes an alert, or a reason why there is none. */
function alertsDoor(): Door {
  const settings = stormSettings();
  const samples = oneOfEach.events(requestTime).map((event) => JSON.stringify(event));
  const enveloped = samples.map((Message) =>
    JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:111122223333:noroshi', Message }),
  );
  const all = [...samples, ...enveloped];
  return (random) => {
    const body = mutated(all[Math.floor(random() * all.length)] ?? '', random);
    return () => {
      const { events, rejected } = openRecord(body);
      const alerts = events.map((event) => readAlert(event, settings, requestTime).alert);
      const isNamed = alerts.every(({ id, title }) => /^[0-9a-f]{24}$/.test(id) && title.length > 0);
      return isNamed && rejected.every(({ why }) => why.length > 0) && events.length + rejected.length > 0;
    };
  };
}

/** Requests that Slack signed, whatever is in them, and requests that it did not. */
function frontDoor(): Door {
  const quiet = () => undefined;
  const handle = createFrontDoor({
    loadSecrets: async () => ({ signingSecret: secret }),
    ...{ team, publish: async () => undefined, now: () => requestTime },
    apiUrl: 'http://127.0.0.1:9/api/',
    log: { info: quiet, warn: quiet, error: quiet },
  });
  const commands = ['/aws-resource', '/aws-help', '/aws-trail', '/aws-alerts', '/aws-remediate', '/else'];
  return (random) => {
    // One person would soon be told to wait.
    const id = `U0${Math.floor(random() * 1e6)}`;
    const click = clickForm({ response_url: undefined, user: { id, team_id: team } });
    const command = commandForm({ command: commands[Math.floor(random() * commands.length)] ?? '', user_id: id });
    const form = new URLSearchParams(random() < 0.5 ? click : command);
    const payload = form.get('payload');
    if (payload) form.set('payload', mutated(payload, random));
    else for (const [key, value] of [...form]) if (random() < 0.2) form.set(key, String(oddText(value, random)));
    const event = signedEvent(form.toString());
    const sent = random() < 0.3 ? JSON.parse(validJson(mutated(JSON.stringify(event), random))) : event;
    return async () => [200, 400, 401, 404, 413, 503].includes((await handle(sent)).statusCode);
  };
}

function oddText(value: string, random: Random): unknown {
  return JSON.parse(validJson(mutated(JSON.stringify(value), random)));
}

function validJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}

/** A job, or the one error that says that it is none. */
function queriesDoor(): Door {
  const asker = { teamId: team, userId: 'U0ALICE', channelId: 'C0ALERTS' };
  const common = { key: 'a'.repeat(32), askedAt: requestTime, asker };
  const jobs = [
    { ...common, kind: 'lookup', command: '/aws-resource', text: 'web-1' },
    { ...common, kind: 'search', command: '/aws-trail', text: 'event:StopLogging since:2h' },
    { ...common, kind: 'lookup', button: 'history', alertId: 'a'.repeat(24), messageTs: '1795192800.000100' },
    { ...common, kind: 'remediation', offer: 'offer-1', messageTs: '1795192800.000100' },
  ].map((job) => JSON.stringify(job));
  return (random) => {
    const body: unknown = JSON.parse(validJson(mutated(jobs[Math.floor(random() * jobs.length)] ?? '', random)));
    return () => {
      try {
        return typeof parseJob(body).key === 'string';
      } catch (error) {
        return error instanceof Error && error.message === 'A message on the queue is not a job';
      }
    };
  };
}
