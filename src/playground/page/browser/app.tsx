import { useEffect, useReducer } from 'react';
import { Announcements } from './announcements.tsx';
import { AppContext, useApp } from './app-context.ts';
import { ChannelView } from './channel-view.tsx';
import { EventsPane } from './events-pane.tsx';
import { Modal } from './modal.tsx';
import { Rail } from './rail.tsx';
import { type Action, reduce } from './reduce.ts';
import { initialState, type State } from './state.ts';
import { ThreadPane } from './thread-pane.tsx';
import { useFeed } from './use-feed.ts';

/** The whole page: rail, channel, and a pane beside it. */
export function App() {
  const [state, dispatch] = useReducer<State, [Action]>(reduce, initialState);
  useFeed(dispatch);
  useEscape(state, dispatch);
  const { workspace, pane, user } = state;
  if (!workspace) return <p className="starting">Lighting the fire …</p>;
  const view = state.views[user];
  return (
    <AppContext value={{ state, workspace, dispatch }}>
      <div className={`app${pane ? ' with-pane' : ''}${state.railOpen ? ' with-rail' : ''}`}>
        <Rail />
        {state.railOpen && <Scrim />}
        <ChannelView />
        {pane?.kind === 'thread' && <ThreadPane key={pane.ts} channel={pane.channel} ts={pane.ts} />}
        {pane?.kind === 'events' && <EventsPane />}
      </div>
      {view && <Modal key={view.id} view={view} />}
      <Announcements />
    </AppContext>
  );
}

/** What lies beside the open rail on a narrow page: pressing it closes the rail, as its own button does. */
function Scrim() {
  const { dispatch } = useApp();
  const close = () => dispatch({ kind: 'rail', open: false });
  return <button type="button" className="scrim only-narrow" aria-hidden="true" tabIndex={-1} onClick={close} />;
}

/** Esc closes what was opened last; dialogs and suggestions take it before it comes here. */
function useEscape({ pane, railOpen }: State, dispatch: (action: Action) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      if (railOpen) dispatch({ kind: 'rail', open: false });
      else if (pane) dispatch({ kind: 'close-pane' });
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [pane, railOpen, dispatch]);
}
