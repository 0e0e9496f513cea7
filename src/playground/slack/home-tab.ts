import type { Block } from '../../core/message.ts';

/** What the Home tab of the app shows one person (docs.slack.dev/reference/views/home-tab-views). */
export type HomeTab = Readonly<{ id: string; hash: string; blocks: readonly Block[] }>;
