import { describe, expect, it } from 'vitest';
import { followUpsOf } from '../../../src/core/follow-up.ts';
import type { Reply } from '../../../src/core/reply.ts';
import { planSearch } from '../../../src/core/search/plan-search.ts';
import type { SearchPlan } from '../../../src/core/search/search-plan.ts';
import { searchReply } from '../../../src/core/search/search-reply.ts';
import { aRecord, askedAt } from '../../commands/context.ts';
import { someSettings } from '../../delivery/settings.ts';

const settings = someSettings();

/** The answer of a search that found these. */
function answerOf(plan: SearchPlan, records: readonly string[]): Reply {
  const summary = {
    ...{ objects: 3, compressedBytes: 1, inflatedBytes: 1, records: 9, matches: records.length, duplicates: 0 },
    ...{ seconds: 1, failedObjects: [] },
  };
  const end = { records, summary, engine: 'direct', runs: 1 } as const;
  return searchReply(plan, end, { settings, jobKey: 'key-of-the-job' });
}

/** What it says below its list. */
function saidBy(plan: SearchPlan, records: readonly string[]): string {
  return answerOf(plan, records)
    .sections.flatMap((one) => (one.kind === 'text' ? one.text : []))
    .join();
}

const answered = (query: string, records: readonly string[]) =>
  answerOf(planSearch({ query, since: '6h' }, { settings, askedAt }), records);

const told = (query: string, records: readonly string[]) =>
  saidBy(planSearch({ query, since: '6h' }, { settings, askedAt }), records);

describe('where an answer leads', () => {
  it('leads on to what was looked for, also where the newest record is of something else', () => {
    const other = aRecord({
      requestParameters: { groupId: 'sg-0fedcba9876543210' },
      userIdentity: { type: 'IAMUser', userName: 'bob', arn: 'arn:aws:iam::111122223333:user/bob' },
    });
    const labels = (query: string, records: readonly string[]) =>
      followUpsOf(answered(query, records)).map(({ label }) => label.replace('Same ', ''));

    expect(labels('sg-0123456789abcdef0', [other, aRecord()])).toEqual([
      ...['actor: mallory', 'resource: sg-0123456789abcdef0', 'address: 203.0.113.7', 'Who changed it'],
    ]);
    expect(labels('i-0123456789abcdef0', [other])).toEqual([
      ...['actor: bob', 'resource: i-0123456789abcdef0', 'address: 203.0.113.7'],
    ]);
    expect(labels('mallory', [other])).toContain('resource: sg-0fedcba9876543210');
  });
});

describe('what is to know of an answer', () => {
  const hint = 'Logs hold ids, seldom names: try the id, which /aws-resource payments-bastion tells.';

  it.each([
    ['payments-bastion', 0, true],
    ['resource:payments-bastion', 1, true],
    ['payments-bastion', 4, false],
    ['payments-bastion event:RunInstances', 0, false],
    ['sg-0123456789abcdef0', 0, false],
    ['arn:aws:iam::111122223333:role/payments-bastion', 0, false],
    ['mallory', 0, false],
    ['RunInstances', 0, false],
  ])('of %s with %i hits says that logs hold ids: %s', (query, count, says) => {
    const said = told(query, Array(count).fill(aRecord()));

    expect(said.includes(hint)).toBe(says);
    expect(said.includes('Logs hold ids')).toBe(says);
  });

  it('does not say so of a name that a record is about', () => {
    const bucket = aRecord({ requestParameters: { bucketName: 'payments-logs' } });

    expect(told('payments-logs', [bucket])).not.toContain('Logs hold ids');
  });

  it.each([
    [planSearch({ query: 'a OR b', since: '6h' }, { settings, askedAt }), true],
    [planSearch({ query: 'a', since: '6h', 'ignore-case': 'yes' }, { settings, askedAt }), false],
    [planSearch({ since: '6h' }, { settings, askedAt }), false],
  ])('that found nothing says that capitals matter, where they do', (asked, says) => {
    const said = saidBy(asked, []);

    expect(said.includes('Capitals matter')).toBe(says);
    expect(said).toContain('Calls of the last 15 minutes');
  });
});
