import type { Command } from '../wire.ts';

/** What the composer suggests for what was typed so far. */
export type Suggestions = Readonly<{ kind: 'commands' | 'hint'; commands: readonly Command[] }>;

const none: Suggestions = { kind: 'commands', commands: [] };

/** Commands that begin so, or that hold the word; once the command stands there, its hint alone. */
export function suggest(draft: string, commands: readonly Command[]): Suggestions {
  if (!draft.startsWith('/')) return none;
  const [typed = '', ...rest] = draft.split(' ');
  if (rest.length > 0) return { kind: 'hint', commands: commands.filter(({ command }) => command === typed) };
  const word = typed.slice(1).toLowerCase();
  return { kind: 'commands', commands: commands.filter(({ command }) => command.toLowerCase().includes(word)) };
}

/** A line as Slack reads it: the command, and the text after it. */
export function splitCommand(line: string): Readonly<{ command: string; text: string }> | undefined {
  const match = /^(\/\S+)(?:\s+([\s\S]*))?$/.exec(line.trim());
  return match ? { command: match[1] ?? '', text: match[2] ?? '' } : undefined;
}
