import type { Job } from '../../src/core/job.ts';
import { parseJob } from '../../src/core/parse-job.ts';
import type { Random } from '../../src/playground/random.ts';
import { createFrontDoor } from '../../src/slack/front-door.ts';
import { someSettings } from '../delivery/settings.ts';
import { clickForm, commandForm, requestTime, secret, signedEvent, team, viewForm } from '../slack/signed.ts';
import { mutated } from './mutate.ts';
import type { Door } from './r7-room.ts';

const commands = ['/aws-resource', '/aws-help', '/aws-trail', '/aws-alerts', '/aws-remediate', '/else'];

/** Requests that Slack signed, whatever is in them, and requests that it did not; what is handed over is a job. */
export function frontDoor(): Door {
  const quiet = () => undefined;
  let isReadable = true;
  // What the queues bring is what was published: they must be able to read it.
  const publish = async (job: Job) => {
    isReadable = false;
    parseJob(JSON.parse(JSON.stringify(job)));
    isReadable = true;
  };
  const handle = createFrontDoor({
    loadSecrets: async () => ({ signingSecret: secret }),
    ...{ team, settings: someSettings(), publish, now: () => requestTime },
    apiUrl: 'http://127.0.0.1:9/api/',
    log: { info: quiet, warn: quiet, error: quiet },
  });
  return (random) => {
    // One person would soon be told to wait.
    const id = `U0${Math.floor(random() * 1e6)}`;
    const click = clickForm({ response_url: undefined, user: { id, team_id: team } });
    const command = commandForm({ command: commands[Math.floor(random() * commands.length)] ?? '', user_id: id });
    const dice = random();
    const form = new URLSearchParams(dice < 0.4 ? click : dice < 0.8 ? command : formOf(id, random() < 0.5));
    const payload = form.get('payload');
    if (payload) form.set('payload', mutated(payload, random));
    else for (const [key, value] of [...form]) if (random() < 0.2) form.set(key, String(oddText(value, random)));
    const event = signedEvent(form.toString());
    const sent = random() < 0.3 ? JSON.parse(validJson(mutated(JSON.stringify(event), random))) : event;
    return async () => {
      const { statusCode } = await handle(sent);
      return isReadable && [200, 400, 401, 404, 413, 503].includes(statusCode);
    };
  };
}

/** A form that somebody filled in. */
function formOf(id: string, isSearch: boolean): string {
  const typed = (value: string) => ({ type: 'plain_text_input', value });
  const where = { channelId: 'C0ALERTS', messageTs: '1795192800.000100', jobKey: 'key-of-the-job' };
  const values = isSearch
    ? { words: typed('a OR "b c"'), user: typed('mallory'), since: typed('6h'), until: typed('1h') }
    : { name: typed('logins of today') };
  return viewForm([isSearch ? 'search' : 'save', where], values, { user: { id, team_id: team } });
}

function oddText(value: string, random: Random): unknown {
  return JSON.parse(validJson(mutated(JSON.stringify(value), random)));
}

/** The text, as JSON at any rate. */
export function validJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
