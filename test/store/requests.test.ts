import { describe, expect, it } from 'vitest';
import type { RemediationRequest } from '../../src/core/remediation.ts';
import { shareTable } from './rows.ts';

const open = shareTable();

describe('request rows', () => {
  const request = (name: string, attempt: number): RemediationRequest => {
    const resource = { type: 'AWS::S3::Bucket', id: `${name}|odd#id`, accountId: '111122223333', region: 'eu-west-1' };
    return {
      id: `111122223333/eu-west-1/AWS::S3::Bucket/${name}|odd#id|config-remediation|${attempt}`,
      remediation: 'config-remediation',
      attempt,
      state: 'requested',
      alertId: 'a',
      resource,
      requestedBy: 'U1',
      click: 'click-1',
      requestedAt: 1,
      steps: [],
      rev: 1,
    };
  };

  it('are made once, and moved only from the states that are named', async () => {
    const { store, name } = open();
    const first = request(name, 1);

    expect(await store.putRequest(first)).toBe(true);
    expect(await store.putRequest({ ...first, requestedBy: 'U2' })).toBe(false);
    expect(await store.moveRequest(first.id, ['running'], { state: 'applied' })).toBeUndefined();
    const racers = await Promise.all(
      [1, 2, 3].map(() => store.moveRequest(first.id, ['requested'], { state: 'starting' })),
    );
    expect(racers.filter(Boolean)).toHaveLength(1);
    expect(await store.findRequest(first.id)).toEqual({ ...first, state: 'starting', rev: 2 });
  });

  it('are found by their newest attempt, also past the ninth', async () => {
    const { store, name } = open();
    for (const attempt of [1, 9, 10]) await store.putRequest(request(name, attempt));

    const { resource } = request(name, 1);

    expect((await store.findLatestRequest(resource, 'config-remediation'))?.attempt).toBe(10);
    expect(await store.findLatestRequest(resource, 'config')).toBeUndefined();
  });
});
