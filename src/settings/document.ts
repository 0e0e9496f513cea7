import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** Where something stands in the file: keys and positions from the top. */
export type Path = readonly PropertyKey[];

/** The settings file as data, with the way back to its lines. */
export type SettingsDocument = Readonly<{
  /** Plain data; a key with nothing behind it (`ignore:`) counts as not there. */
  data: unknown;
  /** What keeps it from being read at all, with lines; `data` is then worth nothing. */
  problems: readonly string[];
  /** Line of a key or list entry, counted from 1; of what is nearest around it when it is not there; none for the whole file. */
  lineOf(path: Path): number | undefined;
  /** A value as it is written in the file, before it is taken for a number. */
  writtenAt(path: Path): string | undefined;
}>;

/** Reads YAML 1.2, of which JSON is a part. Never throws. */
export function readDocument(text: string): SettingsDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const problems = document.errors.map(({ pos, message }) => `line ${lineAt(pos[0])}: ${message}`);
  const follow = (path: Path) =>
    walk(document.contents, path, (alias) => (isAlias(alias) ? alias.resolve(document) : alias));
  if (problems.length > 0) return { data: undefined, problems, lineOf: () => undefined, writtenAt: () => undefined };
  const { data, problem } = toData(() => document.toJS({ maxAliasCount: 100 }));
  return {
    data: withoutNulls(data),
    problems: problem ? [problem] : [],
    lineOf(path) {
      const { offset } = follow(path);
      return offset === undefined ? undefined : lineAt(offset);
    },
    writtenAt(path) {
      const { node } = follow(path);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

/** The aliases of a file may multiply beyond all measure; the reader then refuses. */
function toData(read: () => unknown): { data?: unknown; problem?: string } {
  try {
    return { data: read() };
  } catch (error) {
    return { problem: `line 1: ${error instanceof Error ? error.message : String(error)}` };
  }
}

type Found = Readonly<{ node: unknown; offset?: number | undefined }>;

function walk(contents: Node | null, path: Path, resolve: (node: unknown) => unknown): Found {
  let found: Found = { node: contents };
  for (const step of path) {
    const next = child(resolve(found.node), step);
    if (!next) return { node: undefined, offset: found.offset };
    found = next;
  }
  return found;
}

function child(node: unknown, step: PropertyKey): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    if (!pair || !isScalar(pair.key)) return undefined;
    return { node: pair.value, offset: pair.key.range?.[0] ?? 0 };
  }
  if (!isSeq(node) || typeof step !== 'number') return undefined;
  const item = node.items[step];
  const range = item && typeof item === 'object' && 'range' in item ? item.range : undefined;
  return item ? { node: item, offset: Array.isArray(range) ? Number(range[0]) : 0 } : undefined;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner)]));
}
