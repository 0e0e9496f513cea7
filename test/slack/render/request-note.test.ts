import { describe, expect, it } from 'vitest';
import type { RequestState } from '../../../src/core/remediation.ts';
import { renderAlert } from '../../../src/slack/render/alert.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { stateWords } from '../../../src/slack/render/request-words.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { faultsOf, imitationsIn, mentionsIn } from '../oracle.ts';
import { sampleAlert } from './sample.ts';

const note = {
  ...{ requestId: 'r1', remediation: 'stop-instance', attempt: 1, state: 'applied' as RequestState, rev: 3 },
  ...{ by: 'U0ALICE', at: Date.parse('2026-11-20T03:14:00Z'), title: 'Stop instance' },
};
const shown = (...changes: readonly Partial<typeof note & { isUndo: true; why: string }>[]) => {
  const notes = changes.map((change) => ({ ...note, ...change }));
  return renderAlert({ alert: sampleAlert, status: 'open' }, { offers: [], notes });
};
const lines = (message: ReturnType<typeof shown>) => messageAsText(message).split('\n').slice(-1)[0];

describe('what became of a remediation, in the alert', () => {
  it.each<[Partial<typeof note & { isUndo: true }>, string]>([
    [{}, '✅ Stop instance: done · by @U0ALICE · 2026-11-20 03:14:00 UTC'],
    [
      { state: 'awaiting' },
      '🔐 Stop instance: waits for the approval of a second person · by @U0ALICE · 2026-11-20 03:14:00 UTC · see the thread',
    ],
    [{ state: 'failed', attempt: 2, by: 'noroshi' }, '❌ Stop instance: failed (attempt 2) · 2026-11-20 03:14:00 UTC'],
    [{ by: 'auto' }, '✅ Stop instance: done · by itself, as the policy says · 2026-11-20 03:14:00 UTC'],
    [{ isUndo: true }, '↩ Stop instance: taken back · by @U0ALICE · 2026-11-20 03:14:00 UTC'],
    [
      { isUndo: true, state: 'denied' },
      '⛔ Take back: Stop instance: denied; nothing was done · by @U0ALICE · 2026-11-20 03:14:00 UTC',
    ],
  ])('is one line: %o', (change, line) => {
    expect(lines(shown(change))).toBe(line);
  });

  it('says why one was refused, and leaves a long reason to the thread', () => {
    const why = 'remediations are switched off';

    expect(lines(shown({ state: 'refused', why }))).toBe(
      `⛔ Stop instance: refused; nothing was done · why: ${why} · by @U0ALICE · 2026-11-20 03:14:00 UTC`,
    );
    expect(lines(shown({ state: 'refused', why: `${why} (${'x'.repeat(140)})` }))).toBe(
      '⛔ Stop instance: refused; nothing was done · by @U0ALICE · 2026-11-20 03:14:00 UTC',
    );
  });

  it.each(Object.keys(stateWords) as RequestState[])('is told while it is %s, in a resolved alert too', (state) => {
    const message = renderAlert(
      { alert: sampleAlert, status: 'resolved' },
      { offers: [], notes: [{ ...note, state }] },
    );

    expect(messageAsText(message)).toContain(stateWords[state][1]);
    expect(faultsOf(message)).toEqual([]);
  });

  it('is harmless whatever it is called and whoever it was', () => {
    for (const payload of hostile) {
      const message = shown({ title: payload, by: payload }, { title: payload, state: 'refused', why: payload });

      expect(faultsOf(message)).toEqual([]);
      expect(mentionsIn(message).filter((one) => !one.includes('U0ALICE'))).toEqual([]);
      expect(
        imitationsIn(
          message,
          (line) => line.length > 3 && !/^(What changed|Details)$/.test(line) && line === payload.trim(),
        ),
      ).toEqual([]);
    }
  });
});
