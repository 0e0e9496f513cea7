import { useApp } from './app-context.ts';
import { messagesIn } from './state.ts';

/** Says for screen readers what was posted last, here or elsewhere. */
export function Announcements() {
  const { state, workspace } = useApp();
  const newest = workspace.channels
    .filter(({ dm }) => dm === undefined || dm === state.user)
    .flatMap((channel) => messagesIn(state, channel.id).map((message) => ({ message, channel })))
    .toSorted((one, other) => Number(one.message.ts) - Number(other.message.ts))
    .at(-1);
  return (
    <div className="for-readers" role="status" aria-live="polite">
      {newest && `${newest.channel.name}: ${newest.message.text}`}
    </div>
  );
}
