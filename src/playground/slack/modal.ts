import type { Block } from '../../core/message.ts';

/** A modal as a person sees it (docs.slack.dev/reference/views/modal-views). */
export type Modal = Readonly<{
  id: string;
  hash?: string | undefined;
  title: string;
  submit?: string | undefined;
  close: string;
  blocks: readonly Block[];
  callbackId: string;
  privateMetadata: string;
}>;
