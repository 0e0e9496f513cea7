import type { Page } from 'playwright-core';

/**
 * What a person would see to be wrong: something that sticks out of the page, text that is cut, or a control that is
 * covered by something else, or text that stands out too little from what is behind it (WCAG 2.2, 1.4.3, AA). Sentences;
 * none when all is well.
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

    const rgbOf = (colour: string) => (/^rgb\(([^)]+)\)$/.exec(colour)?.[1] ?? '').split(', ').map(Number);
    const lightOf = (rgb: readonly number[]) => {
      const [red = 0, green = 0, blue = 0] = rgb
        .map((one) => one / 255)
        .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element: Element | null): string => {
      if (!element) return 'rgb(255, 255, 255)';
      const { backgroundColor } = getComputedStyle(element);
      return backgroundColor.startsWith('rgb(') ? backgroundColor : behind(element.parentElement);
    };
    for (const element of [...root.querySelectorAll('*:not(svg *, option, select, :disabled)')].filter(isSeen)) {
      const hasWords = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
      const { color, fontSize, fontWeight, visibility } = getComputedStyle(element);
      const size = Number.parseFloat(fontSize);
      if (!hasWords || !color.startsWith('rgb(') || size === 0 || visibility !== 'visible') continue;
      const [one, other] = [lightOf(rgbOf(color)), lightOf(rgbOf(behind(element)))];
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      const isLarge = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
      if (contrast < (isLarge ? 3 : 4.5)) flaws.push(`${nameOf(element)} has a contrast of ${contrast.toFixed(2)}`);
    }

    const messages = [...root.querySelectorAll('.message')].map((message) => message.getBoundingClientRect());
    for (const [at, box] of messages.entries()) {
      const next = messages[at + 1];
      if (next && next.left === box.left && next.top < box.bottom - 1) flaws.push(`message ${at} overlaps the next`);
    }
    return flaws;
  });
}
