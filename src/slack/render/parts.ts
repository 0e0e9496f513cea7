import { type Fact, type Link, nameOf } from '../../core/alert.ts';
import type { Block } from '../../core/message.ts';
import type { Resource } from '../../core/resource.ts';
import { bullets, joined, type Line, moment, type Piece, quote, say } from './blocks.ts';
import { limits } from './limits.ts';
import { clean, cut, defang, isKnown } from './text.ts';

const consoleHost =
  /^([a-z0-9-]+\.)*(console\.aws\.amazon\.com|console\.amazonaws-us-gov\.com|console\.amazonaws\.cn|console\.aws\.eu)$/;

/** True for https links into an AWS console: the only links that we show, whoever wrote them. */
function isConsoleLink(url: string): boolean {
  if (url.length > limits.url || /[\s\p{Cc}\p{Cf}\\<>|"`^]/u.test(url) || !URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === 'https:' && consoleHost.test(host) && username === '' && password === '';
}

/** The links of ours on one line; any other is left out. */
export function linksLine(links: readonly Link[]): Line {
  const ours = links.filter(({ url }) => isConsoleLink(url)).slice(0, 8);
  return joined(
    ours.map(({ label, url }) => [{ type: 'link', url: new URL(url).href, text: cut(clean(label), 75) || 'Console' }]),
    ' · ',
  );
}

/** `AWS::EC2::SecurityGroup` for people: `EC2 security group`. */
export function typeInWords(type: string): string {
  const [, service, kind] = /^AWS::(\w*)::(\w+)$/.exec(type) ?? [];
  if (service === undefined || kind === undefined) return type;
  const words = kind.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
  const kindInWords = words.map((word) => (/^[A-Z0-9]{2,4}$/.test(word) ? word : word.toLowerCase())).join(' ');
  return `${service} ${kindInWords}`.trim();
}

/** `EC2 security group web (sg-0abc)`. */
export function resourceLine(resource: Resource): Line {
  const type: Line = isKnown(resource.type) ? [quote(typeInWords(resource.type), 80), say(' ')] : [];
  return isKnown(resource.id) ? [...type, quote(nameOf(resource), 200, { bold: true })] : [];
}

/** `Label: value`, or `Label: unavailable (why)`; nothing for a value that is not known. */
function factLine(fact: Fact): Line {
  const label = quote(cut(clean(fact.label), 60) || 'Fact', 60, { bold: true });
  if ('unavailable' in fact) {
    const why: readonly Piece[] = isKnown(fact.unavailable)
      ? [say(' ('), quote(defang(fact.unavailable), 200, { italic: true }), say(')')]
      : [];
    return [label, say(': '), say('unavailable', { italic: true }), ...why];
  }
  return isKnown(fact.value) ? [label, say(': '), factValue(fact.value)] : [];
}

/** A moment in the reader's own time; what has lines becomes one line, so that none of them can pass for ours. */
function factValue(value: string): Piece {
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value)
    ? moment(Date.parse(value))
    : undefined;
  return instant ?? quote(defang(value.trim().replace(/\s*[\r\n]+\s*/g, ' · ')), 400);
}

/**
 * Facts as bullets, below a heading where they have one, with a `last` line of ours; more than `max` of them are counted.
 * Labels may come from the event too: as bullets they cannot pass for a line of ours.
 */
export function factBullets(
  facts: readonly Fact[],
  { heading = '', max = 12, last = [] }: { heading?: string; max?: number; last?: Line } = {},
): readonly Block[] {
  const title: Line = heading === '' ? [] : [say(heading, { bold: true })];
  return bullets(title, [...facts.slice(0, max).map(factLine), more(facts.length - max), last]);
}

/** Bullets under a heading; more than `max` are counted. */
export function bulletsUpTo(heading: string, items: readonly Line[], max: number): readonly Block[] {
  return bullets([say(heading, { bold: true })], [...items.slice(0, max), more(items.length - max)]);
}

/** `… and 3 more`, or nothing. */
export function more(count: number): Line {
  return count > 0 ? [say(`… and ${count} more`, { italic: true })] : [];
}
