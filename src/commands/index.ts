import { alerts } from './alerts.ts';
import { compliance } from './compliance.ts';
import type { Command, CommandHelp } from './define.ts';
import { help } from './help.ts';
import { remediate } from './remediate.ts';
import { resource } from './resource.ts';
import { trail } from './trail.ts';

export type { Command, CommandContext } from './define.ts';
export { type Ordered, remediate } from './remediate.ts';

/** The slash commands that ask something; `/aws-remediate` wants something done, and `flows/act` does it. */
export const queries: readonly Command[] = [resource, trail, compliance, alerts, help];

/** Every slash command, in the order in which the help shows them. */
export const commands: readonly CommandHelp[] = [resource, trail, compliance, alerts, remediate, help];

/** The command that answers to a name as Slack sends it, e.g. `/aws-resource`. */
export function findCommand(name: string): Command | undefined {
  return queries.find((command) => command.name === name);
}
