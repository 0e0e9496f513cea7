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
        sections: [
          { kind: 'list', items: commands.map(itemOf) },
          { kind: 'text', text: closing },
        ],
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

function itemOf({ name, usage, summary, example }: CommandHelp) {
  return { lead: `${name} ${usage}`.trim(), body: summary, meta: `For example: ${example}` };
}

function explain({ name, usage, example, args }: CommandHelp): readonly ReplySection[] {
  return [
    { kind: 'code', text: `${name} ${usage}`.trim() },
    { kind: 'list', items: args.map((arg) => ({ lead: arg.name, body: arg.help })) },
    { kind: 'text', text: `For example: ${example}` },
  ];
}
