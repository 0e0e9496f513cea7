import { useEffect } from 'react';
import { useApp } from './app-context.ts';
import { Blocks } from './blocks/index.tsx';
import { InHome } from './in-home.ts';
import { send } from './send.ts';

/** The app's Home tab as the person who acts sees it; each opening tells the app, which makes it anew. */
export function HomeTab() {
  const { state } = useApp();
  const { user } = state;
  const blocks = state.homes[user];
  useEffect(() => {
    send('home', { user });
  }, [user]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="home" aria-label="Home" tabIndex={0}>
      {blocks ? (
        <InHome value={true}>
          <Blocks blocks={blocks} />
        </InHome>
      ) : (
        <p className="home-empty">Nothing is shown here yet.</p>
      )}
    </section>
  );
}

/** The tabs of the app's own channel: what it shows, and what was said. */
export function AppTabs() {
  const { state, dispatch, workspace } = useApp();
  const tabs = [
    { tab: 'home', words: 'Home' },
    { tab: 'messages', words: 'Messages' },
  ] as const;
  return (
    <nav className="app-tabs" aria-label={`Tabs of ${workspace.app.name}`}>
      {tabs.map(({ tab, words }) => (
        <button
          key={tab}
          type="button"
          className="app-tab"
          aria-current={state.tab === tab ? 'page' : undefined}
          onClick={() => dispatch({ kind: 'tab', tab })}
        >
          {words}
        </button>
      ))}
    </nav>
  );
}
