import type { Message } from '../core/message.ts';
import { messageAsText } from '../slack/render/as-text.ts';
import type { Happening } from './slack/happenings.ts';
import type { Workspace } from './slack/workspace.ts';

/** What happens in Slack as lines for a terminal, each message as text below who and where. */
export function happeningAsText(happening: Happening, workspace: Workspace): string {
  const channel = (id: string) => `#${workspace.channels.find((one) => one.id === id)?.name ?? id}`;
  const person = (id: string) => `@${workspace.people.find((one) => one.id === id)?.name ?? id}`;
  switch (happening.kind) {
    case 'posted':
    case 'edited': {
      const where = `${channel(happening.channel)}${happening.threadTs ? ' (thread)' : ''}`;
      return `── ${where} ${happening.kind === 'edited' ? 'edited' : ''}\n${indented(happening.message)}\n`;
    }
    case 'deleted':
      return `── ${channel(happening.channel)} deleted a message\n`;
    case 'ephemeral': {
      const { channel: id, user, message } = happening.ephemeral;
      return `── ${channel(id)} only for ${person(user)}\n${indented(message)}\n`;
    }
    case 'view':
      return happening.view ? `── modal for ${person(happening.user)}: ${happening.view.title}\n` : '';
    case 'home':
      return `── Home for ${person(happening.user)}: ${happening.home.blocks.length} blocks\n`;
    case 'uploaded': {
      const files = happening.files.map(({ name, size }) => `${name} (${size} bytes)`).join(', ');
      return `── ${channel(happening.channel)} file ${files}\n`;
    }
  }
}

function indented(message: Message): string {
  return messageAsText(message).replace(/^/gm, '   ');
}
