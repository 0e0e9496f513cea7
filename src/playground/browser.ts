import { spawn } from 'node:child_process';

/** Opens a page for a person who sits before a screen, and for nobody else. */
export function openInBrowser(url: string, env: Readonly<Record<string, string | undefined>> = process.env): void {
  const isMac = process.platform === 'darwin';
  const screen = isMac || env['DISPLAY'] || env['WAYLAND_DISPLAY'];
  if (!process.stderr.isTTY || env['CI'] || !screen) return;
  const opener = spawn(isMac ? 'open' : 'xdg-open', [url], { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined).unref();
}
