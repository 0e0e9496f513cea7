import type { Page } from 'playwright-core';

/**
 * What a person would see to be wrong: something that sticks out of the page, text that is cut, or a control that is
 * covered by something else. Sentences; none when all is well.
 */
export function findFlaws(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const flaws: string[] = [];
    const isNarrow = innerWidth <= 760;
    const root =
      document.querySelector('dialog[open]') ??
      (isNarrow ? (document.querySelector('.pane') ?? document.querySelector('.with-rail .rail')) : undefined) ??
      document.body;
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    const scrollers = (element: Element) => {
      const all: Element[] = [];
      for (let one = element.parentElement; one; one = one.parentElement) {
        if (getComputedStyle(one).overflowY !== 'visible') all.push(one);
      }
      return all;
    };
    const isSeen = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && element.checkVisibility() && !element.closest('.for-readers');
    };
    if (document.documentElement.scrollWidth > innerWidth) flaws.push('the page is wider than the window');

    for (const element of [...root.querySelectorAll('*')].filter(isSeen)) {
      const { left, right } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const isInside = element.closest('svg, .table-box') !== null;
      if (!isInside && (left < -1 || right > innerWidth + 1)) flaws.push(`${nameOf(element)} sticks out`);
      const isCut = element.scrollWidth > element.clientWidth + 1 && style.overflowX === 'hidden';
      if (isCut && style.textOverflow !== 'ellipsis' && element.clientWidth > 0)
        flaws.push(`${nameOf(element)} is cut`);
    }

    for (const control of [...root.querySelectorAll('button, a, select, textarea, input, summary')].filter(isSeen)) {
      const box = control.getClientRects()[0] ?? control.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const isShown = [...scrollers(control), document.documentElement].every((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return x > left && x < right && y > top && y < bottom;
      });
      const top = document.elementFromPoint(x, y);
      if (isShown && top && !control.contains(top) && !top.contains(control)) {
        flaws.push(`${nameOf(control)} is covered by ${nameOf(top)}`);
      }
    }

    const messages = [...root.querySelectorAll('.message')].map((message) => message.getBoundingClientRect());
    for (const [at, box] of messages.entries()) {
      const next = messages[at + 1];
      if (next && next.left === box.left && next.top < box.bottom - 1) flaws.push(`message ${at} overlaps the next`);
    }
    return flaws;
  });
}
