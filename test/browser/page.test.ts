import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningNoroshi, startNoroshi } from '../running-noroshi.ts';
import { isLeftOut, launch, type Opened, open, titled } from './chromium.ts';
import { findFlaws } from './flaws.ts';
import { takePicture } from './pictures.ts';
import { playRemediations } from './remediations.ts';
import { doneSteps, saidAlone } from './story.ts';

let noroshi: RunningNoroshi;
let browser: Browser;
let opened: Opened;
let page: Page;

beforeAll(async () => {
  if (isLeftOut) return;
  browser = await launch();
  noroshi = await startNoroshi();
  opened = await open(browser, noroshi.ready.page, { viewport: { width: 1280, height: 800 } });
  page = opened.page;
  await page.getByRole('article').filter({ hasText: 'CRITICAL' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await noroshi?.end('SIGKILL');
});

const composer = () => page.getByRole('combobox', { name: /^Message/ });
const events = () => page.getByRole('complementary', { name: 'Send an event' });

async function slack(method: string, body: object) {
  const response = await fetch(`${noroshi.ready.slackApi}/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${noroshi.ready.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = JSON.parse(await response.text());
  expect(answer).toMatchObject({ ok: true });
  return answer;
}

describe.skipIf(isLeftOut)(titled('the page by keyboard'), () => {
  it('suggests the commands, walks through them with the arrows, and sends with Enter', async () => {
    await composer().focus();
    await page.keyboard.type('/aws');
    const options = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
    expect(await options.first().innerText()).toContain('/aws-resource');
    await page.keyboard.press('ArrowDown');
    expect(
      await page.getByRole('listbox', { name: 'Commands' }).getByRole('option', { selected: true }).innerText(),
    ).toContain('/aws-trail');

    await page.keyboard.press('Escape');
    expect(await options.count()).toBe(0);
    await page.keyboard.type('-hel');
    await page.keyboard.press('Tab');
    expect(await composer().inputValue()).toBe('/aws-help ');
    await page.keyboard.press('Enter');

    await saidAlone(page, '/aws-resource').last().waitFor();
    expect(await composer().inputValue()).toBe('');
  });

  it('reaches everything with Tab, shows where the focus is, and gives it back', async () => {
    await page.getByRole('button', { name: 'Send an event' }).focus();
    await page.keyboard.press('Enter');
    await events().waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Close');
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(ring).toBe('solid');

    await page.keyboard.press('Escape');
    await events().waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Send an event');
  });

  it('asks before it acts, and Esc is no', async () => {
    await page.getByRole('button', { name: /^security\b(?!-)/ }).click();
    const remediate = page.getByRole('button', { name: /^Remediate/ });
    await remediate.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Remediate');
  });
});

describe.skipIf(isLeftOut)(titled('the page'), () => {
  it('says what came of an event, and leads to its message', async () => {
    await page.getByRole('button', { name: 'Send an event' }).click();
    await events().getByRole('button', { name: 'Send: Hostile text in names' }).click();
    const link = events().getByRole('listitem').filter({ hasText: 'Hostile text' }).getByRole('button', { name: /^#/ });
    await link.click();

    const message = page.getByRole('main').getByRole('article').filter({ hasText: 'APPROVED' });
    await message.waitFor();
    expect(await findFlaws(page)).toEqual([]);
  });

  it('shows hostile text as text: no markup, no mention, no link to elsewhere', async () => {
    const message = page.getByRole('main').getByRole('article').filter({ hasText: 'APPROVED' });

    expect(await message.innerText()).toContain('<script>alert(1)');
    expect(await message.locator('script, img, iframe, .mention').count()).toBe(0);
    const links = await message.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    expect(links.filter((link) => !/^https:\/\/[\w.-]+\.aws\.amazon\.com\//.test(link))).toEqual([]);
  });

  it('says why an event is none, and which JSON is none', async () => {
    const box = events().getByRole('textbox', { name: 'JSON to send' });
    await box.fill('{ "Records": [');
    await events().getByRole('button', { name: 'Send it' }).click();
    await events().getByText('This is not JSON').waitFor();

    await box.fill('{"Records":[]}');
    await events().getByRole('button', { name: 'Send it' }).click();
    await events().getByText('No alert: its list of records is empty').waitFor();
    await page.keyboard.press('Escape');
  });

  it('acts as somebody else: without the right, and from another workspace', async () => {
    await page.getByRole('button', { name: /^security\b(?!-)/ }).click();
    await page.getByRole('combobox', { name: 'Act as' }).selectOption('U0BOB');
    await page
      .getByRole('button', { name: /^Remediate/ })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Remediate/ })
      .click();
    await saidAlone(page, 'You are not allowed').waitFor();
    expect(await doneSteps(page)).not.toContain('Remediate');

    await page.getByRole('combobox', { name: 'Act as' }).selectOption('U0STRANGER');
    expect(await saidAlone(page, 'You are not allowed').count()).toBe(0);
    await composer().fill('/aws-help');
    await page.keyboard.press('Enter');
    await saidAlone(page, 'its own workspace').waitFor();
  });

  it('says as Slack would what is no command', async () => {
    await composer().fill('/aws-nothing at all');
    await page.keyboard.press('Enter');
    await saidAlone(page, '/aws-nothing is not a valid command').waitFor();
    await composer().fill('hello');
    await page.keyboard.press('Enter');
    await page.getByText('Only commands do something here').waitFor();
    await composer().fill('');
  });

  it('opens a modal of the app for the person whose it is, and closes it when it was taken', async () => {
    await page.getByRole('combobox', { name: 'Act as' }).selectOption('U0ALICE');
    const { trigger_id } = await slack('views.generateTriggerId', { user_id: 'U0ALICE' });
    const plain = (text: string) => ({ type: 'plain_text', text });
    const note = { type: 'plain_text_input', action_id: 'note', multiline: true };
    await slack('views.open', {
      trigger_id,
      view: {
        type: 'modal',
        callback_id: 'example',
        title: plain('Mute this alert'),
        submit: plain('Mute'),
        blocks: [
          { type: 'section', text: { type: 'mrkdwn', text: 'For *one hour*. <!here> sees <@U0BOB>.' } },
          { type: 'input', block_id: 'why', label: plain('Why'), element: note },
        ],
      },
    });
    const modal = page.getByRole('dialog', { name: 'Mute this alert' });
    await modal.getByRole('textbox', { name: 'Why' }).fill('A drill');
    expect(await modal.innerText()).toContain('@Bob Berger');
    expect(await findFlaws(page)).toEqual([]);
    await takePicture(page, 'modal');

    await modal.getByRole('button', { name: 'Mute' }).click();
    await modal.waitFor({ state: 'detached' });
  });

  it('follows without a reload when something is edited or deleted', async () => {
    const { ts } = await slack('chat.postMessage', { channel: 'C0SECURITY', text: 'first words' });
    await page.getByRole('article').filter({ hasText: 'first words' }).waitFor();
    await slack('chat.update', { channel: 'C0SECURITY', ts, text: 'other words' });
    await page.getByRole('article').filter({ hasText: 'other words' }).filter({ hasText: '(edited)' }).waitFor();
    await slack('chat.delete', { channel: 'C0SECURITY', ts });
    await page.getByRole('article').filter({ hasText: 'other words' }).waitFor({ state: 'detached' });
  });

  it('fits the smallest phone, and a window that is enlarged to 200 %', async () => {
    await page.getByRole('button', { name: /^security-critical/ }).click();
    for (const viewport of [
      { width: 320, height: 640 },
      { width: 640, height: 400 },
    ]) {
      await page.setViewportSize(viewport);
      expect(await findFlaws(page), `${viewport.width} px`).toEqual([]);
    }
  });
});

describe.skipIf(isLeftOut)(titled('a remediation, on the page'), { timeout: 60_000 }, () => {
  playRemediations(() => page);

  it('left nothing in the console', () => {
    expect(opened.errors).toEqual([]);
  });
});
