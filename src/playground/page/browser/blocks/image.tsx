import * as z from 'zod/mini';
import type { BlockProps } from './props.ts';

const Image = z.object({ alt_text: z.string() });

/** Only what a picture shows: nothing is ever loaded from elsewhere. */
export function ImageBlock({ block }: BlockProps) {
  const image = Image.safeParse(block);
  return <p className="unshown">Picture: {image.success ? image.data.alt_text : 'without a description'}</p>;
}
