import type { Command } from '../wire.ts';
import { useApp } from './app-context.ts';
import { Avatar } from './avatar.tsx';

type Props = Readonly<{
  commands: readonly Command[];
  chosen: number;
  choose: (command: Command) => void;
}>;

/** The commands that fit what was typed, as a list that the arrows walk through. */
export function SuggestionList({ commands, chosen, choose }: Props) {
  const { workspace } = useApp();
  return (
    <div className="suggestions" id="suggestions" role="listbox" aria-label="Commands">
      {commands.map((command, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the composer has the focus and takes the keys.
        <div
          key={command.command}
          id={`suggestion-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === chosen}
          className="suggestion"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(command)}
        >
          <Avatar id={workspace.app.id} size={28} />
          <span>
            <strong>{command.command}</strong> <span className="usage">{command.usageHint}</span>
            <span className="summary">{command.description}</span>
          </span>
        </div>
      ))}
    </div>
  );
}
