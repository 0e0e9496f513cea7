import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchWork } from '../../../src/core/search/search-work.ts';
import { findBlockProblem } from '../../../src/playground/slack/blocks.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { renderSearch, withVerify } from '../../../src/slack/render/search.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { anOffer } from '../../flows/searching.ts';
import { faultsOf, mentionsIn } from '../oracle.ts';
import { sampleSearch } from './sample-search.ts';

const actionsIn = (blocks: unknown): readonly string[] =>
  [...JSON.stringify(blocks).matchAll(/"action_id":"(\w+)"/g)].map(([, id = '']) => id);

describe('a search that moves', () => {
  it('says how far it is, how long it still takes, and can be cancelled', () => {
    const message = renderSearch(sampleSearch('sg-0abc'), 12_400);

    expect(messageAsText(message)).toContain(
      '🔎 Searching for sg-0abc\n120 of 3 400 log files · 3.4 MB read · 45 120 records · 3 found · 12 s · about 3 min left',
    );
    expect(actionsIn(message.blocks)).toEqual(['search_cancel']);
  });

  it('names a key that is searched for by its last letters', () => {
    const text = JSON.stringify(renderSearch(sampleSearch('user:AKIAIOSFODNN7EXAMPLE'), 12_400));

    expect(text).toContain('AKIA…MPLE');
    expect(text).not.toContain('IOSFODNN7');
  });

  it('says which run it is, where there was one before', () => {
    const text = messageAsText(renderSearch(sampleSearch('x', { runs: 2 }), 100_000));
    const queued = messageAsText(renderSearch(sampleSearch('x', { runs: 2 }, 'queued'), 100_000));

    expect(text).toContain('run 2');
    expect(queued).toContain('run 3');
  });

  it('says who is cancelling it, and has no button then', () => {
    const message = renderSearch(sampleSearch('x', { cancelBy: 'U0BOB' }), 1);

    expect(messageAsText(message)).toContain('Being cancelled by');
    expect(actionsIn(message.blocks)).toEqual([]);
  });

  it('says what Athena has done and what that costs', () => {
    const progress = { state: 'running', scannedBytes: 1.2e9, seconds: 5, dollars: 0.0612 } as const;
    const athena = { id: 'e', polls: 2, progress };

    expect(messageAsText(renderSearch(sampleSearch('x', { engine: 'athena', athena }, 'athena'), 9000))).toContain(
      'With Athena: running · 1.2 GB scanned · $0.06 so far · 9 s',
    );
  });
});

describe('a search that asks which way to go', () => {
  const much = { objects: 400_000, compressedBytes: 9e9, isMore: true };
  const offer = anOffer({
    measured: much,
    direct: { seconds: 1143, dollars: 0.19 },
    athena: { seconds: 83, dollars: 0.2 },
    better: 'athena',
  });

  it('tells time and money of both and what the better one saves', () => {
    const message = renderSearch(sampleSearch('x', { offer, isSettled: false }, 'waiting'), 1);

    const text = messageAsText(message);
    expect(text).toContain('more than 400 000 log files, 9.0 GB');
    expect(text).toContain('Directly: at least 19 min, $0.19');
    expect(text).toContain('With Athena: at least 83 s, $0.20, 18 min quicker');
    expect(actionsIn(message.blocks)).toEqual(['search_direct', 'search_athena', 'search_cancel']);
    expect(JSON.stringify(message.blocks)).toContain('"value":"search-key"');
  });

  it.each([
    { better: 'direct', took: [2, 0.001, 3, 0.001], said: 'Either way is as good.' },
    { better: 'direct', took: [2, 0.001, 60, 0.001], said: 'Directly: at least 2 s, less than a cent, 58 s quicker' },
    { better: 'direct', took: [60, 0.01, 55, 0.5], said: 'Directly: at least 60 s, $0.01, $0.49 cheaper' },
    { better: 'athena', took: [60, 0.02, 55, 0.03], said: 'Either way is as good.' },
  ] as const)('whose better way is $better of $took says “$said”', ({ better, took: [s, money, t, more], said }) => {
    const [direct, athena] = [
      { seconds: s, dollars: money },
      { seconds: t, dollars: more },
    ];
    const either = { ...offer, direct, athena, better };
    const message = renderSearch(sampleSearch('x', { offer: either, isSettled: false }, 'waiting'), 1);

    expect(messageAsText(message)).toContain(said);
    expect(messageAsText(message).match(/quicker|cheaper|as good/g)).toHaveLength(1);
  });

  it('says that Athena is not there, and how to narrow the query', () => {
    const work: Partial<SearchWork> = { offer: { ...offer, hasAthena: false }, isSettled: false };
    const message = renderSearch(sampleSearch('x', work, 'waiting'), 1);

    expect(messageAsText(message)).toContain('Athena is not set up here');
    expect(messageAsText(message)).toContain('since:');
    expect(actionsIn(message.blocks)).toEqual(['search_direct', 'search_cancel']);
  });
});

describe('an answer', () => {
  const message = { text: 'Found', blocks: [] };

  it('can be verified once, where log files were read and something was found', () => {
    const verified = { verified: 1, altered: 0, missing: 0, notCovered: 0, others: [] };
    const buttons = (work: Partial<SearchWork>) =>
      actionsIn(withVerify(message, sampleSearch('x', work, 'done'), 1000).blocks);

    expect(buttons({})).toEqual(['search_verify']);
    expect(buttons({ verified })).toEqual([]);
    expect(buttons({ engine: 'athena' })).toEqual([]);
    expect(buttons({ verifyingUntil: 2000 })).toEqual([]);
    expect(buttons({ verifyingUntil: 500 })).toEqual(['search_verify']);
  });
});

it('whatever was asked for, it is a message that Slack takes and that mentions nobody', () => {
  const states = fc.constantFrom('queued' as const, 'running' as const, 'waiting' as const, 'athena' as const);
  const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: anyCharacter, maxLength: 500 }));
  fc.assert(
    fc.property(text, states, fc.boolean(), (what, state, isSettled) => {
      const message = renderSearch(sampleSearch(what, { isSettled, offer: anOffer() }, state), 5);

      expect(faultsOf(message)).toEqual([]);
      expect(mentionsIn(message)).toEqual([]);
      expect(findBlockProblem(message.blocks)).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});
