import type { Command } from './define.ts';
import { help } from './help.ts';
import { resource } from './resource.ts';
import { trail } from './trail.ts';

export type { Command, CommandContext } from './define.ts';

/** Every slash command, in the order in which the help shows them. */
export const commands: readonly Command[] = [resource, trail, help];

/** The command of a name as Slack sends it, e.g. `/aws-resource`. */
export function findCommand(name: string): Command | undefined {
  return commands.find((command) => command.name === name);
}
