import type { Message, Update, Workspace } from '../wire.ts';
import { deedsSeen } from './deeds-seen.ts';
import { type Deed, isAtHome, messagesIn, type Pane, readKey, type State, type Tab } from './state.ts';

export type Action =
  | Readonly<{ kind: 'update'; update: Update }>
  | Readonly<{ kind: 'connected'; connected: boolean }>
  | Readonly<{ kind: 'act-as'; user: string }>
  | Readonly<{ kind: 'go'; channel: string; target?: string; thread?: string }>
  | Readonly<{ kind: 'tab'; tab: Tab }>
  | Readonly<{ kind: 'open'; pane: Pane }>
  | Readonly<{ kind: 'close-pane' }>
  | Readonly<{ kind: 'rail'; open: boolean }>
  | Readonly<{ kind: 'notice'; message: Message }>
  | Readonly<{ kind: 'close-view'; user: string }>
  | Readonly<{ kind: 'did'; deed: Deed }>
  | Readonly<{ kind: 'close-guide' }>
  | Readonly<{ kind: 'draft'; text: string }>
  /** The person typed a command, and wants to see what comes of it. */
  | Readonly<{ kind: 'asked' }>
  /** Puts words into the composer, and the person before it. */
  | Readonly<{ kind: 'suggest'; text: string }>;

/** The page after something happened. */
export function reduce(state: State, action: Action): State {
  return withRead(next(state, action));
}

function next(state: State, action: Action): State {
  switch (action.kind) {
    case 'update':
      return updated(state, action.update);
    case 'connected':
      return { ...state, connected: action.connected };
    case 'act-as':
      return actAs(state, action.user);
    case 'go':
      return go(state, action);
    case 'tab':
      return { ...state, tab: action.tab };
    case 'open':
      return { ...did(state, isThreadOfAlert(state, action.pane) ? 'opened-thread' : undefined), pane: action.pane };
    case 'close-pane':
      return withoutPane(state);
    case 'rail':
      return { ...state, railOpen: action.open };
    case 'notice':
      return { ...state, notices: [...state.notices, action.message] };
    case 'close-view':
      return { ...state, views: { ...state.views, [action.user]: undefined } };
    case 'did':
      return did(action.deed === 'searched' && isPrivate(state) ? did(state, 'read-result') : state, action.deed);
    case 'close-guide':
      return { ...state, guideClosed: true };
    case 'draft':
      return { ...state, draft: action.text };
    case 'asked':
      return { ...state, asked: state.asked + 1 };
    case 'suggest':
      return { ...state, draft: action.text, summons: state.summons + 1 };
  }
}

function updated(state: State, update: Update): State {
  switch (update.kind) {
    case 'hello':
      return greeted(state, update.workspace);
    case 'messages': {
      const messages = { ...state.messages, [update.channel]: update.messages };
      const seen = deedsSeen(update.messages).reduce(did, state);
      if (state.messages[update.channel]) return { ...seen, messages };
      return { ...seen, messages, read: { ...state.read, ...readBy(state, update) } };
    }
    case 'ephemerals':
      return { ...state, ephemerals: update.messages };
    case 'view':
      return { ...state, views: { ...state.views, [update.user]: update.view } };
    case 'home':
      return { ...state, homes: { ...state.homes, [update.user]: update.blocks } };
    case 'deliveries':
      return { ...state, deliveries: update.deliveries };
  }
}

/** A playground that was started anew has other channels for direct messages. */
function greeted(state: State, workspace: Workspace): State {
  const { people, channels, guided } = workspace;
  const user = people.some(({ id }) => id === state.user) ? state.user : (people[0]?.id ?? '');
  const first = channels[guided ? 1 : 0]?.id ?? '';
  const channel = channels.some(({ id }) => id === state.channel) ? state.channel : first;
  return { ...state, workspace, user, channel, connected: true };
}

/** What stood there before the page was opened is read by everybody. */
function readBy({ workspace }: State, { channel, messages }: { channel: string; messages: readonly Message[] }) {
  const newest = messages.at(-1)?.ts ?? '0';
  return Object.fromEntries((workspace?.people ?? []).map(({ id }) => [readKey(id, channel), newest]));
}

function actAs(state: State, user: string): State {
  const channels = state.workspace?.channels ?? [];
  const here = channels.find(({ id }) => id === state.channel);
  // Who looks at the Home tab of one person and goes on as another, looks at that one's.
  const own = isAtHome(state) ? channels.find(({ dm }) => dm === user) : undefined;
  const there = own?.id ?? channels[0]?.id ?? '';
  return withoutPane({ ...state, user, channel: here?.dm && here.dm !== user ? there : state.channel });
}

function go(state: State, { channel, target, thread }: Extract<Action, { kind: 'go' }>): State {
  const isOwn = state.workspace?.channels.find(({ id }) => id === channel)?.dm === state.user;
  const { target: last, ...rest } =
    channel === state.channel || state.pane?.kind === 'events' ? state : withoutPane(state);
  const there = {
    ...rest,
    channel,
    tab: 'messages' as const,
    railOpen: false,
    ...(target && { target: { ts: target, jump: (last?.jump ?? 0) + 1 } }),
  };
  const seen = isOwn && state.deeds.includes('searched') ? did(there, 'read-result') : there;
  return thread ? { ...seen, pane: { kind: 'thread', channel, ts: thread } } : seen;
}

function withoutPane(state: State): State {
  const { pane: _, ...rest } = state;
  return rest;
}

function did(state: State, deed: Deed | undefined): State {
  return deed && !state.deeds.includes(deed) ? { ...state, deeds: [...state.deeds, deed] } : state;
}

/** What stands before somebody's eyes is read. */
function withRead(state: State): State {
  if (isAtHome(state)) return state;
  const newest = messagesIn(state, state.channel).at(-1)?.ts;
  const key = readKey(state.user, state.channel);
  if (!newest || state.read[key] === newest) return state;
  return { ...state, read: { ...state.read, [key]: newest } };
}

/** Whether the answer to a search comes where it was asked for. */
function isPrivate({ workspace, channel }: State): boolean {
  const here = workspace?.channels.find(({ id }) => id === channel);
  return here?.private === true || here?.dm !== undefined;
}

function isThreadOfAlert({ messages }: State, pane: Pane): boolean {
  if (pane.kind !== 'thread') return false;
  return messages[pane.channel]?.some(({ ts, alertId }) => ts === pane.ts && alertId !== undefined) ?? false;
}
