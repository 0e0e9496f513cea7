import type { FollowUp, Reply } from './reply.ts';

/** Every question that an answer leads to, in the order in which it stands there: the button holds its place in this list. */
export function followUpsOf({ sections }: Pick<Reply, 'sections'>): readonly FollowUp[] {
  return sections.flatMap((section) => {
    if (section.kind === 'asks') return section.asks;
    return section.kind === 'list' ? section.items.flatMap(({ ask }) => ask ?? []) : [];
  });
}

/** The opaque value of such a button: which answer, and which of its questions. It proves nothing. */
export function followUpId(jobKey: string, place: number): string {
  return `${jobKey}.${place}`;
}

/** The parts of such a value, or nothing where it is none. */
export function parseFollowUpId(id: string): Readonly<{ jobKey: string; place: number }> | undefined {
  const [, jobKey, place] = /^([\w=+/-]{8,200})\.(\d{1,3})$/.exec(id) ?? [];
  return jobKey === undefined ? undefined : { jobKey, place: Number(place) };
}
