import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trail } from '../../../src/commands/trail.ts';
import { followUpsOf } from '../../../src/core/follow-up.ts';
import type { Reply, ReplySection } from '../../../src/core/reply.ts';
import { planSearch } from '../../../src/core/search/plan-search.ts';
import type { SearchEnd } from '../../../src/core/search/search-plan.ts';
import { searchReply } from '../../../src/core/search/search-reply.ts';
import { parseTrailQuery } from '../../../src/core/search/trail-language.ts';
import { limits, sizeOf } from '../../../src/slack/render/limits.ts';
import { renderReply } from '../../../src/slack/render/reply.ts';
import { aRecord, askedAt, createContext } from '../../commands/context.ts';
import { someSettings } from '../../delivery/settings.ts';

const settings = someSettings();
const telling = { settings, jobKey: 'key-of-the-job' };
const plan = planSearch({ query: 'a OR b', since: '6h' }, { settings, askedAt });

function ended(records: readonly string[], change: Partial<SearchEnd> = {}): SearchEnd {
  const summary = {
    ...{ objects: 3, compressedBytes: 1, inflatedBytes: 1, records: 9, matches: records.length, duplicates: 0 },
    ...{ seconds: 1, failedObjects: [] },
  };
  return { records, summary, engine: 'direct', runs: 1, ...change };
}

function tell(records: readonly string[], change: Partial<SearchEnd> = {}): Reply {
  return searchReply(plan, ended(records, change), telling);
}

const listsOf = ({ sections }: Reply) => sections.flatMap((one) => (one.kind === 'list' ? [one.items] : []));
const textsOf = (sections: readonly ReplySection[]) => sections.flatMap((one) => (one.kind === 'text' ? one.text : []));

/** So many of somebody, a minute apart. */
function many(count: number, change: (at: number) => object): readonly string[] {
  return Array.from({ length: count }, (_, at) =>
    aRecord({ eventTime: new Date(askedAt - at * 60_000).toISOString(), eventID: `id-${at}`, ...change(at) }),
  );
}

const someone = (name: string) => ({
  userIdentity: { type: 'IAMUser', userName: name, arn: `arn:aws:iam::111122223333:user/${name}` },
});

