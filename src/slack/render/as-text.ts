import type { Message } from '../../core/message.ts';
import { cleanLines } from './text.ts';

type Part = Readonly<Record<string, unknown>>;

/** A terminal's view of a message: what Slack would show, with buttons as `[ … ]` and their question below. */
export function messageAsText(message: Message): string {
  const shown = message.blocks.map(blockAsText).filter((text) => text !== '');
  return cleanLines(shown.length > 0 ? shown.join('\n') : unescaped(message.text));
}

function blockAsText(block: Part): string {
  switch (block['type']) {
    case 'rich_text':
      return nodes(block['elements']).map(richAsText).join('\n');
    case 'actions':
      return nodes(block['elements']).map(elementAsText).join('\n');
    case 'context':
      return nodes(block['elements']).map(elementAsText).join(' ');
    case 'divider':
      return '───';
    default:
      return [elementAsText(block['text']), ...nodes(block['fields']).map(elementAsText)].filter(Boolean).join('\n');
  }
}

function richAsText(element: Part): string {
  const inner = nodes(element['elements']);
  if (element['type'] === 'rich_text_list') {
    const mark = (index: number) => (element['style'] === 'ordered' ? `${index + 1}.` : '•');
    return inner.map((item, index) => `  ${mark(index)} ${richAsText(item)}`).join('\n');
  }
  const text = inner.map(pieceAsText).join('');
  if (element['type'] !== 'rich_text_preformatted') return text;
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

function pieceAsText(piece: Part): string {
  switch (piece['type']) {
    case 'link':
      return `${string(piece['text'])} <${string(piece['url'])}>`;
    case 'date':
      return string(piece['fallback']);
    case 'user':
      return `@${string(piece['user_id'])}`;
    case 'channel':
      return `#${string(piece['channel_id'])}`;
    case 'usergroup':
      return `@${string(piece['usergroup_id'])}`;
    default:
      return string(piece['text']);
  }
}

function elementAsText(value: unknown): string {
  if (!isPart(value)) return '';
  if (value['type'] !== 'button') return unescaped(string(value['text']));
  const question = isPart(value['confirm']) ? `\n${confirmAsText(value['confirm'])}` : '';
  return `[ ${elementAsText(value['text'])} ]${question}`;
}

function confirmAsText(confirm: Part): string {
  const [title, text, yes, no] = ['title', 'text', 'confirm', 'deny'].map((key) => elementAsText(confirm[key]));
  return `    asks first: ${title} ${text} [ ${yes} ] [ ${no} ]`;
}

function nodes(value: unknown): readonly Part[] {
  return Array.isArray(value) ? value.filter(isPart) : [];
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null;
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
