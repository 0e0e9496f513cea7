import { Fragment, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import type { Message } from '../wire.ts';
import { useApp } from './app-context.ts';
import { MessageView } from './message-view.tsx';
import { dayOf } from './time.ts';

/** Messages under their days, scrolled to the newest for as long as the reader stays there. */
export function MessageList({ messages, children }: { messages: readonly Message[]; children?: ReactNode }) {
  const box = useRef<HTMLElement>(null);
  const follows = useRef(true);
  const { target, asked } = useApp().state;
  const known = useRef(asked);
  const onScroll = () => {
    const list = box.current;
    if (list) follows.current = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  };
  // Whoever asks wants to see the answer, which is the newest.
  useLayoutEffect(() => {
    if (asked !== known.current) follows.current = true;
    known.current = asked;
  }, [asked]);
  // After every drawing, since an edit or a preview may have made something taller.
  useLayoutEffect(() => {
    const list = box.current;
    if (list && follows.current) list.scrollTop = list.scrollHeight;
  });
  useLayoutEffect(() => {
    const list = box.current;
    const found = target && list?.querySelector(`[data-ts="${CSS.escape(target.ts)}"]`);
    if (!list || !found) return;
    const from = found.getBoundingClientRect().top - list.getBoundingClientRect().top;
    list.scrollTop += from - 24;
    follows.current = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  }, [target]);
  // The list has another height when the window has, and when what stands below it grows.
  useEffect(() => {
    const list = box.current;
    if (!list) return;
    const observer = new ResizeObserver(() => {
      if (follows.current) list.scrollTop = list.scrollHeight;
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="messages" aria-label="Messages" tabIndex={0} ref={box} onScroll={onScroll}>
      <div className="messages-inner">
        {children}
        {messages.map((message, at) => {
          const day = dayOf(Number(message.ts) * 1_000);
          const before = messages[at - 1];
          return (
            <Fragment key={`${message.ts}${message.only ?? ''}`}>
              {(!before || dayOf(Number(before.ts) * 1_000) !== day) && (
                <div className="day">
                  <span>{day}</span>
                </div>
              )}
              <MessageView message={message} />
            </Fragment>
          );
        })}
      </div>
    </section>
  );
}
