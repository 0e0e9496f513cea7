import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Command } from '../wire.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icons.tsx';
import { suggest } from './suggest.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useCommand } from './use-command.ts';

/** Where commands are typed: it suggests them as Slack does, and sends them as the person who acts. */
export function Composer() {
  const { state, workspace, dispatch } = useApp();
  const { draft } = state;
  const input = useGrowing(draft);
  useSummons(input, state.summons);
  const { problem, isWorking, run } = useCommand();
  const [{ at, hidden }, point] = useState({ at: 0, hidden: false });
  const { kind, commands } = suggest(draft, workspace.commands);
  const listed = kind === 'commands' && !hidden ? commands : [];
  const chosen = Math.min(at, listed.length - 1);
  const write = (text: string) => {
    point({ at: 0, hidden: false });
    dispatch({ kind: 'draft', text });
    input.current?.focus();
  };
  const complete = ({ command, usageHint }: Command) => write(usageHint ? `${command} ` : command);
  const enter = (picked: Command | undefined) => {
    if (picked && draft !== picked.command) complete(picked);
    else run(draft);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const picked = listed[chosen];
    const steps: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: picked && (() => point({ at: (chosen + 1) % listed.length, hidden })),
      ArrowUp: picked && (() => point({ at: (chosen + listed.length - 1) % listed.length, hidden })),
      Tab: picked && (() => complete(picked)),
      Escape: picked && (() => point({ at, hidden: true })),
      Enter: event.shiftKey || event.nativeEvent.isComposing ? undefined : () => enter(picked),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  const place = workspace.channels.find(({ id }) => id === state.channel);
  return (
    <div className="composer-room">
      {listed.length > 0 && <SuggestionList commands={listed} chosen={chosen} choose={complete} />}
      {kind === 'hint' && commands[0] && (
        <p className="hint-line">
          <strong>{commands[0].command}</strong> {commands[0].usageHint}
        </p>
      )}
      <div className="composer">
        <textarea
          ref={input}
          rows={1}
          role="combobox"
          aria-label={`Message ${place?.name ?? ''}`}
          aria-expanded={listed.length > 0}
          aria-controls="suggestions"
          aria-activedescendant={listed.length > 0 ? `suggestion-${chosen}` : undefined}
          aria-autocomplete="list"
          placeholder="Type / for a command"
          spellCheck={false}
          autoCapitalize="off"
          value={draft}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          onFocus={() => point({ at: 0, hidden: false })}
          onBlur={() => point({ at: 0, hidden: true })}
        />
        <button type="button" className="slash" onClick={() => write('/')} title="Commands">
          <span aria-hidden="true">/</span>
          <span className="for-readers">Show the commands</span>
        </button>
        <button
          type="button"
          className="send"
          aria-busy={isWorking}
          disabled={isWorking || draft.trim() === ''}
          onClick={() => run(draft)}
        >
          {isWorking ? <span className="spinner" /> : <Icon name="send" />}
          <span className="for-readers">Send</span>
        </button>
      </div>
      <p className="composer-note" role="status">
        {problem}
      </p>
    </div>
  );
}

/** As tall as what was typed, up to a few lines. */
function useGrowing(text: string) {
  const input = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: its height changes with its text.
  useLayoutEffect(() => {
    const area = input.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 140)}px`;
  }, [text]);
  return input;
}

/** Puts the caret behind what was written for the person. */
function useSummons(input: RefObject<HTMLTextAreaElement | null>, summons: number): void {
  useEffect(() => {
    const area = input.current;
    if (summons === 0 || !area) return;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, [input, summons]);
}
