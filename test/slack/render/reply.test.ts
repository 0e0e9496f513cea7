import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/core/message.ts';
import type { Reply, ReplySection } from '../../../src/core/reply.ts';
import { limits, sizeOf } from '../../../src/slack/render/limits.ts';
import { renderReply } from '../../../src/slack/render/reply.ts';

/** As `/aws-compliance` tells what breaks a rule: each resource with what mends it. */
function breaches(count: number): Reply {
  const confirm = 'This takes away what lets the whole internet in. '.repeat(5);
  const sections = Array.from({ length: count }, (_, at): readonly ReplySection[] => [
    {
      kind: 'list',
      items: [{ lead: `sg-${at}`, body: 'AWS::EC2::SecurityGroup, eu-west-1', meta: 'why '.repeat(30) }],
    },
    {
      kind: 'asks',
      asks: ['Look up', 'Revoke', 'Run the document'].map((label) => ({
        ...{ label: `${label} ${at}`, command: '/aws-remediate', text: `revoke sg-${at}`, confirm },
      })),
    },
  ]).flat();
  const back: ReplySection = { kind: 'asks', asks: [{ label: 'Back', command: '/aws-compliance', text: '' }] };
  return { title: 'What breaks the rule', sections: [...sections, { kind: 'text', text: 'The end.' }, back] };
}

function isText(block: Block | undefined): boolean {
  return block?.type === 'rich_text';
}

describe('an answer of many things with buttons each', () => {
  it('shows no button without what it is about, and counts what does not fit', () => {
    const { blocks } = renderReply(breaches(12), undefined, 'abcdefghijklmnop');
    const rows = blocks.flatMap((block, at) => (block.type === 'actions' ? [at] : []));
    const shown = rows.length - 1;

    expect(shown).toBeGreaterThan(1);
    expect(shown).toBeLessThan(12);
    rows.slice(0, shown).forEach((at, place) => {
      expect(isText(blocks[at - 1])).toBe(true);
      expect(JSON.stringify(blocks[at - 1])).toContain(`sg-${place}`);
      expect(JSON.stringify(blocks[at])).toContain(`Revoke ${place}"`);
    });
    expect(JSON.stringify(blocks)).toContain(`… and ${12 - shown} more that do not fit here`);
    expect(JSON.stringify(blocks.slice(-2))).toMatch(/The end.*Back/);
    expect(blocks.length).toBeLessThanOrEqual(limits.blocks);
    expect(sizeOf(blocks)).toBeLessThanOrEqual(limits.allBlocks);
  });

  it('shows all of them where they fit', () => {
    const { blocks } = renderReply(breaches(3), undefined, 'abcdefghijklmnop');

    expect(blocks.filter(({ type }) => type === 'actions')).toHaveLength(4);
    expect(JSON.stringify(blocks)).not.toContain('do not fit here');
  });
});
