import { isSolidChar, type PatternNode } from './pattern-syntax.ts';

/** A pattern's node as JavaScript writes it, for a RegExp with the flag `u`. */
export function toSource(node: PatternNode): string {
  switch (node.kind) {
    case 'char':
      return node.char.replace(/[$()*+./?[\\\]^{|}]/, '\\$&');
    case 'set':
    case 'edge':
      return node.source;
    case 'sequence':
      return `(?:${node.nodes.map(toSource).join('')})`;
    case 'choice':
      return `(?:${node.nodes.map(toSource).join('|')})`;
    case 'repeat': {
      const { min, max } = node;
      const count = max === Number.POSITIVE_INFINITY ? `{${min},}` : `{${min},${max}}`;
      return `(?:${toSource(node.node)})${count}${node.lazy ? '?' : ''}`;
    }
  }
}

/** The same for who only asks whether it matches: what repeats at either end need not repeat more than it must. */
export function withoutLooseEnds(node: PatternNode, at = { start: true, end: true }): PatternNode {
  if (!at.start && !at.end) return node;
  if (node.kind === 'choice') return { ...node, nodes: node.nodes.map((one) => withoutLooseEnds(one, at)) };
  if (node.kind === 'repeat') return { ...node, max: node.min };
  if (node.kind !== 'sequence') return node;
  const last = node.nodes.length - 1;
  const nodes = node.nodes.map((one, index) =>
    withoutLooseEnds(one, { start: at.start && index === 0, end: at.end && index === last }),
  );
  return { ...node, nodes };
}

/**
 * In how many ways, at most, a backtracking engine can try the node from one place; infinite where it depends on the text in
 * more than one dimension. A text of n characters costs at most n times that, and n more for `unbounded`.
 */
export function effortOf(node: PatternNode): { ways: number; unbounded: number } {
  switch (node.kind) {
    case 'sequence': {
      const all = node.nodes.map(effortOf);
      return { ways: product(all.map(({ ways }) => ways)), unbounded: sum(all.map((one) => one.unbounded)) };
    }
    case 'choice': {
      const all = node.nodes.map(effortOf);
      return { ways: sum(all.map(({ ways }) => ways)), unbounded: sum(all.map((one) => one.unbounded)) };
    }
    case 'repeat': {
      const single = node.node.kind === 'char' || node.node.kind === 'set';
      const inner = effortOf(node.node);
      if (!single && node.max > 1) return { ways: Number.POSITIVE_INFINITY, unbounded: 0 };
      if (node.max === Number.POSITIVE_INFINITY) return { ways: 1, unbounded: 1 };
      return { ways: inner.ways + node.max - node.min, unbounded: inner.unbounded };
    }
    default:
      return { ways: 1, unbounded: 0 };
  }
}

/** Whether all that the node can match is solid, so that it matches a record's text wherever it matches a key or value. */
export function isSolidNode(node: PatternNode): boolean {
  switch (node.kind) {
    case 'char':
      return isSolidChar(node.char);
    case 'set':
      return node.solid;
    case 'edge':
      return node.source === '\\b';
    case 'repeat':
      return isSolidNode(node.node);
    default:
      return node.nodes.every(isSolidNode);
  }
}

/** Whether the node can match the empty text. */
export function canBeEmpty(node: PatternNode): boolean {
  switch (node.kind) {
    case 'char':
    case 'set':
      return false;
    case 'edge':
      return true;
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.node);
    case 'sequence':
      return node.nodes.every(canBeEmpty);
    case 'choice':
      return node.nodes.some(canBeEmpty);
  }
}

/** Texts of which every match holds at least one; undefined where there is no such text. */
export function literalsOf(node: PatternNode): readonly string[] | undefined {
  switch (node.kind) {
    case 'char':
      return [node.char];
    case 'repeat':
      return node.min > 0 ? literalsOf(node.node) : undefined;
    case 'choice': {
      const branches = node.nodes.map(literalsOf);
      const known = branches.filter((branch) => branch !== undefined);
      return known.length === branches.length ? known.flat() : undefined;
    }
    case 'sequence':
      return best(stretchesOf(node.nodes));
    default:
      return undefined;
  }
}

/** At most so many texts are sought for one pattern. */
const mostTexts = 8;

/** The runs of characters in a sequence, in all their variants, and what its other parts require. */
function stretchesOf(nodes: readonly PatternNode[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  let run: readonly string[] = [''];
  for (const node of nodes) {
    if (node.kind === 'edge') continue;
    const exact = exactTexts(node);
    if (exact && run.length * exact.length <= mostTexts) {
      run = run.flatMap((before) => exact.map((after) => before + after));
      continue;
    }
    found.push(run);
    run = exact ?? [''];
    const inner = exact ? undefined : literalsOf(node);
    if (inner) found.push(inner);
  }
  return [...found, run].filter((texts) => texts.every((text) => text !== ''));
}

/** All texts that the node matches, where it matches but a few. */
function exactTexts(node: PatternNode): readonly string[] | undefined {
  if (node.kind === 'char') return [node.char];
  if (node.kind !== 'sequence' && node.kind !== 'choice') return undefined;
  const parts = node.nodes.map(exactTexts);
  const known = parts.filter((part) => part !== undefined);
  if (known.length !== parts.length) return undefined;
  const texts =
    node.kind === 'choice'
      ? known.flat()
      : known.reduce((all, part) => (all.length > mostTexts ? all : all.flatMap((a) => part.map((b) => a + b))), ['']);
  return texts.length <= mostTexts ? texts : undefined;
}

function best(all: readonly (readonly string[])[]): readonly string[] | undefined {
  const shortest = (texts: readonly string[]) => Math.min(...texts.map((text) => text.length));
  return [...all].sort((a, b) => shortest(b) - shortest(a))[0];
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all * one, 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
