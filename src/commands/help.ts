import { userError } from '../core/errors.ts';
import type { ReplySection } from '../core/reply.ts';
import { type CommandHelp, defineCommand } from './define.ts';

/** Every command with its usage and an example that works; or one of them with each of its arguments. */
export const help = defineCommand({
  id: 'help',
  summary: 'What can be asked here, and how',
  example: 'trail',
  access: 'everybody',
  args: { command: { kind: 'text', positional: true, hint: 'COMMAND', help: 'the command to explain' } },
  permissions: [],
  async run({ command }, { commands }) {
    if (command === undefined) {
      return {
        title: 'This is what you can ask me',
        sections: [...commands.flatMap(sectionsOf), { kind: 'text', text: closing }],
      };
    }
    const wanted = command.replace(/^\/?(?:aws-)?/, '');
    const found = commands.find(({ name }) => name === `/aws-${wanted}`);
    if (!found) {
      const known = commands.map(({ name }) => name).join(', ');
      throw userError('UNKNOWN_COMMAND', { command, known });
    }
    return { title: `${found.name}: ${found.summary}`, sections: explain(found) };
  },
});

const closing =
  'Words with spaces go in quotes; options are written name:value or --name value. Search results go to you or to a private channel.';

/** What it is for, an example, and each way to write it on a line of its own, in a box: what is to be typed is never cut. */
function sectionsOf({ name, usage, summary, example }: CommandHelp): readonly ReplySection[] {
  return [
    { kind: 'list', items: [{ lead: name, body: summary, meta: `For example: ${example}` }] },
    { kind: 'code', text: formsOf(name, usage) },
  ];
}

function explain({ name, usage, example, args }: CommandHelp): readonly ReplySection[] {
  return [
    { kind: 'code', text: formsOf(name, usage) },
    { kind: 'facts', facts: args.map((arg) => ({ label: arg.name, value: arg.help })) },
    { kind: 'text', text: `For example: ${example}` },
  ];
}

/** `mutes | unmute ID` as two lines, each with the command; a choice within brackets stays. */
function formsOf(name: string, usage: string): string {
  return usage
    .split(/ \| (?![^[]*\])/)
    .map((form) => `${name} ${form}`.trim())
    .join('\n');
}
