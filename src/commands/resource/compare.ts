import { type Fact, nameOf } from '../../core/alert.ts';
import { timelineLink } from '../../core/console-links.ts';
import { userError } from '../../core/errors.ts';
import { exactWords } from '../../core/items/asked-resource.ts';
import { type Told, tellDifferences } from '../../core/items/difference-words.ts';
import { comparable, type Difference, differencesOf } from '../../core/items/item-difference.ts';
import type { Captures } from '../../core/look-ups.ts';
import type { Reply, ReplyFile, ReplySection } from '../../core/reply.ts';
import type { Resource } from '../../core/resource.ts';
import { maskAt } from '../../core/text/mask.ts';
import { counted, utc } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';
import { findCalls } from './calls.ts';
import { fileOf } from './file.ts';

/** So many fields are shown; the file has them all. */
const mostFields = 20;
const mostLines = 24;

/** What is different between the resource as it was at two times (ms), and who called what between them. */
export async function compare(
  resource: Resource,
  times: Readonly<{ from: number; to: number }>,
  ctx: CommandContext,
): Promise<Reply> {
  const captures = await capturesAt(resource, times, ctx);
  const { before, after } = captures;
  const named = { ...resource, ...after.resource };
  const span = `between ${momentOf(before.capturedAt)} and ${momentOf(after.capturedAt)}`;
  const links = linksOf(named);
  if (before.capturedAt === after.capturedAt) {
    return {
      title: `AWS Config recorded no change of ${nameOf(named)} between those times`,
      sections: [
        { kind: 'text', text: `At both it is as it was captured at ${momentOf(after.capturedAt)}.` },
        ...links,
        ...nextOf(resource),
      ],
    };
  }
  const differences = differencesOf(comparable(before), comparable(after));
  const told = tellDifferences(differences);
  const calls = await findCalls(named, captures, ctx);
  const isGone = after.status.startsWith('ResourceDeleted');
  const what = isGone ? 'was deleted' : `changed in ${counted(differences.length, 'field')}`;
  const sections = sectionsOf(told);
  return {
    title: differences.length === 0 ? `${nameOf(named)} did not change ${span}` : `${nameOf(named)} ${what} ${span}`,
    sections: [...sections.shown, ...calls, ...links, ...nextOf(resource)],
    ...(sections.isCut && { files: [fileWith(named, differences, captures)] }),
  };
}

/** The states that held at two times: each the newest that was captured until then. */
async function capturesAt(
  resource: Resource,
  { from, to }: Readonly<{ from: number; to: number }>,
  { lookUps }: CommandContext,
): Promise<Captures> {
  const at = async (ms: number) => (await lookUps.loadHistory(resource, 1, new Date(ms).toISOString()))[0];
  const [before, after] = await Promise.all([at(from), at(to)]);
  if (before && after) return { before, after };
  const missing = after ? from : to;
  throw userError('NOT_FOUND', {
    what: `${nameOf(resource)} as it was at ${utc(missing)}`,
    where: 'what AWS Config recorded; its history shows since when it is known',
  });
}

/** A field a line where one says it all; rules, and what came into a list or went from it, a line each. */
function sectionsOf(told: readonly Told[]): Readonly<{ shown: readonly ReplySection[]; isCut: boolean }> {
  const facts = told
    .slice(0, mostFields)
    .flatMap(({ field, lines }): readonly Fact[] => lines.map((value) => ({ label: sentence(field), value })));
  const shown = facts.slice(0, mostLines);
  const isCut = told.length > mostFields || facts.length > mostLines || told.some(({ isLong }) => isLong);
  const left = told.length - new Set(shown.map(({ label }) => label)).size;
  return {
    shown: [
      ...(shown.length > 0 ? [{ kind: 'facts' as const, facts: shown }] : []),
      ...(left > 0 ? [{ kind: 'text' as const, text: `… and ${counted(left, 'more field')}, in the file` }] : []),
    ],
    isCut,
  };
}

function sentence(field: string): string {
  return field.charAt(0).toUpperCase() + field.slice(1);
}

/** Every field as it was and as it is; what is secret by its name is masked on both sides. */
function fileWith(resource: Resource, differences: readonly Difference[], { before, after }: Captures): ReplyFile {
  const all = differences.map(({ path, ...sides }) => ({
    field: path.join('.'),
    ...('before' in sides && { before: maskAt(path, sides.before) }),
    ...('after' in sides && { after: maskAt(path, sides.after) }),
  }));
  const title = `What changed of ${nameOf(resource)} from ${before.capturedAt} to ${after.capturedAt}`;
  return fileOf(`${resource.id}-changes.json`, title, all);
}

function linksOf(resource: Resource): readonly ReplySection[] {
  const url = timelineLink(resource);
  return url ? [{ kind: 'links', links: [{ label: 'Config timeline', url }] }] : [];
}

function nextOf(resource: Resource): readonly ReplySection[] {
  const words = exactWords(resource);
  if (words === undefined) return [];
  const command = '/aws-resource' as const;
  return [{ kind: 'asks', asks: [{ label: 'History', command, text: `${words} history` }] }];
}

function momentOf(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
