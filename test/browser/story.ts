import type { Page } from 'playwright-core';

/** The message of the story's alert in the channel, not the one at the head of its thread. */
export const theAlert = (page: Page) =>
  page
    .getByRole('main')
    .getByRole('article')
    .filter({ hasText: /payments-batch-3 \(i-\w+\) .*approved-amis-by-id/ })
    .first();

/** What is said to the person alone. */
export const saidAlone = (page: Page, text: string) =>
  page.getByRole('article').filter({ hasText: 'Only visible to you' }).filter({ hasText: text });

/** Does the step that the guide has next, with its help. */
export async function takeNextStep(page: Page, label: string): Promise<void> {
  await page.getByRole('region', { name: 'What to try' }).getByRole('button', { name: label, exact: true }).click();
}

/** The steps of the guide that are ticked off. */
export async function doneSteps(page: Page): Promise<string[]> {
  const steps = await page.getByRole('region', { name: 'What to try' }).locator('li.done').allInnerTexts();
  return steps.map((step) => step.replace(/\(done\)/, '').trim());
}
