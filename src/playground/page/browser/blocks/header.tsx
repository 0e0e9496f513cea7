import { TextObject } from './parse.ts';
import type { BlockProps } from './props.ts';

/** A heading in large bold letters. */
export function HeaderBlock({ block }: BlockProps) {
  const text = TextObject.safeParse(block['text']);
  return <h4 className="header-block">{text.success ? text.data.text : ''}</h4>;
}