describe('the answer of a search', () => {
  it('groups many by who did it, each in a sentence, and shows the newest', () => {
    const reply = tell(
      many(40, (at) => (at < 30 ? someone('mallory') : { ...someone('bob'), errorCode: 'AccessDenied' })),
    );
    const [groups, newest] = listsOf(reply);

    expect(groups?.map(({ lead, body }) => [lead, body])).toEqual([
      [
        'mallory',
        '30 times between 2026-11-20 16:11:00 and 16:40:00 UTC: AuthorizeSecurityGroupIngress (30); from 203.0.113.7 (30)',
      ],
      [
        'bob',
        '10 times between 2026-11-20 16:01:00 and 16:10:00 UTC: AuthorizeSecurityGroupIngress (10); from 203.0.113.7 (10); all of them failed or were refused',
      ],
    ]);
    expect(newest).toHaveLength(5);
  });

  it('takes the sessions of a role that a program wears for one actor, and says of how many it speaks', () => {
    const session = (role: string, at: number) => ({
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::111122223333:assumed-role/${role}/i-0abc${at}`,
        sessionContext: { sessionIssuer: { type: 'Role', userName: role } },
      },
    });
    const records = many(40, (at) => session(at < 30 ? 'ledger' : 'deploy', at));
    const summary = { ...ended(records).summary, matches: 900 };
    const reply = tell(records, { summary });

    expect(textsOf(reply.sections).slice(0, 2)).toEqual(['Searched for: a OR b', 'Of the newest 40:']);
    expect(listsOf(reply)[0]?.map(({ lead, ask }) => [lead, ask?.text.split(' since:')[0]])).toEqual([
      ['ledger', '(a OR b) user:arn:aws:sts::111122223333:assumed-role/ledger/'],
      ['deploy', '(a OR b) user:arn:aws:sts::111122223333:assumed-role/deploy/'],
    ]);
  });

  it('groups what one actor did by what it was, and says how many groups are left', () => {
    const reply = tell(many(40, (at) => ({ eventName: `Call${at % 9}` })));

    expect(listsOf(reply)[0]?.[0]).toMatchObject({
      lead: 'Call0',
      body: expect.stringMatching(/^5 times .*by mallory/),
    });
    expect(textsOf(reply.sections)).toContain('… and 3 more events, in the files');
  });

  it('leads on to the same actor, resource and address in the same time, and to who changed it', () => {
    const asks = followUpsOf(tell([aRecord()]));

    const when = 'since:2026-11-20T10:40:00.000Z until:2026-11-20T16:40:00.000Z';
    const at = 'account:111122223333 region:us-east-1 type:AWS::EC2::SecurityGroup';
    expect(asks).toEqual([
      {
        ...{ label: 'Same actor: mallory', command: '/aws-trail' },
        text: `user:arn:aws:iam::111122223333:user/mallory ${when}`,
      },
      {
        ...{ label: 'Same resource: sg-0123456789abcdef0', command: '/aws-trail' },
        text: `resource:sg-0123456789abcdef0 ${when}`,
      },
      { label: 'Same address: 203.0.113.7', command: '/aws-trail', text: `ip:203.0.113.7 ${when}` },
      { label: 'Who changed it', command: '/aws-resource', text: `"sg-0123456789abcdef0" ${at} history` },
    ]);
  });

  it('narrows to a group without letting what was asked for fall apart', async () => {
    const reply = tell(many(40, (at) => someone(at < 30 ? 'mallory' : 'bob')));
    const [only] = followUpsOf(reply);

    const answered = await trail.answer(only?.text ?? '', createContext());

    expect(only?.label).toBe('Only these');
    expect(answered).toMatchObject({
      plan: { query: { since: plan.query.since, until: plan.query.until } },
    });
    expect('plan' in answered && answered.plan.query.where).toEqual(
      parseTrailQuery('(a OR b) user:arn:aws:iam::111122223333:user/mallory'),
    );
  });

  it('leads on to the instance that was started, which the answer alone names', () => {
    const started = aRecord({
      eventName: 'RunInstances',
      requestParameters: { instancesSet: { items: [{ imageId: 'ami-1', minCount: 1 }] } },
      responseElements: { requestId: 'r-1', instancesSet: { items: [{ instanceId: 'i-0abc', imageId: 'ami-1' }] } },
    });

    expect(followUpsOf(tell([started])).map(({ label, text }) => [label, text.split(' ')[0]])).toEqual(
      expect.arrayContaining([
        ['Same resource: i-0abc', 'resource:i-0abc'],
        ['Who changed it', '"i-0abc"'],
      ]),
    );
  });

  it('asks nothing about whom it does not know', () => {
    const nobody = aRecord({ userIdentity: 7, requestParameters: null, sourceIPAddress: 'ec2.amazonaws.com' });

    expect(followUpsOf(tell([nobody]))).toEqual([]);
  });

  it('asks nothing of AWS Config about an account that is not ours', () => {
    const foreign = aRecord({ recipientAccountId: '999988887777' });

    expect(followUpsOf(tell([foreign])).map(({ command }) => command)).not.toContain('/aws-resource');
  });

  const quotes = fc.constantFrom('“a b”', '«', '"', "it's 'x y'", '\\', '&lt;<b>', 'a --b c since:2h');
  const anyName = fc.oneof(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), quotes);

  it('asks follow-ups that mean what was found, whatever names hold', async () => {
    await fc.assert(
      fc.asyncProperty(anyName, async (name) => {
        const arn = `arn:aws:iam::111122223333:user/${name}`;
        const [same] = followUpsOf(tell([aRecord({ userIdentity: { type: 'IAMUser', userName: name, arn } })]));
        if (!same?.label.startsWith('Same actor')) return;
        const answered = await trail.answer(same.text, createContext());

        const field = { kind: 'field', field: 'user', value: arn.trim() };
        expect('plan' in answered && answered.plan.query.where).toEqual(field);
      }),
    );
  });

  it('offers to be kept by a name, as it was typed', () => {
    const asks = tell([aRecord()]).sections.find(({ kind }) => kind === 'asks');

    expect(asks).toMatchObject({ presses: [{ press: 'save', keeps: 'a OR b since:6h' }] });
  });

  it('never tells a key or a token, in whichever form it leaves', () => {
    const secret = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00';
    const key = 'AKIAIOSFODNN7EXAMPLE';
    const record = aRecord({
      ...{ eventName: 'CreateAccessKey', requestParameters: { userName: key, password: secret } },
      ...{ responseElements: { accessKey: { accessKeyId: key, secretAccessKey: secret } } },
      ...{ userAgent: `curl token=${secret}`, errorMessage: `no ${key} secret: ${secret}` },
      userIdentity: { type: 'IAMUser', userName: 'mallory', accessKeyId: key },
    });

    const reply = JSON.stringify([tell([record]), tell(Array.from({ length: 30 }, () => record))]);

    expect(reply).not.toContain(secret);
    expect(reply).not.toContain(key);
    expect(reply).toContain('AKIA…MPLE');
  });

  it('says that it is not all, who ended it, and which log files cannot be trusted', () => {
    const verified = {
      ...{ verified: 2, altered: 1, missing: 0, notCovered: 1 },
      others: [
        { key: 'a.json.gz', state: 'altered', why: 'its hash differs' },
        { key: 'b.json.gz', state: 'notCovered' },
      ],
    } as const;
    const { sections } = tell([], { unfinished: 'cancelled', cancelledBy: 'U0BOB', objectsTotal: 900, verified });

    expect(sections).toContainEqual({ kind: 'person', label: 'Cancelled by', id: 'U0BOB' });
    const notes = textsOf(sections).at(-1);
    expect(notes).toContain('cancelled after 3 of 900 log files');
    expect(notes).toContain('2 verified, 1 altered, 0 missing, 1 not covered');
    expect(notes).toContain('altered: a.json.gz (its hash differs)');
    expect(notes).toContain('not covered: b.json.gz');
  });

  it('stays within what Slack takes, whatever records hold', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 3000, minLength: 2000 }));
    const record = fc.record({
      eventName: text,
      userIdentity: fc.record({ type: text, arn: text }),
      requestParameters: fc.record({ bucketName: text }),
      sourceIPAddress: text,
      eventTime: text,
      errorCode: text,
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (records) => {
        const { blocks, text: said } = renderReply(
          tell(records.map((one) => JSON.stringify(one))),
          undefined,
          'job-key-1',
        );

        expect(blocks.length).toBeLessThanOrEqual(limits.blocks);
        expect(sizeOf(blocks)).toBeLessThanOrEqual(limits.allBlocks);
        expect(said.length).toBeLessThanOrEqual(limits.text);
      }),
      { numRuns: 60 },
    );
  });
});
