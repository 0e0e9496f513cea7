import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/core/ports.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { renderDigest } from '../../../src/slack/render/digest.ts';

const openedAt = Date.parse('2026-01-01T03:00:00Z');

const aMember = (change: Partial<Member>): Member => ({
  ...{
    alertId: 'a',
    rev: 1,
    sourceAt: 0,
    kind: 'config-compliance-change',
    title: 'A title',
    severity: 'medium',
    status: 'open',
  },
  ...{ accountId: '111122223333', accountName: 'payments-prod', occurredAt: '2026-01-01T03:00:00Z' },
  ...change,
});

const shown = (members: readonly Member[]) =>
  messageAsText(renderDigest({ id: 'D1', channel: 'C0SECURITY', lane: 'usual', openedAt }, members));

describe("a digest's message", () => {
  it('says a sentence once, and how often it holds', () => {
    const text = shown([
      aMember({ alertId: 'a' }),
      aMember({ alertId: 'b' }),
      aMember({ alertId: 'c', accountName: 'payments-dev' }),
    ]);

    expect(text).toContain('A title · payments-prod · 2 times');
    expect(text).toMatch(/A title · payments-dev\n/);
  });

  it('counts by the rule or the finding, where there is one', () => {
    const text = shown([
      ...Array.from({ length: 3 }, () => aMember({ about: 'restricted-ssh' })),
      aMember({ about: 'approved-amis-by-id' }),
      aMember({ kind: 'root-activity' }),
    ]);

    expect(text).toContain('Rule or finding: 3 restricted-ssh · 1 approved-amis-by-id');
    expect(shown([aMember({})])).not.toContain('Rule or finding');
  });
});
