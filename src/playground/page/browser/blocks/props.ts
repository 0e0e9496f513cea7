import type { Block, Message } from '../../wire.ts';

/** What a block's component gets; `message` is missing in a modal. */
export type BlockProps = Readonly<{ block: Block; message?: Message | undefined }>;
