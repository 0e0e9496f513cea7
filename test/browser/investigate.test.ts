import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningNoroshi, startNoroshi } from '../running-noroshi.ts';
import { answers, goToDirect, look, messages, press, send, type } from './at-work.ts';
import { isLeftOut, launch, type Opened, open, titled } from './chromium.ts';
import { takeFleeting } from './pictures.ts';
import { saidAlone, theAlert } from './story.ts';

/** Long searches go on in Bob's direct messages while Alice looks around; a third page of hers holds files against digests. */
let browser: Browser | undefined;
let noroshi: RunningNoroshi | undefined;
let alice: Opened;
let bob: Opened;
/** Bob's stories, one after the other, while Alice's go on. */
let bobs: Readonly<Record<'lasts' | 'isHanded' | 'isCancelled', Promise<void>>>;

const day = 24 * 60 * 60_000;
/** The same day for a search that lasts and for the same in one go. */
const until = Date.now() - 30 * 60_000;
const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const asked = `user:payments-api service:lambda limit:1000 since:${iso(until - day)} until:${iso(until)}`;

beforeAll(async () => {
  if (isLeftOut) return;
  const [launched, running] = await Promise.all([launch(), startNoroshi(['--scenario', 'slow-logs'])]);
  [browser, noroshi] = [launched, running];
  const viewport = { width: 1280, height: 900 };
  [alice, bob] = await Promise.all([
    open(launched, running.ready.page, { viewport }),
    open(launched, running.ready.page, { viewport }),
  ]);
  for (const { page } of [alice, bob]) page.setDefaultTimeout(40_000);
  await bob.page.getByRole('combobox', { name: 'Act as' }).selectOption('U0BOB');
  await goToDirect(bob.page);
  const lasts = goOn(bob.page);
  const isHanded = after(lasts, () => handToAthena(bob.page));
  const isCancelled = after(isHanded, () => cancelHalfWay(bob.page));
  bobs = { lasts, isHanded, isCancelled };
  for (const story of Object.values(bobs)) story.catch(() => undefined);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await noroshi?.end('SIGKILL');
});

const recordsIn = (text: string) => Number(/(\d+) records found/.exec(text)?.[1]);

/** The next story, whatever became of the one before. */
const after = (story: Promise<void>, next: () => Promise<void>) => story.then(next, next);

async function goOn(page: Page): Promise<void> {
  await type(page, `/aws-trail ${asked}`);
  const later = answers(page, / · run [2-9]/);
  await later.waitFor();
  await takeFleeting(page, 'search-runs', later);
  const answer = answers(page, /in [3-9] runs/);
  await answer.waitFor();
  const text = await answer.innerText();
  expect(text).toMatch(/Searched \d+ log files in [\d.]+ s, in [3-9] runs/);
  await type(page, `/aws-trail ${asked} engine:athena`);
  await press(answers(page, 'How shall it go on?'), 'Use Athena');
  const inOne = answers(page, 'Athena scanned');
  await inOne.waitFor();
  expect(recordsIn(await inOne.innerText())).toBe(recordsIn(text));
  expect(recordsIn(text)).toBeGreaterThan(20);
}

async function handToAthena(page: Page): Promise<void> {
  await type(page, '/aws-trail user:nightly-report service:s3 since:3d');
  const question = answers(page, 'How shall it go on?').filter({ hasText: 'nightly-report' });
  await question.waitFor();
  expect(await question.innerText()).toMatch(
    /To be read: \d+ log files[\s\S]*Directly: about[\s\S]*With Athena: about/,
  );
  await takeFleeting(page, 'search-choice', question);
  await press(question, 'Use Athena');
  const answer = answers(page, 'Athena scanned').filter({ hasText: 'nightly-report' });
  await answer.waitFor();
  await look(page, answer);
  await takeFleeting(page, 'search-athena', answer);
}

async function cancelHalfWay(page: Page): Promise<void> {
  await type(page, '/aws-trail user:deploy since:3d');
  await press(answers(page, 'How shall it go on?').filter({ hasText: 'user:deploy' }), 'Go on directly');
  const going = answers(page, /[1-9]\d* found/).filter({ hasText: 'user:deploy' });
  await going.waitFor();
  await takeFleeting(page, 'search-progress', going);
  await press(going, 'Cancel');
  const ended = answers(page, 'The search was cancelled after');
  await ended.waitFor();
  const text = await ended.innerText();
  expect(text).toMatch(/Cancelled by[^\n]*\s*@Bob Berger/);
  expect(recordsIn(text)).toBeGreaterThan(0);
  const [, read, of] = /cancelled after (\d+) of (\d+) log files/.exec(text) ?? [];
  expect(Number(read)).toBeLessThan(Number(of));
  await look(page, ended);
}

