import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userError } from '../../../src/core/errors.ts';
import type { Reply } from '../../../src/core/reply.ts';
import { messageAsText } from '../../../src/slack/render/as-text.ts';
import { renderBroken, renderError, renderNotAccepted } from '../../../src/slack/render/error.ts';
import { withinLimits } from '../../../src/slack/render/limits.ts';
import { renderHeard } from '../../../src/slack/render/progress.ts';
import { renderReply } from '../../../src/slack/render/reply.ts';
import { anyCharacter } from '../../fixtures/any-character.ts';
import { hostile } from '../../fixtures/hostile.ts';
import { faultsOf, mentionsIn } from '../oracle.ts';

const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: anyCharacter, maxLength: 200 }));

describe('an error', () => {
  it('mentions the person that it names, and nobody else', () => {
    const first = renderError(userError('ALREADY_RUNNING', { by: 'U0ALICE' }));
    const you = renderError(userError('ALREADY_RUNNING', { by: 'you' }));

    expect(first.text).toContain('already started by <@U0ALICE>.');
    expect(mentionsIn(first)).toContain('{"type":"user","user_id":"U0ALICE"}');
    expect(you.text).toContain('already started by you.');
    for (const by of ['<!channel>', '@U0ALICE', 'U0ALICE> <!here']) {
      expect(mentionsIn(renderError(userError('ALREADY_RUNNING', { by })))).toEqual([]);
    }
  });
});

describe('a reply', () => {
  it('shows its sections in order', () => {
    const reply: Reply = {
      title: 'web (sg-0abc) is an EC2 security group in payments-prod.',
      sections: [
        { kind: 'facts', facts: [{ label: 'Owner', value: 'team-payments' }] },
        {
          kind: 'list',
          items: [{ lead: 'RevokeIngress', body: 'by alice', meta: 'from 192.0.2.7', at: 1_795_192_800_000 }],
        },
        { kind: 'code', text: '{\n  "open": true\n}' },
        { kind: 'links', links: [{ label: 'Config', url: 'https://eu-west-1.console.aws.amazon.com/config/' }] },
      ],
      files: [{ name: 'records.jsonl', title: 'All records', content: '…' }],
    };

    expect(messageAsText(renderReply(reply))).toMatchInlineSnapshot(`
      "🔎 web (sg-0abc) is an EC2 security group in payments-prod.
        • Owner: team-payments
      • 2026-11-20 16:40:00 UTC · RevokeIngress · by alice
      ↳ from 192.0.2.7
          {
            "open": true
          }
      Config <https://eu-west-1.console.aws.amazon.com/config/>
      The whole result is in the file records.jsonl."
    `);
  });

  it('counts the items of a list that do not fit', () => {
    const items = Array.from({ length: 500 }, (_, n) => ({ lead: `item ${n}`, body: 'b'.repeat(200) }));
    const message = renderReply({ title: 'Many', sections: [{ kind: 'list', items }] });
    const screen = messageAsText(message);
    const shown = screen.match(/• item/g)?.length ?? 0;

    expect(faultsOf(message)).toEqual([]);
    expect(shown).toBeGreaterThan(15);
    expect(screen).toContain(`… and ${500 - shown} more that do not fit here`);
  });

  it('is harmless whatever was found', () => {
    const item = fc.record({ lead: text, body: text, meta: text, at: fc.double() });
    const section: fc.Arbitrary<Reply['sections'][number]> = fc.oneof(
      fc.record({ kind: fc.constant('text' as const), text }),
      fc.record({ kind: fc.constant('code' as const), text }),
      fc.record({ kind: fc.constant('list' as const), items: fc.array(item, { maxLength: 60 }) }),
      fc.record({ kind: fc.constant('facts' as const), facts: fc.array(fc.record({ label: text, value: text })) }),
      fc.record({ kind: fc.constant('links' as const), links: fc.array(fc.record({ label: text, url: text })) }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), text, fc.array(section, { maxLength: 80 }), (start, rest, sections) => {
        const message = renderReply({ title: `Found ${start}${rest}`, sections });

        expect(faultsOf(message)).toEqual([]);
        expect(mentionsIn(message.blocks)).toEqual([]);
      }),
    );
  });
});

describe('a long message', () => {
  it('says that something was left out, and keeps the first part and the buttons', () => {
    const line = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'line' }] }],
    };
    const actions = {
      type: 'actions',
      elements: [{ type: 'button', text: { type: 'plain_text', text: 'Go', emoji: false } }],
    };
    const message = withinLimits({ text: 'x', blocks: [...Array.from({ length: 60 }, () => line), actions] });

    expect(message.blocks).toHaveLength(50);
    expect(message.blocks.at(-1)).toEqual(actions);
    expect(messageAsText(message)).toContain('the rest is left out here');
  });
});

describe('short messages', () => {
  it('tells a mistake and what to do', () => {
    const message = renderError(
      userError('BAD_ARGUMENT', { problem: 'What is `--snce`?', example: '/aws-trail web --since 2h' }),
    );

    expect(messageAsText(message)).toBe('⚠ What is `--snce`?\n→ For example: /aws-trail web --since 2h');
  });

  it.each(hostile.map((payload) => [JSON.stringify(payload).slice(0, 60), payload]))(
    'is harmless with %s',
    (_, payload) => {
      const messages = [
        renderError(userError('UNKNOWN_COMMAND', { command: payload, known: payload })),
        renderBroken(payload),
        renderNotAccepted(),
        renderHeard('Looking up', payload),
      ];

      expect(messages.flatMap(faultsOf)).toEqual([]);
      expect(messages.flatMap(mentionsIn)).toEqual([]);
    },
  );
});
