import type { Channel } from '../wire.ts';
import { ActAs } from './act-as.tsx';
import { useApp } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { unreadIn } from './state.ts';
import { ThemeSwitch } from './theme-switch.tsx';

/** Channels and direct messages on the left, with who acts below them. */
export function Rail() {
  const { state, workspace, dispatch } = useApp();
  const { channels, team } = workspace;
  return (
    <nav className="rail" aria-label="Channels and direct messages">
      <header className="rail-head">
        <h1>{team.name}</h1>
        <button type="button" className="only-narrow quiet" onClick={() => dispatch({ kind: 'rail', open: false })}>
          <Icon name="close" />
          <span className="for-readers">Close the list of channels</span>
        </button>
      </header>
      <div className="rail-lists">
        <RailList title="Channels" channels={channels.filter(({ dm }) => dm === undefined)} />
        <RailList title="Direct messages" channels={channels.filter(({ dm }) => dm === state.user)} />
      </div>
      <footer className="rail-foot">
        <ActAs />
        <ThemeSwitch />
      </footer>
    </nav>
  );
}

function RailList({ title, channels }: { title: string; channels: readonly Channel[] }) {
  if (channels.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {channels.map((channel) => (
          <li key={channel.id}>
            <RailEntry channel={channel} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RailEntry({ channel }: { channel: Channel }) {
  const { state, workspace, dispatch } = useApp();
  const unread = unreadIn(state, channel.id);
  const isHere = state.channel === channel.id;
  return (
    <button
      type="button"
      className={`rail-entry${unread > 0 ? ' unread' : ''}`}
      aria-current={isHere ? 'page' : undefined}
      onClick={() => dispatch({ kind: 'go', channel: channel.id })}
    >
      {channel.dm ? <Avatar id={workspace.app.id} size={20} /> : <Icon name={channel.private ? 'lock' : 'hash'} />}
      <span className="rail-name">{channel.name}</span>
      {unread > 0 && (
        <span className="badge">
          {unread}
          <span className="for-readers"> unread</span>
        </span>
      )}
    </button>
  );
}
