import { type Channel, shownMessages } from '../wire.ts';
import { useApp } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { Composer } from './composer.tsx';
import { Guide } from './guide.tsx';
import { AppTabs, HomeTab } from './home-tab.tsx';
import { Icon } from './icons.tsx';
import { MessageList } from './message-list.tsx';
import { isAtHome, messagesIn, unreadIn } from './state.ts';

/** The channel in the middle: what it is and what stands in it; the app's own has a Home tab as well. */
export function ChannelView() {
  const { state, workspace } = useApp();
  const channel = workspace.channels.find(({ id }) => id === state.channel);
  if (!channel) return null;
  return (
    <main className="channel" aria-label={`Channel ${channel.name}`}>
      <ChannelHead />
      {!state.connected && (
        <p className="lost" role="alert">
          The playground does not answer. When it runs again, this page follows by itself.
        </p>
      )}
      {channel.dm && <AppTabs />}
      {isAtHome(state) ? <HomeTab key={state.user} /> : <Messages channel={channel} />}
    </main>
  );
}

/** What was said, what to try, and where to type. */
function Messages({ channel }: { channel: Channel }) {
  const { state } = useApp();
  const messages = messagesIn(state, channel.id);
  const isFull = messages.filter(({ only }) => !only).length >= shownMessages;
  return (
    <>
      <MessageList key={`${state.user}/${channel.id}`} messages={messages}>
        <div className="beginning">
          <h3>
            {!channel.dm && <Icon name={channel.private ? 'lock' : 'hash'} />} {channel.name}
          </h3>
          <p>{channel.topic}.</p>
          {isFull && <p>Only the newest {shownMessages} messages are shown.</p>}
        </div>
      </MessageList>
      <Guide />
      <Composer />
    </>
  );
}

function ChannelHead() {
  const { state, workspace, dispatch } = useApp();
  const channel = workspace.channels.find(({ id }) => id === state.channel);
  const mine = workspace.channels.filter(({ dm }) => dm === undefined || dm === state.user);
  const elsewhere = mine.some(({ id }) => id !== state.channel && unreadIn(state, id) > 0);
  const isOpen = state.pane?.kind === 'events';
  const toggle = () => dispatch(isOpen ? { kind: 'close-pane' } : { kind: 'open', pane: { kind: 'events' } });
  return (
    <header className="channel-head">
      <button type="button" className="only-narrow quiet menu" onClick={() => dispatch({ kind: 'rail', open: true })}>
        <Icon name="menu" />
        <span className="for-readers">Channels{elsewhere ? ', something is unread' : ''}</span>
        {elsewhere && <span className="dot" />}
      </button>
      <h2>
        {channel?.dm ? <Avatar id={workspace.app.id} size={24} /> : <Icon name={channel?.private ? 'lock' : 'hash'} />}
        <span className="channel-name">{channel?.name}</span>
      </h2>
      <p className="topic">{channel?.topic}</p>
      <button type="button" className="plain" aria-expanded={isOpen} onClick={toggle}>
        <Icon name="bolt" /> <span className="words">Send an event</span>
      </button>
    </header>
  );
}
