import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const isWriting = process.env['NOROSHI_SCREENSHOTS'] === 'write';

/** What was seen when a picture was taken: hashes of its words, of its boxes with these fonts, and of the file. */
type Seen = Readonly<{ words: string; boxes: string; fonts: string; file: string }>;

/** The record of a picture; one file each, since tests run side by side. */
export function readSeen(name: string): Seen | undefined {
  const file = join(folder, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** The hash of a picture's file, as it stands in the documentation. */
export function hashFile(name: string): string {
  return hash(readFileSync(join(folder, `${name}.png`)));
}

/**
 * Takes the picture with `NOROSHI_SCREENSHOTS=write`; otherwise fails when the page shows something else than the picture
 * that the documentation has. Boxes are compared where the fonts are those of the picture.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  await page.mouse.move(700, 3);
  await settle(page);
  const { words, boxes, fonts } = await look(page);
  const now = { words: hash(words), boxes: hash(boxes), fonts };
  if (isWriting) {
    const png = await page.screenshot({ path: join(folder, `${name}.png`), caret: 'hide' });
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...now, file: hash(png) }, null, 2)}\n`);
    return;
  }
  const seen = readSeen(name);
  const hint = `The page no longer shows what docs/screenshots/${name}.png does. Take it anew with
NOROSHI_SCREENSHOTS=write npm test -- test/browser, and look at it. It shows now:\n`;
  // The story goes on, so that one run names every picture that is out of date.
  expect.soft(now.words, hint + words).toBe(seen?.words);
  if (seen?.fonts === fonts) expect.soft(now.boxes, hint + boxes).toBe(seen?.boxes);
}

/** Takes the picture of what is gone within seconds, when pictures are taken; it is compared with nothing. */
export async function takeFleeting(page: Page, name: string, shown: Locator): Promise<void> {
  if (!isWriting) return;
  await shown.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  const { words, boxes, fonts } = await look(page);
  const png = await page.screenshot({ path: join(folder, `${name}.png`), caret: 'hide' });
  const seen = { words: hash(words), boxes: hash(boxes), fonts, file: hash(png) };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(seen, null, 2)}\n`);
}

/** Waits until nothing has changed for a while. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const quietMs = 800;
        let timer = setTimeout(done, quietMs);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, quietMs);
        });
        function done() {
          observer.disconnect();
          resolve();
        }
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
  );
}

/** Words and boxes of what is shown. Numbers differ from run to run, and messages of the same second change places. */
async function look(page: Page): Promise<{ words: string; boxes: string; fonts: string }> {
  const seen = await page.evaluate(() => {
    const shown = [
      ...document.querySelectorAll<HTMLElement>('.rail, .channel-head, .message, .guide, .pane-head, .dialog'),
    ];
    const boxed = [
      ...document.querySelectorAll<HTMLElement>('.rail, .channel, .pane, .dialog, .composer, .guide, .message'),
    ];
    const sample = document.createElement('span');
    sample.textContent = 'Fonts differ, and so do boxes: 0123456789 狼煙';
    document.body.append(sample);
    const fonts = Math.round(sample.getBoundingClientRect().width * 10);
    sample.remove();
    return {
      words: shown.filter((one) => one.checkVisibility()).map((one) => one.innerText),
      boxes: boxed
        .filter((one) => one.checkVisibility())
        .map((one) => {
          const { left, width, height } = one.getBoundingClientRect();
          // How long something took may stand on a line of its own in a thread, or not be told at all.
          const sides = one.closest('.pane') && one.matches('.message') ? [left, width] : [left, width, height];
          return [one.className, ...sides.map((side) => Math.round(side / 4))].join(' ');
        }),
      fonts: `${fonts}`,
    };
  });
  return {
    words: seen.words.map(masked).sort().join('\n---\n'),
    boxes: seen.boxes.sort().join('\n'),
    fonts: seen.fonts,
  };
}

/** Without what differs from run to run: numbers, ids, near days, months, how long it took, and whether an edit came in time to be one. */
function masked(text: string): string {
  return text
    .replace(/\s*\(edited\)/g, '')
    .replace(/, \d[\w ]* before AWS Config/g, ' before AWS Config')
    .replace(/(, after|; it was resolved for) \d+ (s|min)( \d+ s)?\b/g, '')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '#')
    .replace(/_\w{16}\.json\.gz/g, '_#.json.gz')
    .replace(/\b(unmute |noroshi-)[0-9a-f]{6,}\b/g, '$1#')
    .replace(/\b(today|yesterday|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*)\b/gi, '@')
    .replace(/\d[\d:.,]*/g, '#')
    .replace(/# (s|min)\b/g, '# s');
}

function hash(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex').slice(0, 16);
}
