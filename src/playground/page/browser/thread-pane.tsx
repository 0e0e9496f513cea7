import { useApp } from './app-context.ts';
import { MessageView } from './message-view.tsx';
import { Pane } from './pane.tsx';
import { messagesIn } from './state.ts';

/** A message and what was said below it, beside the channel. */
export function ThreadPane({ channel, ts }: { channel: string; ts: string }) {
  const { state, workspace } = useApp();
  const root = state.messages[channel]?.find((message) => message.ts === ts);
  const replies = messagesIn(state, channel, ts);
  const name = workspace.channels.find(({ id }) => id === channel)?.name ?? '';
  return (
    <Pane title="Thread" about={name}>
      {root && <MessageView message={root} inThread />}
      <div className="reply-count">
        <span>{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</span>
      </div>
      {replies.map((message) => (
        <MessageView key={message.ts} message={message} inThread />
      ))}
    </Pane>
  );
}
