import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const { CHROME_PATH, NOROSHI_REQUIRE = '' } = process.env;
const known = CHROME_PATH ? [CHROME_PATH] : ['/usr/bin/chromium', '/usr/bin/google-chrome'];
const found = known.find((path) => existsSync(path));

/** Whether these tests must run: then a missing Chromium is a failure. */
const isRequired = NOROSHI_REQUIRE.split(',').includes('browser');

/** Without a Chromium the tests are left out, unless they are required. */
export const isLeftOut = found === undefined && !isRequired;

/** What a group of tests is called; it says where it was left out, and why. */
export function titled(title: string): string {
  return isLeftOut ? `${title} (left out: there is no Chromium at ${known.join(' or ')})` : title;
}

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** Starts the browser; rejects where there is none and one is required. */
export async function launch(): Promise<Browser> {
  if (!found) throw new Error(`NOROSHI_REQUIRE asks for browser, and there is no ${known.join(' nor ')}.`);
  return chromium.launch({ executablePath: found, args: quiet });
}

export type Opened = Readonly<{ page: Page; errors: readonly string[] }>;

/** A page of its own, in a time zone where it is about noon, so that what happened within the hour was today. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions): Promise<Opened> {
  const offset = new Date().getUTCHours() - 12;
  const timezoneId = offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
  const context = await browser.newContext({ timezoneId, locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  return { page, errors };
}
