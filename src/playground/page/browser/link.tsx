import type { MouseEvent, ReactNode } from 'react';
import { useApp } from './app-context.ts';
import { readMessageLink } from './message-link.ts';
import { safeUrl } from './safe-link.ts';

/** A link to a message, which is shown here, or out of the page; where the address is not one to follow, only its text. */
export function Link({ url, children }: { url: string; children: ReactNode }) {
  const { workspace, dispatch } = useApp();
  const message = safeUrl(url) === undefined ? undefined : readMessageLink(url);
  if (message && workspace.channels.some(({ id }) => id === message.channel)) {
    const { channel, ts: target, thread } = message;
    const go = (event: MouseEvent) => {
      event.preventDefault();
      dispatch({ kind: 'go', channel, target, ...(thread !== undefined && { thread }) });
    };
    return (
      <a href={url} onClick={go}>
        {children}
      </a>
    );
  }
  const href = safeUrl(url);
  if (!href) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
