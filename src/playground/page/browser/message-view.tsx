import type { Message } from '../wire.ts';
import { useApp } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks/index.tsx';
import { FileCard } from './file-card.tsx';
import { Icon } from './icons.tsx';
import { Mrkdwn } from './mrkdwn.tsx';
import { slackbot } from './state.ts';
import { ThreadBar } from './thread-bar.tsx';
import { clockOf, fullMoment } from './time.ts';

/** One message: who, when, what it says, its files, and the way into its thread. */
export function MessageView({ message, inThread = false }: { message: Message; inThread?: boolean }) {
  const { state } = useApp();
  const { ts, from, only, files, blocks, text } = message;
  const name = useName(from);
  const isTarget = state.target?.ts === ts;
  return (
    <article
      className={`message${only ? ' alone' : ''}${isTarget ? ' target' : ''}`}
      data-ts={ts}
      aria-label={`${name}, ${clockOf(Number(ts) * 1_000)}`}
    >
      <Avatar id={from} />
      <div className="message-body">
        {only && (
          <p className="only-you">
            <Icon name="eye" /> Only visible to you
          </p>
        )}
        <MessageHead message={message} name={name} />
        {blocks.length > 0 ? <Blocks blocks={blocks} message={message} /> : text && <Mrkdwn text={text} />}
        {files.map((file) => (
          <FileCard key={file.id} file={file} />
        ))}
        {!inThread && <ThreadBar message={message} />}
      </div>
    </article>
  );
}

function MessageHead({ message, name }: { message: Message; name: string }) {
  const { workspace } = useApp();
  const at = Number(message.ts) * 1_000;
  const isApp = message.from === workspace.app.id || message.from === slackbot;
  return (
    <header className="message-head">
      <strong>{name}</strong>
      {isApp && <span className="app-tag">APP</span>}
      <time dateTime={new Date(at).toISOString()} title={fullMoment(at)}>
        {clockOf(at)}
      </time>
      {message.edited && <span className="edited">(edited)</span>}
    </header>
  );
}

function useName(id: string): string {
  const { workspace } = useApp();
  if (id === workspace.app.id) return workspace.app.name;
  if (id === slackbot) return 'Slackbot';
  return workspace.people.find((person) => person.id === id)?.realName ?? id;
}
