import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningNoroshi, startNoroshi } from '../running-noroshi.ts';
import { isLeftOut, launch, open, titled } from './chromium.ts';
import { findFlaws } from './flaws.ts';
import { hashFile, readSeen, takePicture } from './pictures.ts';
import { doneSteps, saidAlone, takeNextStep, theAlert } from './story.ts';

/** One story on two pages at the same time: Alice's wide one, where she acts, and a narrow one, where Bob follows. */
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 400, height: 900 } } as const;

type Stage = Readonly<{ isWide: boolean; page: Page; errors: readonly string[] }>;

describe.skipIf(isLeftOut)(titled('the first fire, on a wide and on a narrow page'), () => {
  let browser: Browser | undefined;
  let noroshi: RunningNoroshi | undefined;
  let stages: readonly Stage[] = [];

  beforeAll(async () => {
    const chromium = await launch();
    browser = chromium;
    const running = await startNoroshi();
    noroshi = running;
    stages = await Promise.all(
      [true, false].map(async (isWide) => {
        const viewport = sizes[isWide ? 'wide' : 'narrow'];
        return { isWide, ...(await open(chromium, running.ready.page, { viewport })) };
      }),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await noroshi?.end('SIGKILL');
  });

  /** Both come to their end, so that what fails on one page leaves the other where the next step expects it. */
  const onBoth = async (act: (stage: Stage) => Promise<void>) => {
    const ends = await Promise.allSettled(stages.map(act));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  };
  const look = async ({ isWide, page }: Stage, wide?: string, narrow?: string) => {
    const name = isWide ? wide : narrow;
    if (name) await takePicture(page, name);
    expect(await findFlaws(page)).toEqual([]);
  };

  it('arrives by itself, and says at a glance what happened', () =>
    onBoth(async (stage) => {
      const { page, isWide } = stage;
      // A critical alert is posted before it is enriched, and edited when the names are known.
      const alert = page.getByRole('article').filter({ hasText: 'CRITICAL' }).filter({ hasText: 'Owner' });
      await alert.waitFor();

      const text = await alert.innerText();
      for (const words of [
        'hana.sato@example.com',
        'SSH (port 22)',
        'payments-bastion',
        '0.0.0.0/0',
        'payments-prod',
      ]) {
        expect(text).toContain(words);
      }
      expect(text.indexOf('CRITICAL')).toBeLessThan(text.indexOf('What changed'));
      const unread = isWide ? 'security 1 unread' : 'Channels, something is unread';
      await page.getByRole('button', { name: unread, exact: true }).waitFor();
      await look(stage, 'channel', 'narrow');
      if (isWide) return;
      await page.getByRole('button', { name: unread, exact: true }).click();
      await page.getByRole('combobox', { name: 'Act as' }).selectOption('U0BOB');
      await look(stage);
      await page.getByRole('button', { name: /^security-critical/ }).click();
    }));

  it('is looked up', () =>
    onBoth(async (stage) => {
      const { page } = stage;
      await takeNextStep(page, 'Type it for me');
      await page.keyboard.press('Enter');

      await saidAlone(page, 'Managed by the payments team').waitFor();
      expect(await doneSteps(page)).toContain('Look it up');
      await look(stage);
    }));

  it('tells who did it in a direct message, with all of it as a file', () =>
    onBoth(async (stage) => {
      const { page } = stage;
      await takeNextStep(page, 'Type it for me');
      await page.keyboard.press('Enter');
      await takeNextStep(page, 'Go there');
      await page.getByRole('article').filter({ hasText: 'AuthorizeSecurityGroupIngress' }).waitFor();
      await page.getByRole('button', { name: /^2 replies/ }).click();
      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByRole('button', { name: 'Preview' }).first().click();

      await thread.getByText('"eventName":"AuthorizeSecurityGroupIngress"').waitFor();
      await thread.getByText('The whole result is in the files').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        thread
          .getByRole('link', { name: /^Download/ })
          .first()
          .click(),
      ]);
      expect(download.suggestedFilename()).toBe('cloudtrail.ndjson');
      await look(stage, 'search');
      await page.keyboard.press('Escape');
      await thread.waitFor({ state: 'detached' });
    }));

  it('is put right after asking, each step in the thread, and resolves itself', () =>
    onBoth(async (stage) => {
      const { page, isWide } = stage;
      await takeNextStep(page, 'Go to #security');
      await theAlert(page)
        .getByRole('button', { name: /^Remediate/ })
        .click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('stops the instance, by force if it does not stop by itself').waitFor();
      await look(stage, 'confirm');

      await dialog.getByRole('button', { name: isWide ? /^Remediate/ : 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
      await takeNextStep(page, 'Open it');
      const thread = page.getByRole('complementary', { name: 'Thread' });
      await thread.getByText('says that it is compliant').waitFor();
      await thread.getByText('RESOLVED').waitFor();
      await page.getByText('That was the whole fire.').waitFor({ state: 'attached' });
      expect(await thread.innerText()).toMatch(/@Alice Aoki[\s\S]*stopInstances/);
      await page.getByRole('article').filter({ hasText: 'has stopped' }).waitFor({ state: 'attached' });
      await theAlert(page).evaluate((alert) => alert.scrollIntoView({ block: 'start' }));
      await look(stage, 'thread');
    }));

  it('is as readable in the dark', () =>
    onBoth(async (stage) => {
      const { page, isWide } = stage;
      await page.keyboard.press('Escape');
      if (!isWide) await page.getByRole('button', { name: /^Channels/ }).click();
      await page.getByRole('button', { name: 'Switch to dark' }).click();
      await page.getByRole('button', { name: /^security-critical/ }).click();

      expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
      await look(stage, 'dark');
    }));

  it('left nothing in the console', () => {
    expect(stages.flatMap(({ errors }) => errors)).toEqual([]);
  });
});

describe('the pictures of the documentation', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const text = ['README.md', ...docs.map((name) => `docs/${name}`)].map((name) =>
    readFileSync(join(root, name), 'utf8'),
  );
  const shown = [...text.join('\n').matchAll(/screenshots\/([\w-]+)\.png/g)].map((match) => match[1] ?? '');
  const taken = readdirSync(join(root, 'docs/screenshots')).filter((name) => name.endsWith('.png'));

  it('are each taken from the page, and each shown somewhere', () => {
    expect(new Set(shown)).toEqual(new Set(taken.map((name) => name.replace('.png', ''))));
    for (const name of shown) expect(readSeen(name)?.file, name).toBe(hashFile(name));
  });

  it('open the README', () => {
    expect(text[0]?.slice(0, 600)).toContain('docs/screenshots/channel.png');
  });
});
