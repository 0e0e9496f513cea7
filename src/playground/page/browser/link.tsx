import type { ReactNode } from 'react';
import { safeUrl } from './safe-link.ts';

/** A link out of the page; where the address is not one to follow, only its text. */
export function Link({ url, children }: { url: string; children: ReactNode }) {
  const href = safeUrl(url);
  if (!href) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