describe.skipIf(isLeftOut)(titled('who did it, on the page'), { timeout: 90_000 }, () => {
  it('is told from the alert, and what else the same actor did', async () => {
    const { page } = alice;
    await page.getByRole('button', { name: /^security\b(?!-)/ }).click();
    await theAlert(page).waitFor();
    await press(theAlert(page), 'Who did it');
    await saidAlone(page, 'The answer comes in our direct messages').waitFor();
    await goToDirect(page);
    const who = answers(page, '1 record found');
    await who.waitFor();
    expect(await who.innerText()).toMatch(/hana\.sato@example\.com[^\n]*RunInstances on i-0f1e2d3c4b5a69788/);

    await press(who, /^Same actor: hana/);
    const deeds = answers(page, 'AuthorizeSecurityGroupIngress');
    await deeds.waitFor();
    expect(recordsIn(await deeds.innerText())).toBe(5);
    await deeds.getByRole('button', { name: /^2 replies/ }).waitFor();
    await look(page, deeds, 'who');
  });

  it('leads to the resource, its history, and two captures side by side with the calls between them', async () => {
    const { page } = alice;
    await type(page, '/aws-resource payments-bastion');
    const card = answers(page, 'Managed by the payments team');
    await card.waitFor();
    await look(page, card);
    await press(card, 'History');
    const history = answers(page, 'that AWS Config recorded');
    await history.waitFor();
    await look(page, history, 'history');
    await press(history, 'Compare');
    const compared = answers(page, /changed in \d+ field|Something broke/);
    await compared.waitFor();
    const broken = noroshi
      ?.stderr()
      .split('\n')
      .filter((line) => line.startsWith('✗'));
    expect(await compared.innerText(), broken?.join('\n')).not.toContain('Something broke');
    expect(await compared.innerText()).toMatch(/0\.0\.0\.0\/0[\s\S]*AuthorizeSecurityGroupIngress/);
    await look(page, compared, 'compare');
  });

  it('is not believed where somebody changed the log file since', async () => {
    const { page } = alice;
    await type(page, '/aws-trail event:DeleteRecoveryPoint since:6h until:4h');
    const answer = answers(page, 'DeleteRecoveryPoint on');
    await answer.waitFor();
    expect(await answer.innerText()).toContain('backup-service');
    await press(answer, 'Verify the log files');
    const verified = answers(page, '1 altered');
    await verified.waitFor();
    expect(await verified.innerText()).toMatch(
      /altered: AWSLogs\/444455556666\/CloudTrail\/ap-northeast-1\/[^\s]+\.json\.gz/,
    );
    expect(await verified.innerText()).toContain('Do not rely on this');
    await verified.getByRole('button', { name: /^2 replies/ }).waitFor();
    await look(page, verified, 'verified');
  });
});

describe.skipIf(isLeftOut)(titled('a search that lasts, on the page'), { timeout: 90_000 }, () => {
  it('goes on over three invocations to the same totals as in one go', () => bobs.lasts);
  it('asks which way when it is much, and is handed to Athena by a press', () => bobs.isHanded);
  it('is cancelled half way, and tells what was found until then', () => bobs.isCancelled);
});

describe.skipIf(isLeftOut)(titled('looking around, on the page'), { timeout: 90_000 }, () => {
  it('asks in a form what to search for, and shows a mistake at its field', async () => {
    const { page } = alice;
    await type(page, '/aws-trail');
    const form = page.getByRole('dialog', { name: 'Search the logs' });
    await form.waitFor();
    await form.getByLabel('From which address').fill('300.1.1.1');
    await form.getByRole('button', { name: 'Search', exact: true }).click();
    await form.getByText('300.1.1.1').first().waitFor();
    await look(page, form, 'search-form');
    await form.getByLabel('From which address').fill('203.0.113.77');
    await form.getByRole('button', { name: 'Search', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await answers(page, /ip:203\.0\.113\.77|ConsoleLogin/)
      .last()
      .waitFor();
  });

  it('goes from all accounts to a resource that breaks a rule, and to the question before it is mended', async () => {
    const { page } = alice;
    await page.getByRole('button', { name: /^security\b(?!-)/ }).click();
    await send(page, 'A Config rule finds SSH open');
    await type(page, '/aws-compliance');
    await press(saidAlone(page, 'Accounts, the worst first').last(), 'Show its broken rules');
    await press(saidAlone(page, 'broken rule').last(), 'Resources');
    const broken = saidAlone(page, 'All of payments-prod').last();
    await broken.waitFor();
    // Who caused the other alert is told in its thread, sooner or later.
    await messages(page)
      .filter({ hasText: /payments-bastion \(sg-\w+\) .*restricted-ssh/ })
      .getByText('1 reply')
      .waitFor();
    await look(page, broken, 'compliance');
    await press(broken, /\((?:approved-amis-by-id|restricted-ssh)\)$/);
    const question = page.getByRole('dialog');
    await question.getByText('payments-prod').first().waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
  });

  it('has on one page what is open, what waits, what is kept, and whether signals arrive', async () => {
    await press(
      messages(alice.page).filter({ hasText: /payments-bastion \(sg-\w+\) .*restricted-ssh/ }),
      'Close the rule',
    );
    await press(alice.page.getByRole('dialog'), 'Close the rule');
    const { page } = bob;
    await type(page, '/aws-trail event:ConsoleLogin since:1h save:sign-ins');
    await answers(page, 'It is kept as “sign-ins”').waitFor();
    await page.getByRole('button', { name: 'Home', exact: true }).click();
    const home = page.getByRole('region', { name: 'Home' });
    await home.getByText('Close the rule').waitFor();
    const text = await home.innerText();
    for (const words of [
      '1 critical',
      'Waits for your approval',
      'asked for by @Alice Aoki',
      'sign-ins',
      '3 accounts',
    ]) {
      expect(text).toContain(words);
    }
    await look(page, home, 'app-home');
    await press(home, 'Run');
    await page.getByRole('button', { name: 'Messages', exact: true }).click();
    await answers(page, 'Searched for: event:ConsoleLogin').nth(1).waitFor();
  });

  it('left nothing in the console', () => {
    expect([...alice.errors, ...bob.errors]).toEqual([]);
  });
});
