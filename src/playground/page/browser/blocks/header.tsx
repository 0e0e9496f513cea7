import type { BlockProps } from './index.tsx';
import { TextObject } from './parse.ts';

/** A heading in large bold letters. */
export function HeaderBlock({ block }: BlockProps) {
  const text = TextObject.safeParse(block['text']);
  return <h4 className="header-block">{text.success ? text.data.text : ''}</h4>;
}
