import type { Block, Delivery, Message, View, Workspace } from '../wire.ts';

/** What stands beside the channel. */
export type Pane = Readonly<{ kind: 'thread'; channel: string; ts: string }> | Readonly<{ kind: 'events' }>;

/** The tabs of the app's own channel. */
export type Tab = 'home' | 'messages';

/** What a person has tried of the guided first minute. */
export type Deed = 'looked-up' | 'searched' | 'read-result' | 'remediated' | 'opened-thread' | 'resolved';

export type State = Readonly<{
  workspace?: Workspace;
  connected: boolean;
  /** By channel, replies included, oldest first. */
  messages: Readonly<Record<string, readonly Message[]>>;
  ephemerals: readonly Message[];
  /** What Slack itself would say to a person: commands that do not exist or were not answered. */
  notices: readonly Message[];
  views: Readonly<Record<string, View | undefined>>;
  /** What the app's Home tab shows, by person. */
  homes: Readonly<Record<string, readonly Block[] | undefined>>;
  deliveries: readonly Delivery[];
  /** Who acts, and where. */
  user: string;
  channel: string;
  /** Which tab of the app's own channel. */
  tab: Tab;
  pane?: Pane;
  /** The newest message that was read, by `user/channel`. */
  read: Readonly<Record<string, string>>;
  /** The message to show and point at. */
  target?: Readonly<{ ts: string; jump: number }>;
  /** Whether the rail is shown where there is no room for it. */
  railOpen: boolean;
  deeds: readonly Deed[];
  guideClosed: boolean;
  /** What stands in the composer, and how often somebody was brought to it. */
  draft: string;
  summons: number;
  /** How often somebody typed a command: the newest messages are shown after each. */
  asked: number;
}>;

export const slackbot = 'USLACKBOT';

export const initialState: State = {
  connected: false,
  messages: {},
  ephemerals: [],
  notices: [],
  views: {},
  homes: {},
  deliveries: [],
  user: '',
  channel: '',
  tab: 'messages',
  read: {},
  railOpen: false,
  deeds: [],
  guideClosed: false,
  draft: '',
  summons: 0,
  asked: 0,
};

/** The messages that the person who acts sees in a channel: top level, or the replies of `threadTs`. */
export function messagesIn(state: State, channel: string, threadTs?: string): readonly Message[] {
  const { user, messages, ephemerals, notices } = state;
  const alone = [...ephemerals, ...notices].filter((one) => one.only === user && one.channel === channel);
  return [...(messages[channel] ?? []), ...alone]
    .filter((one) => one.threadTs === threadTs)
    .toSorted((one, other) => Number(one.ts) - Number(other.ts));
}

/** How many messages of a channel the person has not read; what is said to somebody alone does not count, as in Slack. */
export function unreadIn(state: State, channel: string): number {
  const read = Number(state.read[readKey(state.user, channel)] ?? 0);
  return messagesIn(state, channel).filter(({ ts, only }) => !only && Number(ts) > read).length;
}

/** Whether the person sees the app's Home tab. */
export function isAtHome({ tab, workspace, channel }: State): boolean {
  return tab === 'home' && workspace?.channels.find(({ id }) => id === channel)?.dm !== undefined;
}

/** The key of `read`. */
export function readKey(user: string, channel: string): string {
  return `${user}/${channel}`;
}
