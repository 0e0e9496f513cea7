import { describe, expect, it } from 'vitest';
import { setUpActing } from './acting.ts';

describe('a remediation that a click asks for', () => {
  it('is planned, carried out once, proven, and judged again', async () => {
    const { run, click, open, aws, latest, deliver, entries, store, alert } = setUpActing();
    await open();

    await run(click());
    await deliver(120_000);

    expect(await latest()).toMatchObject({
      state: 'applied',
      approval: { state: 'approved', by: 'U0ALICE' },
      proof: { reached: true },
      compliance: { verdict: 'COMPLIANT' },
    });
    expect(aws.applied).toHaveLength(1);
    expect(aws.evaluated).toBe(1);
    expect(entries.map(({ kind }) => kind)).toEqual([
      'request',
      'plan',
      'decision',
      'intent',
      'call',
      'call',
      'outcome',
    ]);
    const notes = (await store.findAlert(alert.id))?.remediations;
    expect(notes).toMatchObject([{ remediation: 'config-remediation', state: 'applied', by: 'U0ALICE' }]);
  });
});
