import type { Message } from '../wire.ts';
import { useApp } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { messagesIn } from './state.ts';
import { clockOf, dayOf } from './time.ts';

/** `2 replies  Last reply today at 9:41`, which opens the thread. */
export function ThreadBar({ message }: { message: Message }) {
  const { state, dispatch } = useApp();
  const replies = messagesIn(state, message.channel, message.ts);
  const last = replies.at(-1);
  if (!last) return null;
  const at = Number(last.ts) * 1_000;
  const faces = [...new Set(replies.map(({ from }) => from))].slice(0, 3);
  const isOpen = state.pane?.kind === 'thread' && state.pane.ts === message.ts;
  const open = () => dispatch({ kind: 'open', pane: { kind: 'thread', channel: message.channel, ts: message.ts } });
  return (
    <button type="button" className="thread-bar" aria-expanded={isOpen} onClick={open}>
      {faces.map((id) => (
        <Avatar key={id} id={id} size={24} />
      ))}
      <span className="replies">{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</span>
      <span className="last-reply">
        Last reply {dayOf(at).toLowerCase()} at {clockOf(at)}
      </span>
    </button>
  );
}
