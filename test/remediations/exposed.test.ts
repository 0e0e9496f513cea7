import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import { bucketOpened } from '../../src/playground/scenes/bucket-opened.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import type { Remediation, Task } from '../../src/remediations/define.ts';
import { choicesFor, findRemediation } from '../../src/remediations/index.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { makeBucketPublic, put, share, shareRestore } from './exposed.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre?.close());
beforeEach(() => theatre.forget());

const place = { accountId: scene.prod, region: scene.region };

function remediationOf(id: string): Remediation {
  const found = findRemediation(id);
  if (!found) throw new Error(`${id} is not listed`);
  return found;
}

async function plan(id: string, task: Task) {
  const remediation = remediationOf(id);
  return remediation.plan(task, theatre.contextOf(remediation, task));
}

/** Plans and applies; the plan must have something to do. */
async function perform(id: string, task: Task) {
  const remediation = remediationOf(id);
  const ctx = theatre.contextOf(remediation, task);
  const planned = await remediation.plan(task, ctx);
  if ('outcome' in planned) throw new Error(planned.reason);
  return { planned, applied: await remediation.apply(task, planned.before, ctx) };
}

/** The account's own block on public sharing in the region; `unblocked` takes it away. */
function guard(kind: 'Image' | 'Snapshot', state: string): void {
  const resource = { type: `AWS::EC2::${kind}BlockPublicAccess`, id: scene.region, ...place };
  if (state === 'unblocked') theatre.aws.world.remove(resource);
  else put(theatre.aws, { resource, configuration: { state } });
}

