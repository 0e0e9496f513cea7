import type { HomePlace } from '../../../core/home.ts';
import type { Block } from '../../../core/message.ts';
import { type Line, place, plainText, quote, say } from '../blocks.ts';
import { limits } from '../limits.ts';
import { clean, cut, defang } from '../text.ts';

/** A heading of App Home. */
export function heading(text: string): Block {
  return { type: 'header', text: plainText(text, 150) };
}

/** What it is called, leading to its message where that has an address; else its channel stands behind it. */
export function linked(title: string, { link, channel }: HomePlace): Line {
  const words = defang(title);
  if (link !== undefined && link.length <= limits.url) {
    return [{ type: 'link', url: link, text: cut(clean(words), 200) || 'Message' }];
  }
  return [quote(words, 200, { bold: true }), ...(channel === undefined ? [] : [say(' · '), place(channel)])];
}
