import type * as z from 'zod/mini';
import { userError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import { crossCheck, type Problem, type Registries, showPath } from './cross-checks.ts';
import { readDocument, type SettingsDocument } from './document.ts';
import { settingsSchema } from './schema.ts';

/** The settings, as everything else takes them. */
export type ParsedSettings = Readonly<{ settings: Settings }>;

/**
 * The settings file (YAML, or the same as JSON) → Settings. `file` is how it is called in messages; without `registries`
 * the ids of remediations and rules are not held against what exists. Throws `BAD_SETTINGS` with all problems at once.
 */
export function parseSettings(text: string, options: { file: string; registries?: Registries }): ParsedSettings {
  const document = readDocument(text);
  if (document.problems.length > 0) throw badSettings(options.file, document.problems);
  const { data } = document;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw badSettings(options.file, ['the file must be a group of keys such as slack, accounts and routes']);
  }
  const parsed = settingsSchema.safeParse(data);
  const problems = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => toProblems(issue, document)),
    ...crossCheck(data, options.registries),
  ];
  if (!parsed.success || problems.length > 0) throw badSettings(options.file, inLines(problems, document));
  return { settings: parsed.data };
}

type Issue = z.core.$ZodIssue;

/** One problem per unknown key; of a choice between shapes the branch that got further. */
function toProblems(issue: Issue, document: SettingsDocument): readonly Problem[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    const words = message.split('\n');
    return issue.keys.map((key, at) => ({ path: [...path, key], what: words[at] ?? message }));
  }
  if (issue.code === 'invalid_union') {
    const deeper = issue.errors.flat().filter((inner) => inner.path.length > 0);
    if (deeper.length > 0) {
      return deeper.flatMap((inner) => toProblems({ ...inner, path: [...path, ...inner.path] }, document));
    }
  }
  const written = document.writtenAt(path);
  if (issue.code === 'invalid_type' && issue.expected === 'string' && written && /^\d{10,12}$/.test(written)) {
    const why = 'without them it is read as a number, and zeros at its start are lost';
    return [{ path, what: `must stand in quotes, "${written}": ${why}` }];
  }
  // What may be one value or a list is checked as a list; its path is told as it was written.
  const single = path.at(-1) === 0 && document.writtenAt(path.slice(0, -1)) !== undefined;
  return [{ path: single ? path.slice(0, -1) : path, what: message }];
}

function inLines(problems: readonly Problem[], document: SettingsDocument): readonly string[] {
  const lines = problems.map(({ path, what }) => ({ line: document.lineOf(path), words: `${showPath(path)} ${what}` }));
  lines.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return lines.map(({ line, words }) => (line === undefined ? words : `line ${line}: ${words}`));
}

function badSettings(file: string, problems: readonly string[]): Error {
  return userError('BAD_SETTINGS', { file, problems });
}