describe('blocking the public access of a bucket', () => {
  const block = 'block-bucket-public-access';
  const bucket = (supplementary = {}): Task => ({
    resource: makeBucketPublic(theatre.aws, supplementary).resource,
    input: {},
  });

  it('turns on all four settings, by the one right that it takes, on this bucket', async () => {
    const { applied } = await perform(block, bucket());

    expect(applied).toEqual({ state: 'applied' });
    const { supplementary } = theatre.aws.world.findItem(bucketAt('payments-open')) ?? {};
    expect(supplementary?.['PublicAccessBlockConfiguration']).toEqual({
      ...{ blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true },
    });
    expect(theatre.asked.act.map(({ action, resource }) => [action, resource])).toEqual([
      ['s3:PutBucketPublicAccessBlock', 'arn:aws:s3:::payments-open'],
    ]);
  });

  it('says what lets everybody in now, and that a website ends', async () => {
    const AccessControlList = { grantList: [{ grantee: 'AllUsers', permission: 'Read' }] };
    const BucketWebsiteConfiguration = { indexDocumentSuffix: 'index.html' };

    expect(await plan(block, bucket({ AccessControlList, BucketWebsiteConfiguration }))).toMatchObject({
      caveats: [
        'Its policy and ACL let everybody in now, unless the account blocks that already; that ends.',
        expect.stringMatching(/^While its policy.* other accounts .* shut out as well\.$/),
        expect.stringMatching(/^It serves a website: .*visitors get errors\.$/),
      ],
    });
    expect(await plan(block, bucket({ BucketPolicy: undefined }))).toMatchObject({
      caveats: [expect.stringMatching(/^Neither its policy nor its ACL/)],
    });
  });

  it('finds nothing to do where all four are on, and names those that are off', async () => {
    const on = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
    const off = { ...on, restrictPublicBuckets: false };

    expect(await plan(block, bucket({ PublicAccessBlockConfiguration: on }))).toMatchObject({ steps: [] });
    expect(await plan(block, bucket({ PublicAccessBlockConfiguration: off }))).toMatchObject({
      steps: [{ what: 'turn on RestrictPublicBuckets', on: 'payments-open' }],
      back: [{ what: 'turn RestrictPublicBuckets off again', on: 'payments-open' }],
    });
  });

  it('leaves a bucket that lives in another region to who names that region', async () => {
    const { resource, input } = bucket();

    expect(await plan(block, { resource: { ...resource, region: 'us-east-1' }, input })).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/another region.*expecting 'ap-northeast-1'/),
    });
  });

  it('never touches a bucket of that name in another account', async () => {
    const { resource, input } = bucket();

    await expect(plan(block, { resource: { ...resource, accountId: scene.dev }, input })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('is offered on the alert of the call that opened the bucket, which it closes', async () => {
    const settings = await loadPlaygroundSettings();
    const events = bucketOpened.events(1_790_000_000_000);
    theatre.aws.deliver(events);
    const { alert } = readAlert(openEnvelope([...events]).events[0]!, settings);
    const [choice, ...others] = choicesFor(alert, settings);

    expect(others).toEqual([]);
    expect(choice).toMatchObject({ remediation: { id: block }, subject: { resource: { id: scene.bucket } } });
    const { planned, applied } = await perform(block, choice!.subject);
    expect(planned.caveats[0]).toBe(
      'Its policy lets everybody in now, unless the account blocks that already; that ends.',
    );
    expect(applied).toEqual({ state: 'applied' });
  });
});

describe('making an image private', () => {
  const make = 'make-image-private';
  const launchPermission = [
    { group: 'all' },
    { userId: '123456789012' },
    { organizationArn: 'arn:aws:organizations::1:organization/o-abc' },
  ];
  const id = 'ami-0aaaabbbbccccdddd';
  const image = (input = {}): Task => ({
    resource: share(theatre.aws, { type: 'AWS::EC2::Image', id }, { launchPermission }).resource,
    input,
  });
  const sharesNow = () =>
    theatre.aws.world.findItem({ type: 'AWS::EC2::Image', id, ...place })?.configuration['launchPermission'];

  it('ends the sharing with everybody alone, and says who keeps it', async () => {
    const { planned } = await perform(make, image());

    expect(planned.caveats).toEqual([
      'It stays shared with the account 123456789012 and the organization or unit o-abc.',
      'The snapshots behind it have a sharing of their own, which stays as it is.',
    ]);
    expect(sharesNow()).toEqual(launchPermission.slice(1));
  });

  it('ends the sharing with single accounts where that is said', async () => {
    const { planned } = await perform(make, image({ accounts: 'remove' }));

    expect(planned.steps.map(({ what }) => what)).toEqual([
      'end the sharing with everybody',
      'end the sharing with 123456789012',
    ]);
    expect(sharesNow()).toEqual(launchPermission.slice(2));
  });

  it('promises no way back where the account blocks new sharing', async () => {
    guard('Image', 'block-new-sharing');

    const planned = await plan(make, image());
    guard('Image', 'unblocked');

    expect(planned).toMatchObject({
      back: [],
      caveats: [expect.stringMatching(/cannot be taken back/), expect.anything(), expect.stringContaining('snapshots')],
    });
  });
});

describe('making a snapshot private', () => {
  const make = 'make-snapshot-private';
  const volume = (): Task => {
    const createVolumePermission = [{ group: 'all' }];
    const of = { type: 'AWS::EC2::Snapshot', id: 'snap-0aaaabbbbccccdddd' };
    return { resource: share(theatre.aws, of, { createVolumePermission }).resource, input: {} };
  };

  it('finds that nobody can use it where the account blocks all sharing', async () => {
    guard('Snapshot', 'block-all-sharing');

    const planned = await plan(make, volume());
    guard('Snapshot', 'unblocked');

    expect(planned).toMatchObject({ outcome: 'already-compliant', reason: expect.stringMatching(/blocks all public/) });
  });

  it('promises no way back where the account blocks new sharing', async () => {
    guard('Snapshot', 'block-new-sharing');

    const planned = await plan(make, volume());
    guard('Snapshot', 'unblocked');

    expect(planned).toMatchObject({ back: [], caveats: [expect.stringMatching(/cannot be taken back/)] });
  });

  it.each(['DBSnapshot', 'DBClusterSnapshot'] as const)('keeps the accounts that may restore a %s', async (word) => {
    const { resource } = shareRestore(theatre.aws, word);
    const { planned } = await perform(make, { resource, input: {} });

    expect(planned.caveats).toEqual(['It stays shared with the account 123456789012.']);
    const { supplementary } = theatre.aws.world.findItem(resource) ?? {};
    expect(supplementary).toEqual({
      [`${word}Attributes`]: [{ attributeName: 'restore', attributeValues: ['123456789012'] }],
    });
  });

  it('finds nothing to do where only accounts share it', async () => {
    const { resource } = shareRestore(theatre.aws, 'DBSnapshot', ['123456789012', '444455556666']);

    expect(await plan(make, { resource, input: {} })).toMatchObject({ steps: [], back: [] });
  });
});

function bucketAt(id: string) {
  return { type: 'AWS::S3::Bucket', id, ...place };
}
