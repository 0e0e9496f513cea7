import { useApp } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';

/** Who sits before the page; the commands and clicks are this person's. */
export function ActAs() {
  const { state, workspace, dispatch } = useApp();
  const person = workspace.people.find(({ id }) => id === state.user);
  return (
    <label className="act-as">
      <Avatar id={state.user} size={32} />
      <span className="act-as-words">
        <span className="act-as-name">
          {person?.realName} <Icon name="down" />
        </span>
        <span className="act-as-role">{person?.role}</span>
      </span>
      <select
        aria-label="Act as"
        value={state.user}
        onChange={(event) => dispatch({ kind: 'act-as', user: event.target.value })}
      >
        {workspace.people.map(({ id, realName, role }) => (
          <option key={id} value={id}>
            {realName} · {role}
          </option>
        ))}
      </select>
    </label>
  );
}
