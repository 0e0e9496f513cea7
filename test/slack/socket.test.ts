import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job.ts';
import { createSocket } from '../../src/slack/socket.ts';
import { someSettings } from '../delivery/settings.ts';
import { clickForm, commandForm, requestTime, team } from './signed.ts';

function open(apiUrl?: string) {
  const jobs: Job[] = [];
  const lines: string[] = [];
  const write = (message: string, fields?: object) => void lines.push(JSON.stringify({ message, ...fields }));
  const socket = createSocket({
    ...{
      appToken: 'xapp-1-test',
      settings: someSettings(),
      team,
      now: () => requestTime,
      log: { info: write, warn: write, error: write },
    },
    publish: async (job) => void jobs.push(job),
    ...(apiUrl !== undefined && { apiUrl }),
  });
  const hear = (body: Record<string, unknown>) =>
    new Promise<unknown>((resolve) => socket.hear(body, async (answer) => resolve(answer)));
  return { ...socket, hear, jobs, lines };
}
const command = (change = {}) => Object.fromEntries(new URLSearchParams(commandForm(change)));
const press = () => JSON.parse(new URLSearchParams(clickForm()).get('payload') ?? '');

describe('Socket Mode', () => {
  it('goes through the listeners of the front door: a command is acknowledged and handed over', async () => {
    const { hear, jobs } = open();

    expect(JSON.stringify(await hear(command()))).toContain('Looking up');

    expect(jobs).toMatchObject([{ kind: 'lookup', command: '/aws-resource', askedAt: requestTime }]);
    expect(jobs[0]?.key).toMatch(/^[0-9a-f]{32}$/);
  });

  it('hands a press over, and has another key for another request', async () => {
    const { hear, jobs } = open();

    await hear(press());
    await hear(command());
    await hear(command({ trigger_id: '2.2.abc' }));

    expect(jobs[0]).toMatchObject({ kind: 'remediation', offer: 'offer-1' });
    expect(new Set(jobs.map(({ key }) => key)).size).toBe(3);
  });

  it('refuses another workspace', async () => {
    const { hear, jobs } = open();

    expect(JSON.stringify(await hear(command({ team_id: 'T0STRANGER' })))).toContain('own workspace');
    expect(jobs).toEqual([]);
  });

  it('says so when Slack does not take the token, and keeps it to itself', async () => {
    const server = createServer((_, response) => response.end('{"ok":false,"error":"invalid_auth"}')).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { start, lines } = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`);

    await expect(start()).rejects.toThrow('invalid_auth');

    expect(lines.join()).not.toContain('xapp');
    server.close();
  });
});
