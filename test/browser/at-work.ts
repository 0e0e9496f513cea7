import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { findFlaws } from './flaws.ts';
import { takePicture } from './pictures.ts';

/** What the page shows of a channel, the oldest first. */
export const messages = (page: Page) => page.getByRole('main').getByRole('article');

/** The answers that are there, of those the ones that hold this text. */
export const answers = (page: Page, text: string | RegExp) =>
  messages(page).filter({ hasText: text }).filter({ hasNotText: 'The answer comes' });

/** The direct messages with the app. */
export const goToDirect = (page: Page) =>
  page
    .getByRole('button', { name: /^Noroshi/ })
    .first()
    .click();

/** Types a command and sends it. */
export async function type(page: Page, command: string): Promise<void> {
  await page.getByRole('combobox', { name: /^Message/ }).fill(command);
  await page.keyboard.press('Enter');
}

/** Presses what the message offers. */
export async function press(message: Locator, name: string | RegExp): Promise<void> {
  await message.getByRole('button', { name }).first().click();
}

/** Has AWS send an event. */
export async function send(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Send an event' }).click();
  await page.getByRole('button', { name: `Send: ${title}`, exact: true }).click();
  await page.keyboard.press('Escape');
}

const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 400, height: 900 } } as const;

/** The picture of a message, if it has a name, and no flaw on a wide and on a narrow page. */
export async function look(page: Page, shown: Locator, name?: string): Promise<void> {
  await shown.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  if (name) await takePicture(page, name);
  expect(await findFlaws(page)).toEqual([]);
  await page.setViewportSize(sizes.narrow);
  expect(await findFlaws(page), 'on a narrow page').toEqual([]);
  await page.setViewportSize(sizes.wide);
}
