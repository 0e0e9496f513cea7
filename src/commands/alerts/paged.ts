import type { FollowUp, ReplyItem, ReplySection } from '../../core/reply.ts';

/** So many alerts are listed at once: what one message bears, with long sentences too. */
const perPage = 15;

/** The items of a page (from 1), or of the last one that there is, and which of all they are. */
export function pageOf<Item>(all: readonly Item[], asked: number): Readonly<{ page: number; items: readonly Item[] }> {
  const page = Math.max(1, Math.min(asked, Math.ceil(all.length / perPage)));
  return { page, items: all.slice((page - 1) * perPage, page * perPage) };
}

/** `, 16–30 of 60`; empty where all fit on one page. */
export function whichOf(page: number, all: number): string {
  if (all <= perPage) return '';
  return `, ${(page - 1) * perPage + 1}–${Math.min(page * perPage, all)} of ${all}`;
}

/** A list, and below it the buttons to what comes before and after; `text` is what to type behind `/aws-alerts` without the page; undefined where that cannot be typed. */
export function pagedList(
  items: readonly ReplyItem[],
  { page, all, text }: Readonly<{ page: number; all: number; text: string | undefined }>,
): readonly ReplySection[] {
  const to = (label: string, other: number): FollowUp => ({
    ...{ label, command: '/aws-alerts' },
    text: `${text} page:${other}`,
  });
  const asks = [
    ...(page > 1 ? [to(`Before: ${(page - 2) * perPage + 1}–${(page - 1) * perPage}`, page - 1)] : []),
    ...(page * perPage < all
      ? [to(`Next: ${page * perPage + 1}–${Math.min((page + 1) * perPage, all)}`, page + 1)]
      : []),
  ];
  return [
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
    ...(text !== undefined && asks.length > 0 ? [{ kind: 'asks' as const, asks }] : []),
  ];
}
