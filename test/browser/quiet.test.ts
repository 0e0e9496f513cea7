import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningNoroshi, startNoroshi, startSweeping } from '../running-noroshi.ts';
import { isLeftOut, launch, type Opened, open, titled } from './chromium.ts';
import { findFlaws } from './flaws.ts';
import { takePicture } from './pictures.ts';
import { saidAlone, theAlert } from './story.ts';

const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 400, height: 900 } } as const;
const settingsFile = fileURLToPath(new URL('../../src/playground/noroshi.yml', import.meta.url));

let browser: Browser | undefined;
let storming: RunningNoroshi | undefined;
let sweeping: RunningNoroshi | undefined;
let folder: string | undefined;
/** Two playgrounds: one storms by itself, while the other is quiet. */
let stormy: Opened;
let calm: Opened;

beforeAll(async () => {
  if (isLeftOut) return;
  const [launched, running, quiet] = await Promise.all([
    launch(),
    startNoroshi(['--scenario', 'storm']),
    startImpatient(),
  ]);
  [browser, storming, sweeping] = [launched, running, quiet];
  [stormy, calm] = await Promise.all([
    open(launched, running.ready.page, { viewport: sizes.wide }),
    open(launched, quiet.ready.page, { viewport: sizes.wide }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await storming?.end('SIGKILL');
  await sweeping?.end('SIGKILL');
  if (folder) await rm(folder, { recursive: true });
});

/** Nobody waits a minute here until somebody else is called. */
async function startImpatient(): Promise<RunningNoroshi> {
  folder = await mkdtemp(join(tmpdir(), 'noroshi-'));
  const file = join(folder, 'noroshi.yml');
  const own = await readFile(settingsFile, 'utf8');
  await writeFile(file, own.replace('after: 60s', 'after: 1s'));
  return startSweeping(file);
}

const goTo = ({ page }: Opened, name: RegExp) => page.getByRole('button', { name }).click();
const security = /^security\b(?!-)/;
const critical = /^security-critical/;
const messages = ({ page }: Opened) => page.getByRole('main').getByRole('article');
const thread = ({ page }: Opened) => page.getByRole('complementary', { name: 'Thread' });

/** The picture, and the same on a phone, where nothing may be cut or covered. */
async function look({ page }: Opened, name: string, shown: Locator): Promise<void> {
  await shown.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  await takePicture(page, name);
  expect(await findFlaws(page)).toEqual([]);
  await page.setViewportSize(sizes.narrow);
  expect(await findFlaws(page), 'on a narrow page').toEqual([]);
  await page.setViewportSize(sizes.wide);
}

async function send({ page }: Opened, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Send an event' }).click();
  await page.getByRole('button', { name: `Send: ${title}`, exact: true }).click();
  await page.keyboard.press('Escape');
}

async function openThread(opened: Opened, of: Locator): Promise<void> {
  await of.getByRole('button', { name: /^\d+ repl(y|ies)/ }).click();
  await thread(opened).waitFor();
}

describe.skipIf(isLeftOut)(titled('quiet, on the page'), { timeout: 60_000 }, () => {
  const fire = () => messages(calm).filter({ hasText: 'SSH (port 22)' }).first();

  it('resolves itself, and says what solved it and how long it was open', async () => {
    await goTo(calm, security);
    await send(calm, 'Instance from an unapproved image');
    await theAlert(calm.page).waitFor();
    await send(calm, 'The image is approved now');
    await theAlert(calm.page).getByText('RESOLVED').waitFor();

    const text = await theAlert(calm.page).innerText();
    expect(text).toMatch(/Resolved [^\n]*, after \d+ s/);
    expect(text).toMatch(/What solved it: |How it ended: /);
  });

  it('comes back in place, with a note in its thread', async () => {
    await send(calm, 'Instance from an unapproved image');
    await theAlert(calm.page).getByText('It is back, open for the 2nd time').waitFor();
    expect(
      await messages(calm)
        .filter({ hasText: /payments-batch-3 \(i-\w+\) .*approved-amis-by-id/ })
        .count(),
    ).toBe(1);
    await openThread(calm, theAlert(calm.page));
    const note = thread(calm)
      .getByRole('article')
      .filter({ hasText: 'It is back, open for the 2nd time', hasNotText: 'Open in the console' });
    await note.waitFor();
    await look(calm, 'relapse', note);
    await calm.page.keyboard.press('Escape');
  });

  it('calls somebody in the thread when nobody acknowledges it', async () => {
    await goTo(calm, critical);
    await send(calm, 'SSH opened to the world');
    await fire().waitFor();
    await openThread(calm, fire());
    const call = thread(calm).getByRole('article').filter({ hasText: 'Nobody acknowledged this within 1 s' });
    await call.waitFor();
    expect(await call.innerText()).toContain('@on-call');
    await calm.page.keyboard.press('Escape');
  });

  it('says who acknowledged it, and by whom it is muted until when', async () => {
    await fire().getByRole('button', { name: 'Acknowledge' }).click();
    await fire().getByText('Acknowledged by').waitFor();
    await fire().getByRole('button', { name: 'Mute …' }).click();
    const form = calm.page.getByRole('dialog');
    await form.getByText('Mute this alert').waitFor();
    await form.getByLabel(/^Everything on /).check();
    await form.getByLabel('For how long').selectOption({ label: '8 hours' });
    await form.getByLabel('Why', { exact: true }).fill('A drill until the morning');
    expect(await findFlaws(calm.page)).toEqual([]);
    await form.getByRole('button', { name: 'Mute', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await fire().getByText('Muted by').waitFor();

    expect(await fire().innerText()).toMatch(
      /Acknowledged by @Alice Aoki[\s\S]*Muted by @Alice Aoki until [^\n]*: A drill until the morning/,
    );
    await look(calm, 'quiet', fire());
  });

  it('is no longer muted when the mute is lifted', async () => {
    const unmute = /\/aws-alerts unmute \w+/.exec(await fire().innerText())?.[0] ?? '';
    await calm.page.getByRole('combobox', { name: /^Message/ }).fill(unmute);
    await calm.page.keyboard.press('Enter');
    await saidAlone(calm.page, 'lifted').waitFor();
    await fire().getByText('Muted by').waitFor({ state: 'detached' });
    await fire().getByText('Acknowledged by').waitFor();
  });
});

describe.skipIf(isLeftOut)(titled('a storm, on the page'), { timeout: 60_000 }, () => {
  it('is one message, with its counts, and each alert within reach', async () => {
    await goTo(stormy, security);
    const digest = messages(stormy).filter({ hasText: 'STORM' }).first();
    await digest.waitFor();
    await vi.waitFor(
      async () => {
        const alone = await messages(stormy).filter({ hasText: 'Open in the console' }).count();
        const counted = Number(/STORM · (\d+) alerts/.exec(await digest.innerText())?.[1]);
        expect(counted + alone).toBeGreaterThanOrEqual(60);
      },
      { timeout: 25_000, interval: 100 },
    );
    for (const words of ['Severity', 'Kind', 'payments-prod']) expect(await digest.innerText()).toContain(words);
    await digest.getByRole('button', { name: 'Show the alerts' }).click();
    const members = saidAlone(stormy.page, 'approved-amis-by-id');
    await members.first().waitFor();
    await look(stormy, 'storm', digest);
  });

  it('leaves critical alerts alone, five of them', async () => {
    await goTo(stormy, critical);
    const digest = messages(stormy).filter({ hasText: 'CRITICAL STORM' });
    await digest.waitFor();
    const alone = messages(stormy).filter({ hasText: 'CRITICAL · ' });
    await vi.waitFor(async () => expect(await alone.count()).toBe(5), { timeout: 10_000, interval: 50 });
    expect(await digest.innerText()).toContain('CRITICAL STORM · 3 critical alerts');
  });

  it('left nothing in the console', () => {
    expect([...stormy.errors, ...calm.errors]).toEqual([]);
  });
});
