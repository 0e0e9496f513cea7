import { describe, expect, it } from 'vitest';
import { help } from '../../src/commands/help.ts';
import { commands } from '../../src/commands/index.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { renderReply } from '../../src/slack/render/reply.ts';
import { createContext } from './context.ts';

describe('/aws-help', () => {
  it('shows every command with its usage and an example', async () => {
    const text = JSON.stringify(await help.answer('', createContext()));

    for (const { name, example } of commands) {
      expect(text).toContain(name);
      expect(text).toContain(example);
    }
  });

  it.each(['', ...commands.map(({ name }) => name)])('never cuts what is to be typed: /aws-help %s', async (asked) => {
    const message = renderReply(await help.answer(asked, createContext()));
    const text = messageAsText(message);

    expect(text).not.toContain('… (+');
    expect(text).not.toContain('do not fit');
    expect(text).not.toContain('left out here');
    for (const { usage, name, args } of commands) {
      if (asked !== '' && asked !== name) continue;
      for (const form of usage.split(/ \| (?![^[]*\])/)) expect(text).toContain(`${name} ${form}`.trim());
      if (asked === name) for (const arg of args) expect(text).toContain(arg.help);
    }
  });

  it('has each thing that can be done with alerts and remediations on a line of its own', async () => {
    const text = messageAsText(renderReply(await help.answer('', createContext())));

    for (const doing of ['ack', 'mute', 'mutes', 'unmute', 'audit']) {
      expect(text).toMatch(new RegExp(`^ *\\/aws-alerts ${doing}\\b`, 'm'));
    }
    for (const doing of ['list', 'off', 'on']) expect(text).toMatch(new RegExp(`^ *\\/aws-remediate ${doing}\\b`, 'm'));
  });

  it.each(['trail', 'aws-trail', '/aws-trail'])('explains one, asked for as %s', async (name) => {
    expect(await help.answer(name, createContext())).toMatchObject({
      title: '/aws-trail: Find out who did it, in the CloudTrail logs of every account',
    });
  });

  it('names what there is when asked for what there is not', async () => {
    await expect(help.answer('trial', createContext())).rejects.toMatchObject({ code: 'UNKNOWN_COMMAND' });
  });
});
