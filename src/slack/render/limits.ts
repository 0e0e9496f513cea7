import type { Block, Message } from '../../core/message.ts';
import { cut } from './text.ts';

/** docs.slack.dev/reference/block-kit, in UTF-16 code units. */
export const limits = {
  blocks: 50,
  /** Undocumented: Slack answers `msg_blocks_too_long` from about 13 200 characters of blocks; measured as JSON, with room. */
  allBlocks: 12_000,
  text: 4000,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
} as const;

/** How many characters a message's blocks are together, as they go over the wire. */
export function sizeOf(blocks: readonly Block[]): number {
  return JSON.stringify(blocks).length;
}

/**
 * The message within every limit, shortened honestly: first the longest texts, which then say how much is missing; then the
 * last parts but never the first nor a button, and a line says that something was left out.
 */
export function withinLimits(message: Message): Message {
  let { blocks } = message;
  let size = sizeOf(blocks);
  for (const max of [1500, 600, 300, 150, 80]) {
    if (size <= limits.allBlocks) break;
    blocks = blocks.map((block) => shorten(block, max));
    size = sizeOf(blocks);
  }
  const fits = size <= limits.allBlocks && blocks.length <= limits.blocks;
  return { text: shortText(message.text), blocks: fits ? blocks : withoutTail(blocks) };
}

function withoutTail(blocks: readonly Block[]): readonly Block[] {
  const kept = [...blocks];
  const note = leftOut();
  const tooMuch = () => kept.length + 1 > limits.blocks || sizeOf([...kept, note]) > limits.allBlocks;
  while (kept.length > 1 && tooMuch()) {
    const last = kept.findLastIndex((block, index) => index > 0 && block.type !== 'actions');
    kept.splice(last > 0 ? last : kept.length - 1, 1);
  }
  return tooMuch() ? [note] : [...kept.slice(0, 1), note, ...kept.slice(1)];
}

function leftOut(): Block {
  const text = '… more than Slack shows in one message; the rest is left out here.';
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text, style: { italic: true } }] }],
  };
}

/** Every text element of a block at most `max` long. */
function shorten(block: Block, max: number): Block {
  const fields = Object.entries(block).map(([key, value]) => [key, shortenValue(value, max)] as const);
  return { ...Object.fromEntries(fields), type: block.type };
}

function shortenValue(value: unknown, max: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shortenValue(item, max));
  if (typeof value !== 'object' || value === null) return value;
  const isText = 'type' in value && value.type === 'text';
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isText && key === 'text' && typeof inner === 'string' ? cut(inner, max) : shortenValue(inner, max),
    ]),
  );
}

/** The fallback text is escaped already: half an entity must not stay behind. */
function shortText(text: string): string {
  return text.length <= limits.text ? text : cut(text, limits.text - 8).replace(/&[a-z]{0,3}(?=…)/, '');
}
