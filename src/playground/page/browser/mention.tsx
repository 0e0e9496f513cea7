import { useApp } from './app-context.ts';

type Mentioned = Readonly<{ kind: 'user' | 'channel' | 'group' | 'broadcast'; id: string }>;

/** `@Alice Aoki`, `#security`, `@here`; the reader's own name stands out. */
export function Mention({ kind, id }: Mentioned) {
  const { state, workspace, dispatch } = useApp();
  const channel = workspace.channels.find((one) => one.id === id);
  if (kind === 'channel' && channel) {
    return (
      <button type="button" className="mention" onClick={() => dispatch({ kind: 'go', channel: id })}>
        #{channel.name}
      </button>
    );
  }
  const person = workspace.people.find((one) => one.id === id)?.realName;
  const group = workspace.groups.find((one) => one.id === id)?.handle;
  const name = person ?? group ?? (id === workspace.app.id ? workspace.app.name : id);
  const isMe = id === state.user || kind === 'broadcast';
  return <span className={`mention${isMe ? ' me' : ''}`}>@{name}</span>;
}
