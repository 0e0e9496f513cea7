import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { findFlaws } from './flaws.ts';
import { takeFleeting, takePicture } from './pictures.ts';
import { saidAlone } from './story.ts';

const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 400, height: 900 } } as const;
const cover = /payments-bastion \(sg-\w+\) .*restricted-ssh/;
const sandbox = /payments-sandbox \(sg-\w+\) .*restricted-ssh/;
const finding = 'Bitcoin-related domain name';

/** Changes from their button to their proof and back, on a page that somebody has open already. */
export function playRemediations(find: () => Page): void {
  const thread = () => find().getByRole('complementary', { name: 'Thread' });
  /** A request's message, not the alert above it. */
  const reply = (words: string) =>
    thread().getByRole('article').filter({ hasText: words, hasNotText: 'Open in the console' });
  const alert = (words: string | RegExp) =>
    find().getByRole('main').getByRole('article').filter({ hasText: words }).first();
  /** Somebody else sees no thread until it is opened. */
  const actAs = async (user: string, threadOf?: string | RegExp) => {
    await find().getByRole('combobox', { name: 'Act as' }).selectOption(user);
    if (threadOf) await openThread(alert(threadOf));
  };

  /** The picture, and the same on a phone, where nothing may be cut or covered. */
  const look = async (name: string, shown: Locator) => {
    const page = find();
    await shown.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await takePicture(page, name);
    expect(await findFlaws(page)).toEqual([]);
    await page.setViewportSize(sizes.narrow);
    expect(await findFlaws(page), 'on a narrow page').toEqual([]);
    await page.setViewportSize(sizes.wide);
  };
  const press = async (where: Locator, name: string | RegExp, told: string) => {
    await where.getByRole('button', { name }).first().click();
    const dialog = find().getByRole('dialog');
    await dialog.getByText(told).waitFor();
    await dialog.getByRole('button').last().click();
    await dialog.waitFor({ state: 'detached' });
  };
  const openThread = async (of: Locator) => {
    await of.getByRole('button', { name: /^\d+ repl(y|ies)/ }).click();
    await thread().waitFor();
  };
  const send = async (title: string) => {
    const page = find();
    await page.getByRole('button', { name: 'Send an event' }).click();
    await page.getByRole('button', { name: `Send: ${title}`, exact: true }).click();
    const sent = page.getByRole('complementary', { name: 'Send an event' }).getByRole('listitem');
    await sent.filter({ hasText: title }).getByRole('button', { name: /^#/ }).first().click();
    await page.keyboard.press('Escape');
  };
  const say = async (text: string) => {
    await find()
      .getByRole('combobox', { name: /^Message/ })
      .fill(text);
    await find().keyboard.press('Enter');
  };

  it('begins by itself where a policy says so, and shows each step while it runs', async () => {
    const page = find();
    await page.setViewportSize(sizes.wide);
    await page.reload();
    await actAs('U0ALICE');
    await page.getByRole('button', { name: /^security\b(?!-)/ }).click();
    const close = page.getByRole('button', { name: 'Close what to try' });
    if (await close.count()) await close.click();
    await send('A Config rule finds SSH open');
    await alert(cover).waitFor();
    await send('SSH open in development');
    await openThread(alert(sandbox));

    await reply('▶ running: ').waitFor();
    await takeFleeting(page, 'running', reply('▶ running: '));
    await page.setViewportSize(sizes.narrow);
    expect(await findFlaws(page), 'on a narrow page').toEqual([]);
    await page.setViewportSize(sizes.wide);
  });

  it('waits for a second person, who sees the exact plan, until when, and how it is taken back', async () => {
    await press(alert(cover), 'Close the rule', 'A second person must approve it');
    await alert(cover).getByText('waits for the approval').waitFor();
    await openThread(alert(cover));
    await thread().getByText('Who did it: hana.sato').waitFor();
    await alert(sandbox).getByText('done · by itself').waitFor();
    await alert(sandbox).getByText('RESOLVED').waitFor();
    await alert('Noroshi did this by itself, as a policy says: closed SSH').waitFor();

    const request = reply('waits for the approval of a second person');
    await request.waitFor();
    for (const words of ['Asked for by @Alice Aoki', '@security-leads', 'but not of @Alice Aoki', 'To take it back']) {
      expect(await request.innerText()).toContain(words);
    }
    await look('awaiting', request);
  });

  it('has meanwhile done what the policy said, and says so', async () => {
    await openThread(alert(sandbox));
    const request = reply('Noroshi did this by itself').filter({ hasText: 'says that it is compliant' });
    await request.waitFor();
    expect(await request.innerText()).toContain('the policy for the rule restricted-ssh says so');
    await look('auto', request);
    await openThread(alert(cover));
  });

  it('is not approved by whoever asked, also not behind a second name', async () => {
    await press(reply('waits for the approval'), 'Approve', 'You approve: close the rule sgr-');
    await saidAlone(find(), 'whoever asked for it cannot approve it').first().waitFor();
    await actAs('U0ALICE2', cover);
    await press(reply('waits for the approval'), 'Approve', 'You approve: close the rule sgr-');
    await saidAlone(find(), 'has the same e-mail address').first().waitFor();
  });

  it('is carried out once somebody else approves, and proves what it did', async () => {
    await actAs('U0BOB', cover);
    await press(reply('waits for the approval'), 'Approve', 'You approve: close the rule sgr-');

    const request = reply('Approved by @Bob Berger').filter({ hasText: 'says that it is compliant' });
    await request.waitFor();
    expect(await request.innerText()).toMatch(/Close the rule: done[\s\S]*✔ Read again at [\s\S]*: gone/);
    expect(await request.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await thread().getByText('RESOLVED').waitFor();
    await look('proven', request);
  });

  it('is taken back, again with the yes of two', async () => {
    await actAs('U0ALICE', cover);
    await press(reply('says that it is compliant'), 'Take it back', 'This will: open again inbound');
    await reply('waits for the approval').waitFor();
    await actAs('U0BOB', cover);
    await press(reply('waits for the approval'), 'Approve', 'You approve: open again inbound');

    const undone = reply(': taken back').filter({ hasText: 'has the rules again that it had' });
    await undone.waitFor();
    await alert(cover).getByText('taken back').waitFor();
    await look('undone', undone);
    await find().keyboard.press('Escape');
  });

  it('only plans where the policy says dry run', async () => {
    await actAs('U0ALICE');
    await send('GuardDuty: an instance mines');
    await press(alert(finding), /^Dry run: /, 'nothing will be changed');
    await alert(finding).getByText('nothing was changed').waitFor();
    await openThread(alert(finding));
    const request = reply('dry run; nothing was changed').filter({ hasText: 'What would have been done' });
    await request.waitFor();
    expect(await thread().innerText()).toContain('stopInstances');
    await look('dry-run', request);
  });

  it('does nothing while it is switched off, whoever clicks, and goes on when it is on again', async () => {
    await say('/aws-remediate off a rule misfires');
    await saidAlone(find(), 'Remediations are switched off').waitFor();
    await press(alert(finding), 'Stop the instance', 'Stops the instance');
    const refused = reply('remediations are switched off (a rule misfires)');
    await refused.waitFor();
    await alert(finding).getByText('refused; nothing was done').waitFor();
    await say('/aws-remediate on');
    await saidAlone(find(), 'You are not allowed to switch remediations on').waitFor();
    await look('switched-off', refused);

    await actAs('U0BOB');
    await say('/aws-remediate on');
    await saidAlone(find(), 'Remediations are switched on').waitFor();
    await actAs('U0ALICE', finding);
    await press(alert(finding), 'Stop the instance', 'Stops the instance');
    await reply('Stop the instance: ').filter({ hasText: 'attempt 2' }).filter({ hasText: 'What' }).waitFor();
  });
}
