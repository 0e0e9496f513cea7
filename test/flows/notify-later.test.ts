import { describe, expect, it } from 'vitest';
import type { ItemSummary } from '../../src/core/ports.ts';
import { type Resource, resourceKey } from '../../src/core/resource.ts';
import { notify } from '../../src/flows/notify.ts';
import { complianceChange, message, openNotify } from './notify-world.ts';

/** An aggregator that has not recorded anything until it is told a name and a tag. */
function slowAggregator() {
  let known: Readonly<Record<string, string>> | undefined;
  const findSummaries = async (resources: readonly Resource[]): Promise<ReadonlyMap<string, ItemSummary>> =>
    new Map(known ? resources.map((resource) => [resourceKey(resource), { resource, tags: known ?? {} }]) : []);
  return { aggregator: { findSummaries }, record: (tags: Readonly<Record<string, string>>) => (known = tags) };
}

type At = ReturnType<typeof openNotify>;
const later = ({ sent }: At) => sent.filter(({ queue }) => queue === 'alerts');

/** The clock runs on to the last message that was sent to come later, and it comes. */
async function comes(at: At, world = at.world): Promise<void> {
  const last = later(at).at(-1);
  at.clock.pass((last?.delay ?? 0) * 1000);
  expect(await notify([message(last?.body, `again-${later(at).length}`)], world)).toEqual([]);
  await at.settle();
}

describe('a resource that is too new for AWS Config', () => {
  it('is asked for again after 2 and 10 minutes, and its message is edited', async () => {
    const { aggregator, record } = slowAggregator();
    const at = openNotify({ aggregator });
    const first = message(complianceChange({ resourceId: 'i-0new' }));
    await notify([first], at.world);
    await at.settle();
    expect(at.blocks.at(-1)).toContain('not recorded by AWS Config yet');

    await comes(at);
    record({ Name: 'web-9', team: 'web' });
    await comes(at);

    expect(later(at).map(({ delay }) => delay)).toEqual([120, 480]);
    expect(at.messages).toMatchObject([{ edits: 1, text: expect.stringContaining('web-9 (i-0new)') }]);
    expect(at.blocks.at(-1)).not.toContain('not recorded');
  });

  it('is given up after the second look, and never asked for when all is known', async () => {
    const at = openNotify({ aggregator: slowAggregator().aggregator });
    await notify([message(complianceChange())], at.world);
    await comes(at);
    await comes(at);
    expect(later(at)).toHaveLength(2);
    expect(at.blocks.at(-1)).toContain('not recorded by AWS Config"');

    const known = openNotify();
    await notify([message(complianceChange())], known.world);
    expect(later(known)).toEqual([]);
  });

  it('adds the messages that its tags ask for, once they are known', async () => {
    const { aggregator, record } = slowAggregator();
    const routes = [{ when: { tag: { team: 'payments' } }, to: 'owner' }, { to: 'C0SECURITY' }];
    const at = openNotify({ aggregator }, { routes });
    await notify([message(complianceChange())], at.world);
    await at.settle();
    record({ team: 'payments' });

    await comes(at);

    expect(at.messages.map(({ channel }) => channel)).toEqual([
      at.own('C0SECURITY'),
      expect.stringMatching(/^DU0PAYLEAD/),
    ]);
  });

  it('keeps the name and the owner that its event told, although AWS Config knows nothing', async () => {
    const at = openNotify({ aggregator: slowAggregator().aggregator });
    const tags = [
      { key: 'Name', value: 'web-prod' },
      { key: 'Owner', value: 'team-web' },
    ];

    await notify([message(groupCreated(tags))], at.world);
    await at.settle();

    expect(at.messages[0]?.text).toContain('web-prod (sg-0new)');
    expect(at.blocks.at(-1)).toContain('team-web');
    expect(at.blocks.at(-1)).not.toContain('unavailable');
  });

  it('is no longer of interest when nobody knows the alert', async () => {
    const at = openNotify();

    expect(await notify([message({ enrich: ['gone'], attempt: 1 })], at.world)).toEqual([]);
    expect([at.messages, at.sent]).toEqual([[], []]);
  });

  it('is not mistaken for a message of somebody else', async () => {
    const at = openNotify();

    await notify([message('{"enrich": "../../x", "attempt": 1}')], at.world);
    await at.settle();

    expect(at.textsIn(at.own('C0OPERATIONS'))).toEqual([expect.stringContaining('could not be read')]);
  });
});

/** CreateSecurityGroup with tags, as CloudTrail records it. */
function groupCreated(tags: readonly { key: string; value: string }[]) {
  return {
    version: '0',
    id: 'created-1',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    account: '111122223333',
    time: '2026-01-01T10:00:00Z',
    region: 'eu-west-1',
    resources: [],
    detail: {
      userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::111122223333:user/alice' },
      eventTime: '2026-01-01T10:00:00Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'CreateSecurityGroup',
      eventID: 'created-1',
      awsRegion: 'eu-west-1',
      recipientAccountId: '111122223333',
      sourceIPAddress: '192.0.2.7',
      requestParameters: {
        groupName: 'web',
        groupDescription: 'web',
        vpcId: 'vpc-1',
        tagSpecificationSet: { items: [{ resourceType: 'security-group', tags }] },
      },
      responseElements: { groupId: 'sg-0new' },
    },
  };
}

describe('what the settings keep quiet', () => {
  const quiet = (at: At, change: object) => ({ ...at.world, settings: { ...at.world.settings, ...change } });

  it('is recorded and not posted, with the reason in the log', async () => {
    const at = openNotify();
    const world = quiet(at, { ignore: [{ rule: 'approved-*', because: 'an experiment' }] });

    expect(await notify([message(complianceChange({ resourceId: 'i-0quiet' }))], world)).toEqual([]);
    await at.settle();

    expect(at.messages).toEqual([]);
    expect(at.logged).toContain('An alert was recorded and not posted');
  });

  it('waits for the tags where a rule on tags may fit', async () => {
    const ignore = [{ kind: 'config-compliance-change', tag: { team: 'sandbox' }, because: 'a sandbox' }];
    const { aggregator, record } = slowAggregator();
    record({ team: 'sandbox' });
    const at = openNotify({ aggregator });
    await notify([message(complianceChange())], quiet(at, { ignore }));
    record({ team: 'payments' });
    await notify([message(complianceChange({ resourceId: 'i-0loud' }))], quiet(at, { ignore }));
    await at.settle();

    expect(at.messages.map(({ text }) => text)).toEqual([expect.stringContaining('i-0loud')]);
  });
});
