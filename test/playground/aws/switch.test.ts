import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditBucket } from '../../../src/aws/audit.ts';
import { createClients } from '../../../src/aws/clients.ts';
import { createDocuments } from '../../../src/aws/documents.ts';
import { createWriteManifest } from '../../../src/core/audit/manifest.ts';
import { createSwitch } from '../../../src/store/switch.ts';
import { run } from '../../cli/terminal.ts';
import { type PlaygroundInEnvironment, startInEnvironment } from './harness.ts';

let playground: PlaygroundInEnvironment;
beforeAll(async () => {
  playground = await startInEnvironment();
});
afterAll(() => playground?.close());

describe('noroshi off, before a stand-in', () => {
  it('is off behind AWS_ENDPOINT_URL as soon as the terminal says so', async () => {
    const files = { 'settings.yml': await readFile('src/playground/noroshi.yml', 'utf8') };
    const { aws } = playground;
    const clients = createClients({ region: aws.region, now: Date.now });
    const client = await createDocuments(clients);
    const results = { put: async () => undefined, get: async () => '' };
    const held = createSwitch({ client, table: aws.table, now: Date.now, newUlid: () => '', results });

    const ran = await run(['off', '--reason', 'a rule misfires', '--settings', 'settings.yml', '--table', aws.table], {
      files,
    });

    expect(ran).toMatchObject({
      code: 0,
      stdout: `Remediations are switched off in the table ${aws.table} of this terminal's own account.\n`,
    });
    expect(ran.stderr).toContain('The settings mean account 999988887777.');
    expect(ran.stderr).toContain('role/noroshi-switch could not be assumed');
    expect(await held.findSwitch()).toMatchObject({ state: 'off', reason: 'a rule misfires' });
    expect(await held.findTurned()).toEqual({ state: 'on' });
  });
});

describe('the manifests, before a stand-in', () => {
  it('are written with the rights of the bot, once', async () => {
    const { aws, settings } = playground;
    const clients = createClients({ region: aws.region, now: Date.now });
    const bucket = createAuditBucket({ clients, settings });
    const key = `audit/2026/11/20/${'a'.repeat(32)}/000001.json`;
    await bucket.putNew(key, '{}');
    const seal = createWriteManifest({ bucket, now: () => Date.UTC(2026, 10, 22) });

    expect(await seal('2026-11-20')).toBe('written');
    expect(await seal('2026-11-20')).toBe('known');
    expect(await bucket.get('audit/manifests/2026-11-20.json')).toContain(key);
  });
});
