import { type ReactNode, useEffect, useRef } from 'react';
import { useApp } from './app-context.ts';
import { Icon } from './icons.tsx';

/** What stands beside the channel, or over it where there is no room; the focus comes in and goes back. */
export function Pane({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  const { dispatch } = useApp();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside className="pane" aria-label={title}>
      <header className="pane-head">
        <h2>{title}</h2>
        <p>{about}</p>
        <button type="button" className="quiet" ref={close} onClick={() => dispatch({ kind: 'close-pane' })}>
          <Icon name="close" />
          <span className="for-readers">Close</span>
        </button>
      </header>
      <div className="pane-body">{children}</div>
    </aside>
  );
}
