/** A Slack message as we send it: `text` is what notifications and screen readers say, `blocks` what is shown. */
export type Message = Readonly<{ text: string; blocks: readonly Block[] }>;

/** One block of Block Kit; only `slack/render` knows what is inside. */
export type Block = Readonly<{ type: string; [field: string]: unknown }>;
