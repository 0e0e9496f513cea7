import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import type { Job } from '../../src/core/job.ts';
import type { Log } from '../../src/core/ports.ts';
import { createFrontDoor } from '../../src/slack/front-door.ts';
import type { View } from '../../src/slack/render/mute-form.ts';
import { someSettings } from '../delivery/settings.ts';
import { requestTime, secret, team } from './signed.ts';

/** A front door with what it published, logged, and told through response URLs; to be made at the top of a test file. */
export function testDoor() {
  const seen = {
    jobs: [] as Job[],
    lines: [] as string[],
    told: [] as string[],
    forms: [] as { triggerId: string; view: View }[],
    secretsLoaded: 0,
    standIn: '',
    now: requestTime,
  };
  const write = (message: string, fields?: object) => {
    seen.lines.push(JSON.stringify({ message, ...fields }));
  };
  const log: Log = { info: write, warn: write, error: write };
  const server = createServer((request, response) => {
    request.on('data', (chunk) => seen.told.push(String(chunk)));
    request.on('end', () => response.end('ok'));
  });
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    seen.standIn = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  const open = ({ broken = false, formless = false } = {}) => {
    Object.assign(seen, { jobs: [], lines: [], told: [], forms: [], secretsLoaded: 0, now: requestTime });
    return createFrontDoor({
      loadSecrets: async () => {
        seen.secretsLoaded += 1;
        return { signingSecret: 'rotated', previousSigningSecret: secret };
      },
      settings: someSettings(),
      team,
      appId: 'A0NOROSHI',
      publish: async (job) => {
        if (broken) throw new Error('xoxb-secret-in-an-error');
        seen.jobs.push(job);
      },
      apiUrl: `${seen.standIn}/api/`,
      openModal: async (triggerId, view) => {
        if (!formless) seen.forms.push({ triggerId, view });
        return !formless;
      },
      now: () => seen.now,
      log,
    });
  };
  return { seen, open };
}
