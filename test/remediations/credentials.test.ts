import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import type { Alert } from '../../src/core/alert.ts';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import type { Settings } from '../../src/core/settings.ts';
import { bridged, prod } from '../../src/playground/scenes/events.ts';
import { keyMade } from '../../src/playground/scenes/key-made.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import type { Remediation, Task } from '../../src/remediations/define.ts';
import { choicesFor, findRemediation } from '../../src/remediations/index.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';
import { openTheatre, type Theatre } from './actors.ts';
import { giveKey } from './exposed.ts';

let theatre: Theatre;
let settings: Settings;
beforeAll(async () => {
  theatre = await openTheatre();
  settings = await loadPlaygroundSettings();
});
afterAll(() => theatre?.close());
beforeEach(() => theatre.forget());

const key = 'AKIAIOSFODNN7EXAMPLE';

function remediationOf(id: string): Remediation {
  const found = findRemediation(id);
  if (!found) throw new Error(`${id} is not listed`);
  return found;
}

async function plan(id: string, task: Task) {
  const remediation = remediationOf(id);
  return remediation.plan(task, theatre.contextOf(remediation, task));
}

function user(id = 'deploy', input = { key }): Task {
  return { resource: { type: 'AWS::IAM::User', id, accountId: scene.prod, region: 'global' }, input };
}

/** What is offered on the alert of an event, with what it would be done to. */
function offeredOn(events: readonly object[]): { alert: Alert; offers: object } {
  const { alert } = readAlert(openEnvelope([...events]).events[0]!, settings);
  const choices = choicesFor(alert, settings).map(({ remediation, subject }) => [
    remediation.id,
    { on: subject.resource.id, ...subject.input },
  ]);
  return { alert, offers: Object.fromEntries(choices) };
}

/** GuardDuty saw a key at work. */
function keyFinding(accessKeyDetails: object): object[] {
  const detail = {
    ...{ id: 'abc', accountId: prod.account, region: prod.region, severity: 8, title: 'A key was used from afar.' },
    ...{ type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS' },
    resource: { resourceType: 'AccessKey', accessKeyDetails },
  };
  return [bridged({ ...prod, source: 'aws.guardduty', detailType: 'GuardDuty Finding' }, detail, 1_790_000_000_000)];
}

describe('deactivating an access key', () => {
  const deactivate = 'deactivate-access-key';

  it('is told who uses the key, how long ago and where', async () => {
    giveKey(theatre.aws, { id: key, status: 'Active' });

    expect(await plan(deactivate, user())).toMatchObject({
      steps: [{ what: `deactivate the access key ${key}`, on: 'deploy' }],
      caveats: [
        expect.stringMatching(/^Something uses it: last [34] minutes ago, for s3 in us-east-1\.$/),
        expect.anything(),
      ],
    });
  });

  it('finds the user that AWS Config numbers, by its ARN', async () => {
    const { resource } = giveKey(theatre.aws, { id: key, status: 'Inactive' });

    expect(await plan(deactivate, { resource: { ...resource, name: 'A name tag' }, input: { key } })).toMatchObject({
      steps: [],
      before: { user: 'deploy', status: 'Inactive' },
    });
  });

  const root = { type: 'AWS::::Account', id: scene.prod, accountId: scene.prod, region: 'global' };
  it.each([
    {
      of: 'a key that the user does not have',
      task: user('deploy', { key: 'AKIAZZZZZZZZZZZZZZZZ' }),
      why: /no access key/,
    },
    { of: 'a user that is not there', task: user('nobody'), why: /no user nobody/ },
    { of: 'a temporary key', task: user('deploy', { key: 'ASIAIOSFODNN7EXAMPLE' }), why: /revoke the role's sessions/ },
    { of: 'the root user', task: { ...user(), resource: root }, why: /sign in as root/ },
  ])('says what to do about $of', async ({ task, why }) => {
    giveKey(theatre.aws, { id: key, status: 'Active' });

    const planned = await plan(deactivate, task);

    expect(planned).toMatchObject({
      outcome: expect.stringMatching(/^(resource-gone|failed)$/),
      reason: expect.stringMatching(why),
    });
    expect(theatre.asked.act).toEqual([]);
  });

  it('is offered on the alert of a new key, and ends that key', async () => {
    const events = keyMade.events(1_790_000_000_000);
    theatre.aws.deliver(events);
    const { alert, offers } = offeredOn(events);
    const made = alert.ids?.['accessKey'] ?? '';
    const [choice] = choicesFor(alert, settings);
    const remediation = remediationOf(deactivate);
    const ctx = theatre.contextOf(remediation, choice!.subject);

    expect(made).toMatch(/^AKIA[A-Z0-9]{16}$/);
    expect(offers).toEqual({ [deactivate]: { on: scene.robot, key: made } });
    const planned = await remediation.plan(choice!.subject, ctx);
    expect('before' in planned && (await remediation.apply(choice!.subject, planned.before, ctx))).toEqual({
      state: 'applied',
    });
    expect(await remediation.plan(choice!.subject, ctx)).toMatchObject({ before: { status: 'Inactive' } });
  });

  it.each([
    ['a long-lived key of a user', { accessKeyId: key, userType: 'IAMUser', userName: 'deploy' }, deactivate],
    [
      'a key of a role',
      { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', userType: 'AssumedRole', userName: 'app' },
      'revoke-role-sessions',
    ],
  ])('meets a finding about %s with what ends it', (_, details, id) => {
    const { offers } = offeredOn(keyFinding(details));

    expect(Object.keys(offers).filter((one) => /key|sessions/.test(one))).toEqual([id]);
  });

  it.each([
    ['root’s key', { accessKeyId: key, userType: 'Root', userName: 'Root' }],
    [
      'a session of a role of AWS’s',
      { accessKeyId: 'ASIAX', userType: 'AssumedRole', userName: 'AWSServiceRoleForSupport' },
    ],
    ['a session of our own', { accessKeyId: 'ASIAX', userType: 'AssumedRole', userName: 'noroshi-remediate' }],
  ])('offers nothing about %s that could not be done', (_, details) => {
    const { offers } = offeredOn(keyFinding(details));

    expect(Object.keys(offers).filter((one) => /key|sessions/.test(one))).toEqual([]);
  });
});
