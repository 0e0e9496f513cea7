import * as z from 'zod/mini';
import { Mrkdwn } from '../mrkdwn.tsx';
import type { BlockProps } from './props.ts';

const Markdown = z.object({ text: z.string() });

/** Markdown with what it shares with mrkdwn: bold, code and links; the rest stays as it was typed. */
export function MarkdownBlock({ block }: BlockProps) {
  const parsed = Markdown.safeParse(block);
  const text = parsed.success ? parsed.data.text : '';
  return (
    <Mrkdwn text={text.replace(/\*\*(.+?)\*\*/g, '*$1*').replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>')} />
  );
}
